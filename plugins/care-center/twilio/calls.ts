import type { PluginContext, ProbeResult, ProviderError, SendOutcome } from '../../sdk/index.js';
import type { CareCenterConfig } from '../config.js';

type Context = Pick<PluginContext<CareCenterConfig>, 'config' | 'fetch' | 'signal'>;

/** Longest document that Twilio takes for a live call, in characters. */
export const longestTwiml = 4_000;

/** Faults of the network before any byte of the request can have left: safe to try again. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const problem = (code: string, message: string): ProviderError => ({ code, message });
const permanent = (code: string, message: string): SendOutcome => ({
  status: 'rejected',
  permanent: true,
  error: problem(code, message),
});

/** Errors of the Call resource that say something about the call itself, from Twilio's error dictionary. */
const ofTheCall: Readonly<Record<string, SendOutcome>> = {
  '20404': permanent('20404', 'there is no such call'),
  '21220': permanent('21220', 'the call is over; nothing more can be said in it'),
};

function request({ config, fetch, signal }: Context, path: string, form?: Record<string, string>): Promise<Response> {
  const { accountSid, authToken, apiBase } = config;
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  return fetch(`${apiBase}/2010-04-01/Accounts/${accountSid}${path}`, {
    headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
    redirect: 'error',
    signal,
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
}

/**
 * Makes a live call go on with a document. One try; never throws.
 * @param messageId becomes part of the external id: Twilio names the call only, not what is said in it
 */
export async function modifyCall(
  context: Context,
  callId: string,
  twiml: string,
  messageId: string,
): Promise<SendOutcome> {
  let response: Response;
  try {
    response = await request(context, `/Calls/${callId}.json`, { Twiml: twiml });
  } catch (error) {
    return networkOutcome(error);
  }
  const body = await jsonOf(response);
  if (response.ok && body.sid === callId) return { status: 'accepted', externalId: `${callId}/${messageId}` };
  return refusal(response, body);
}

async function jsonOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function networkOutcome(error: unknown): SendOutcome {
  const code = ((error as Error | undefined)?.cause as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string' && neverLeft.has(code)) {
    return { status: 'rejected', permanent: false, error: problem(code, 'the Twilio API cannot be reached') };
  }
  return { status: 'unknown', error: problem('NO_ANSWER', 'no answer to a request that may have arrived') };
}

function refusal({ status, headers, ok }: Response, body: Readonly<Record<string, unknown>>): SendOutcome {
  const code = Number.isInteger(body.code) ? String(body.code) : undefined;
  if (code !== undefined && ofTheCall[code]) return ofTheCall[code];
  const error = problem(code ?? `HTTP_${status}`, 'the Twilio API refuses the request');
  if (ok || status >= 500) return { status: 'unknown', error };
  if (status === 429)
    return { status: 'rejected', permanent: false, effect: 'DELAY_ACCOUNT', ...pause(headers), error };
  const isClosed = status === 401 || status === 403;
  if (isClosed) return { status: 'rejected', permanent: false, effect: 'STOP_ACCOUNT', error };
  return { status: 'rejected', permanent: true, error };
}

function pause(headers: Headers): { readonly retryAfter?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: seconds * 1000 } : {};
}

/** Reads the account's own record: it fails as everything would when SID, token or account are not in order. */
export async function probeAccount(context: Context): Promise<ProbeResult> {
  const response = await request(context, '.json');
  const { status } = await jsonOf(response);
  if (response.ok && status === 'active') return { state: 'OK', message: 'The Twilio account is active.' };
  if (response.ok)
    return {
      state: 'DOWN',
      message: 'The Twilio account is not active.',
      action: 'Look after the account in the Twilio console.',
    };
  const isRefused = response.status === 401 || response.status === 403;
  return {
    state: isRefused ? 'DOWN' : 'DEGRADED',
    message: `The Twilio API answered ${response.status} for this account.`,
    ...(isRefused ? { action: 'Set a valid accountSid and authToken and start again.' } : {}),
  };
}
