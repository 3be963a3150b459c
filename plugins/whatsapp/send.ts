import type { PluginContext, ProviderError, SendCommand, SendOutcome } from '../sdk/index.js';
import type { WhatsAppConfig } from './config.js';
import { outcomeOf } from './errors.js';
import { toGraphMessage } from './graph-message.js';
import { record, records, text } from './json.js';

const problem = (code: string, message: string): ProviderError => ({ code, message });

/** Faults of the network before any byte of the request can have left: safe to try again. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** One try of one message. Never throws: a broken or late answer is `unknown`. */
export async function send(command: SendCommand, context: PluginContext<WhatsAppConfig>): Promise<SendOutcome> {
  const { config, signal } = context;
  let response: Response;
  try {
    response = await context.fetch(`${config.apiBase}/${config.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(toGraphMessage(command)),
      redirect: 'error',
      signal,
    });
  } catch (error) {
    return networkOutcome(error);
  }
  return readAnswer(response, command.attempt);
}

function networkOutcome(error: unknown): SendOutcome {
  const code = text(record((error as Error | undefined)?.cause).code);
  if (code !== undefined && neverLeft.has(code)) {
    return { status: 'rejected', permanent: false, error: problem(code, 'the Graph API cannot be reached') };
  }
  return { status: 'unknown', error: problem(code ?? 'NO_ANSWER', 'no answer to a request that may have arrived') };
}

async function readAnswer(response: Response, attempt: number): Promise<SendOutcome> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = undefined;
  }
  if (response.ok) {
    const externalId = text(records(record(body).messages)[0]?.id);
    if (externalId !== undefined) return { status: 'accepted', externalId };
    return { status: 'unknown', error: problem('NO_MESSAGE_ID', 'a positive answer without a message id') };
  }
  return refusal(response, text(record(record(body).error).code), attempt);
}

/**
 * The code decides, because Meta's HTTP status for one code varies; the status is asked only where the code is unknown.
 */
function refusal(response: Response, code: string | undefined, attempt: number): SendOutcome {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: seconds * 1000 } : {};
  const documented = code === undefined ? undefined : outcomeOf(code, attempt);
  if (documented) return documented.permanent ? documented : { ...retryAfter, ...documented };
  const error = problem(code ?? `HTTP_${response.status}`, 'an answer that the error table does not know');
  if (response.status === 429)
    return { status: 'rejected', permanent: false, effect: 'DELAY_ACCOUNT', ...retryAfter, error };
  if (response.status === 401) return { status: 'rejected', permanent: false, effect: 'STOP_ACCOUNT', error };
  if (response.status >= 500 || response.status === 408) return { status: 'unknown', error };
  return { status: 'rejected', permanent: true, error };
}
