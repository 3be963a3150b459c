import type { PluginContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';

/** A short message to send. */
export interface ShortMessage {
  /** E.164 with `+`. */
  readonly to: string;
  readonly text: string;
  /** Equal for every try of one message. */
  readonly reference: string;
}

/** Longest wait for the gateway, in milliseconds: the app waits meanwhile. */
const patience = 3_500;

/**
 * Hands a message to the SMS gateway: `POST {to, text, reference}` with a bearer token, any 2xx is a yes. False when it was
 * not taken or nobody answered. Neither number nor text is told to anybody else.
 */
export async function sendShortMessage(
  { config, fetch, signal }: Pick<PluginContext<MobileJknConfig>, 'config' | 'fetch' | 'signal'>,
  message: ShortMessage,
): Promise<boolean> {
  try {
    const response = await fetch(config.smsGatewayUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${config.smsGatewayToken}`,
        'content-type': 'application/json',
        'idempotency-key': message.reference,
      },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
