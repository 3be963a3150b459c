import type { ProviderError, SendEffect, SendOutcome } from '../sdk/index.js';
import type { GraphAnswer } from './graph.js';
import { restFor } from './usage.js';

type Rejected = Extract<SendOutcome, { status: 'rejected' }>;
type Refused = Extract<GraphAnswer, { kind: 'refused' }>;

/** What to do about an error code. */
interface Rule {
  readonly meaning: string;
  /** `never`: the same request will never be taken; `later`: it may; `unclear`: it may have been carried out. */
  readonly retry: 'never' | 'later' | 'unclear';
  readonly effect?: SendEffect;
}

const rule = (meaning: string, retry: Rule['retry'], effect?: SendEffect): Rule => ({
  meaning,
  retry,
  ...(effect ? { effect } : {}),
});

const access = rule('access token or permission is not valid', 'later', 'STOP_ACCOUNT');
const rate = rule('rate limit of the app or account', 'later', 'DELAY_ACCOUNT');
const unreachable = rule('the person cannot be reached on Instagram', 'never', 'FLAG_RECIPIENT');
const outage = rule('the service is unavailable', 'later');
const windowClosed = rule('outside of the time in which this person may be written to', 'never');
const restricted = rule('the account is blocked or restricted for a policy', 'later', 'STOP_ACCOUNT');
const spam = rule('the action is suspected to be spam', 'never', 'PAUSE_CAMPAIGNS');
const mediaRule = rule('the media cannot be fetched or does not follow the rules of Instagram', 'never');
const newContainer = rule('the container has failed or expired; a new one is needed', 'never');

/**
 * Codes and, after a slash, subcodes; the pair decides before the code. From Meta's "Common error codes" of the
 * Messenger Platform, "Error codes" of the Instagram Platform and "Private replies".
 */
const rules: Readonly<Record<string, Rule>> = {
  '-1': outage,
  '-1/2207032': newContainer,
  '-1/2207053': newContainer,
  '-2': rule('Meta could not download the media in time', 'later'),
  '-2/2207020': newContainer,
  '0': access,
  '1': rule('an unknown error', 'unclear'),
  '1/99': access,
  '2': outage,
  '3': access,
  '4': rate,
  '4/2207051': spam,
  '9/2207042': rule('the publishing limit of the account is used up', 'later', 'PAUSE_CAMPAIGNS'),
  '10': access,
  '10/2018278': windowClosed,
  '10/2534022': windowClosed,
  '17': rate,
  '24/2207006': rule('the container is not known: permission is missing or the token changed', 'never'),
  '24/2207008': rule('the container cannot be published yet', 'later'),
  '25/2207050': restricted,
  '32': rate,
  '33': rule('no such object, or no permission for it', 'never'),
  '100': rule('a parameter is missing or wrong', 'never'),
  '100/33': rule('no such object, or no permission for it', 'never'),
  '100/2018001': unreachable,
  '100/2534001': rule('the person archived or deleted the conversation', 'never', 'FLAG_RECIPIENT'),
  '100/2534014': unreachable,
  '100/2534025': rule('this comment has been answered privately before', 'never'),
  '100/2207028': rule('a carousel needs 2 to 10 items', 'never'),
  '102': access,
  '190': access,
  '352/2207026': rule('the video format is not supported', 'never'),
  '368': restricted,
  '551': unreachable,
  '613': rate,
  '9004': mediaRule,
  '9007/2207027': rule('the media is not ready to be published', 'later'),
  '10900': rule('this comment has been answered privately before', 'never'),
  '10901': rule('the comment is too old for a private reply', 'never'),
  '10903': rule('this person cannot be answered privately', 'never'),
  '36000': rule('the image is larger than 8 MB', 'never'),
  '36001': rule('the image format is not supported; Instagram takes JPEG', 'never'),
  '36003': rule('the aspect ratio of the image is not between 4:5 and 1.91:1', 'never'),
  '36004': rule('the caption is too long, or has too many hashtags or mentions', 'never'),
  '80002': rate,
  '80006': rate,
};

function ruleOf(code: string | undefined, subcode: string | undefined): Rule | undefined {
  if (code === undefined) return undefined;
  const own = subcode === undefined ? undefined : rules[`${code}/${subcode}`];
  const number = Number(code);
  return own ?? rules[code] ?? (number >= 200 && number <= 299 ? access : undefined);
}

/** An error in our own words: Meta's texts may name people. */
export function describeError({ code, subcode, status }: Refused): ProviderError {
  const name = code === undefined ? `HTTP_${status}` : subcode === undefined ? code : `${code}/${subcode}`;
  return { code: name, message: ruleOf(code, subcode)?.meaning ?? 'an error that the table does not know' };
}

/**
 * What a refusal means for a message or post. Code and subcode decide, because Meta's HTTP status for one code varies;
 * the status is asked only where the table does not know the code. Waiting times come from the usage headers
 * (estimated_time_to_regain_access) before Retry-After.
 */
export function refusalOutcome(answer: Refused): Rejected | Extract<SendOutcome, { status: 'unknown' }> {
  const error = describeError(answer);
  const found = ruleOf(answer.code, answer.subcode) ?? byStatus(answer);
  if (found.retry === 'unclear') return { status: 'unknown', error };
  const permanent = found.retry === 'never' && !answer.transient;
  const wait = restFor(answer.usage) || answer.retryAfter;
  return {
    status: 'rejected',
    permanent,
    error,
    ...(found.effect ? { effect: found.effect } : {}),
    ...(wait !== undefined && !permanent ? { retryAfter: wait } : {}),
  };
}

function byStatus({ status, transient }: Refused): Rule {
  if (status === 429) return rate;
  if (status === 401) return access;
  if (status >= 500 || status === 408) return rule('', transient ? 'later' : 'unclear');
  return rule('', transient ? 'later' : 'never');
}

/** An answer that is not `ok`, as the outcome of a try. */
export function failureOutcome(
  answer: Exclude<GraphAnswer, { kind: 'ok' }>,
): Exclude<SendOutcome, { status: 'accepted' }> {
  if (answer.kind === 'refused') return refusalOutcome(answer);
  if (answer.kind === 'unreachable') {
    const error = { code: answer.code, message: 'the Graph API cannot be reached' };
    return { status: 'rejected', permanent: false, error };
  }
  return { status: 'unknown', error: { code: answer.code, message: 'no answer to a request that may have arrived' } };
}

/** A refusal of our own, before anything was sent. */
export function refuse(code: string, message: string): Rejected {
  return { status: 'rejected', permanent: true, error: { code, message } };
}
