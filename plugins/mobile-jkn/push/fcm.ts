import type { Language, PluginContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { record, text } from '../json.js';
import { pushTexts } from '../texts.js';
import { accessToken, dropAccessToken, NoAccessToken, serviceAccountOf } from './access-token.js';
import type { Device } from './devices.js';
import { resultOf, type PushResult } from './fcm-errors.js';

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'fetch' | 'signal' | 'now' | 'storage'>;

/** News to tell a device of. Holds nothing of what the news says. */
export interface Notice {
  readonly messageId: string;
  /** Reference of a case, such as a ticket; it opens nothing without the participant's own token. */
  readonly reference?: string;
  readonly language: Language;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What FCM takes of `notification` and `data` together. */
export const largestPayload = 4_096;
/** How long FCM keeps a push for a telephone that is off: the inbox tells the rest. */
const timeToLive = 24 * 3_600;

/** The body of `messages:send`. Pushes of one message replace each other, so that a repetition is not seen. */
export function fcmMessage(token: string, { messageId, reference, language }: Notice): object {
  const notification = pushTexts[language];
  const data = { type: 'message', messageId, ...(reference && { reference }) };
  const size = Buffer.byteLength(JSON.stringify({ notification, data }));
  if (size > largestPayload) throw new RangeError('a push holds at most 4096 bytes');
  return {
    message: {
      token,
      notification,
      data,
      android: {
        priority: 'HIGH',
        ttl: `${timeToLive}s`,
        collapse_key: messageId,
        notification: { tag: messageId, channel_id: 'inbox' },
      },
      apns: { headers: { 'apns-collapse-id': messageId.slice(0, 64) }, payload: { aps: { sound: 'default' } } },
    },
  };
}

/** One push to one device. Never throws: whatever may have arrived without a clear answer is `unknown`. */
export async function push(context: Context, device: Pick<Device, 'token'>, notice: Notice): Promise<PushResult> {
  let url: string;
  let bearer: string;
  try {
    url = `${context.config.fcmBase}/v1/projects/${serviceAccountOf(context.config).projectId}/messages:send`;
    bearer = await accessToken(context);
  } catch (error) {
    return withoutToken(error);
  }
  const result = await ask(context, url, bearer, fcmMessage(device.token, notice), notice.attempt);
  if (result.kind === 'later' && result.accessRefused) await dropAccessToken(context);
  return result;
}

function withoutToken(error: unknown): PushResult {
  if (!(error instanceof NoAccessToken) || error.reason === 'unreachable')
    return { kind: 'later', error: { code: 'NO_ACCESS_TOKEN', message: 'the token service does not answer' } };
  const code = error.reason === 'malformed' ? 'SERVICE_ACCOUNT_MALFORMED' : 'SERVICE_ACCOUNT_REFUSED';
  return { kind: 'later', effect: 'STOP_ACCOUNT', error: { code, message: error.message } };
}

/** Faults of the network before any byte of the request can have left. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

async function ask(
  { fetch, signal, now }: Context,
  url: string,
  bearer: string,
  body: object,
  attempt: number,
): Promise<PushResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && text(record(answer).name)) return { kind: 'accepted' };
    const retryAfter = response.headers.get('retry-after');
    if (response.ok) return { kind: 'unknown', error: { code: 'NO_NAME', message: 'a success without a name' } };
    return resultOf({ status: response.status, retryAfter, body: answer, now: now(), attempt });
  } catch (error) {
    const code = text(record((error as Error | undefined)?.cause).code) ?? 'NO_ANSWER';
    if (neverLeft.has(code)) return { kind: 'later', error: { code, message: 'the push service cannot be reached' } };
    return { kind: 'unknown', error: { code, message: 'no answer to a push that may have arrived' } };
  }
}
