import type { ProviderError, SendEffect } from '../../sdk/index.js';
import { record, records, text, type Json } from '../json.js';

/** What came of a push to one device. */
export type PushResult =
  | { readonly kind: 'accepted' }
  /** The token is dead: forget the device. */
  | { readonly kind: 'gone'; readonly error: ProviderError }
  /** Not now. `retryAfter` in milliseconds. */
  | {
      readonly kind: 'later';
      readonly error: ProviderError;
      readonly retryAfter?: number;
      readonly effect?: SendEffect;
      /** The access token was refused: it must not be used again. */
      readonly accessRefused?: true;
    }
  /** FCM will never take this push: a fault of ours. */
  | { readonly kind: 'never'; readonly error: ProviderError }
  /** It may have arrived. */
  | { readonly kind: 'unknown'; readonly error: ProviderError };

/** An answer of FCM that is no success. */
export interface FcmAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  readonly now: Date;
  /** 1 for the first try of the message. */
  readonly attempt: number;
}

/** FCM asks for at least a minute after a quota error that names no time. */
const quotaWait = 60_000;
const firstWait = 1_000;
const longestWait = 10 * 60_000;

/** An error in our own words: FCM's texts may hold a token. */
const said = (code: string, message: string): ProviderError => ({ code, message });

/** Doubles with every try; half of it is chance, so that a crowd does not come back at once. */
export function backOff(attempt: number, chance: () => number = Math.random): number {
  const most = Math.min(firstWait * 2 ** Math.min(attempt - 1, 20), longestWait);
  return Math.round(most / 2 + (most / 2) * chance());
}

/** Milliseconds of a Retry-After header, as seconds or as a date; undefined without one. */
export function retryAfterOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(at - now.getTime(), 0);
}

/**
 * What an answer of FCM HTTP v1 calls for, by `details[].errorCode` ("ErrorCode", FCM reference), which is more exact than
 * `status`. An answer without FCM's own body says nothing about the push: unknown for 5xx.
 */
export function resultOf(answer: FcmAnswer): PushResult {
  const error = record(record(answer.body).error);
  const details = records(error.details);
  const code = details.map(({ errorCode }) => text(errorCode)).find((each) => each !== undefined);
  const named = code ?? text(error.status);
  if (answer.status === 429 && named === undefined) return quota(answer);
  if (named === undefined) return withoutBody(answer);
  const rule = Object.hasOwn(rules, named) ? rules[named]! : unlisted;
  return rule(answer, details, named);
}

type Rule = (answer: FcmAnswer, details: readonly Json[], code: string) => PushResult;

const rules: Readonly<Record<string, Rule>> = {
  UNREGISTERED: () => ({ kind: 'gone', error: said('UNREGISTERED', 'the app was removed or its token ended') }),
  SENDER_ID_MISMATCH: () => ({
    kind: 'gone',
    error: said('SENDER_ID_MISMATCH', 'the token belongs to another project'),
  }),
  INVALID_ARGUMENT: (_answer, details) => invalidArgument(details),
  QUOTA_EXCEEDED: (answer) => quota(answer),
  RESOURCE_EXHAUSTED: (answer) => quota(answer),
  UNAVAILABLE: (answer) => outage(answer, 'UNAVAILABLE', 'the push service is overloaded'),
  INTERNAL: (answer) => outage(answer, 'INTERNAL', 'the push service failed'),
  THIRD_PARTY_AUTH_ERROR: () => broken('THIRD_PARTY_AUTH_ERROR', 'the APNs or web push credentials are wrong'),
  UNAUTHENTICATED: () => ({ ...broken('UNAUTHENTICATED', 'the access token is not valid'), accessRefused: true }),
  PERMISSION_DENIED: () => broken('PERMISSION_DENIED', 'the service account may not send for this project'),
  NOT_FOUND: () => broken('NOT_FOUND', 'the project does not exist'),
};

const broken = (code: string, message: string) =>
  ({ kind: 'later', effect: 'STOP_ACCOUNT', error: said(code, message) }) as const;

function invalidArgument(details: readonly Json[]): PushResult {
  const fields = details.flatMap(({ fieldViolations }) => records(fieldViolations)).map(({ field }) => text(field));
  if (fields.some((field) => field === 'message.token'))
    return { kind: 'gone', error: said('INVALID_ARGUMENT', 'the token is malformed') };
  return { kind: 'never', error: said('INVALID_ARGUMENT', 'the push itself is malformed') };
}

const quota = ({ retryAfter, now }: FcmAnswer): PushResult => ({
  kind: 'later',
  effect: 'DELAY_ACCOUNT',
  retryAfter: retryAfterOf(retryAfter, now) ?? quotaWait,
  error: said('QUOTA_EXCEEDED', 'too many pushes'),
});

const outage = ({ retryAfter, now, attempt }: FcmAnswer, code: string, message: string): PushResult => ({
  kind: 'later',
  retryAfter: retryAfterOf(retryAfter, now) ?? backOff(attempt),
  error: said(code, message),
});

function withoutBody({ status }: FcmAnswer): PushResult {
  const error = said(`HTTP_${status}`, 'an answer that is not the push service’s own');
  if (status === 401 || status === 403) return { ...broken(`HTTP_${status}`, error.message), accessRefused: true };
  return status >= 500 ? { kind: 'unknown', error } : { kind: 'never', error };
}

const unlisted: Rule = ({ status }) => {
  const error = said(`HTTP_${status}`, 'an error that the table does not know');
  return status >= 500 ? { kind: 'unknown', error } : { kind: 'never', error };
};
