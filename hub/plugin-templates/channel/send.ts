import type {
  MessageContent,
  PluginContext,
  ProviderError,
  SendCommand,
  SendOutcome,
} from '../../../plugins/sdk/index.js';
import type { SampleChannelConfig } from './config.js';
import { record, text } from './json.js';

const problem = (code: string, message: string): ProviderError => ({ code, message });

/** The body of `POST /messages`. Pure. `reference` comes back in every status and settles sends whose answer was lost. */
export function toRequest({ recipient, content, messageId, replyTo }: SendCommand): Record<string, unknown> {
  return { to: recipient.key, reference: messageId, ...contentOf(content), ...(replyTo ? { reply_to: replyTo } : {}) };
}

function contentOf(content: MessageContent): Record<string, unknown> {
  if (content.kind === 'choices')
    return { text: content.text, buttons: content.choices.map(({ id, title }) => ({ id, title })) };
  // The capabilities promise text and buttons: the host sends nothing else.
  return { text: content.kind === 'text' ? content.text : '' };
}

/** One try of one message. Never throws: a broken or late answer is `unknown`. */
export async function send(command: SendCommand, context: PluginContext<SampleChannelConfig>): Promise<SendOutcome> {
  const { config, fetch, signal } = context;
  try {
    const response = await fetch(`${config.apiBase}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(toRequest(command)),
      redirect: 'error',
      signal,
    });
    return await readAnswer(response);
  } catch (error) {
    return networkOutcome(error);
  }
}

/** Only where no byte can have left is it safe to try again. */
function networkOutcome(error: unknown): SendOutcome {
  const code = text(record((error as Error | undefined)?.cause).code);
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return { status: 'rejected', permanent: false, error: problem(code, 'the provider cannot be reached') };
  return { status: 'unknown', error: problem(code ?? 'NO_ANSWER', 'no answer to a request that may have arrived') };
}

/** Codes and our own words only: the provider's texts may hold what people wrote. */
async function readAnswer(response: Response): Promise<SendOutcome> {
  const body = record(await response.json().catch(() => undefined));
  const externalId = text(body.id);
  if (response.ok && externalId !== undefined) return { status: 'accepted', externalId };
  if (response.status === 429) return limited(response);
  if (response.ok || response.status >= 500 || response.status === 408)
    return {
      status: 'unknown',
      error: problem(`HTTP_${response.status}`, 'an answer that says nothing of the message'),
    };
  if (response.status === 401 || response.status === 403) {
    const error = problem(`HTTP_${response.status}`, 'the access token is not valid');
    return { status: 'rejected', permanent: false, effect: 'STOP_ACCOUNT', error };
  }
  const code = text(record(body.error).code) ?? `HTTP_${response.status}`;
  return { status: 'rejected', permanent: true, error: problem(code, 'the provider refuses the message') };
}

function limited(response: Response): SendOutcome {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: 'rejected',
    permanent: false,
    effect: 'DELAY_ACCOUNT',
    error: problem('RATE_LIMITED', 'too many messages of the account'),
    ...(seconds >= 0 ? { retryAfter: seconds * 1000 } : {}),
  };
}
