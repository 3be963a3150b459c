import type { ProviderError, SendEffect, SendOutcome } from '../sdk/index.js';

type Rejected = Extract<SendOutcome, { status: 'rejected' }>;

/** What to do about an error code of the Cloud API. */
interface Rule {
  readonly meaning: string;
  readonly effect?: SendEffect;
  /** `never`: the same message will never be taken. `once`: one more try. `later`: as often as the host allows. */
  readonly retry: 'never' | 'once' | 'later';
  /** Milliseconds until the next try, by the number of tries made. */
  readonly wait?: (attempt: number) => number;
}

const day = 86_400_000;
/** Pair limit: wait 4^n seconds before retry n, counted from 0; held at 4^6 s (68 min), above which it only adds delay. */
const pairWait = (attempt: number) => 4 ** Math.min(attempt - 1, 6) * 1000;

const rule = (meaning: string, retry: Rule['retry'], effect?: SendEffect, wait?: Rule['wait']): Rule => ({
  meaning,
  retry,
  ...(effect ? { effect } : {}),
  ...(wait ? { wait } : {}),
});

const access = rule('access token or permission is not valid', 'later', 'STOP_ACCOUNT');
const rate = rule('rate limit of the account', 'later', 'DELAY_ACCOUNT');
const bug = rule('a parameter is missing or wrong', 'never');
const outage = rule('the service is unavailable or failed', 'later');
const blocked = rule('the account is locked or blocked for a policy', 'later', 'STOP_ACCOUNT');
const media = rule('a media file could not be fetched or stored', 'once');
const template = rule('the template or its parameters do not fit', 'never');
const windowClosed = rule('more than 24 hours since the last message of the person', 'never', 'NEEDS_TEMPLATE');

/** Error codes of Meta's "Error codes" page of the WhatsApp Business Platform, and what each calls for. */
const rules: Readonly<Record<string, Rule>> = {
  0: access,
  3: access,
  10: access,
  190: access,
  131005: access,
  4: rate,
  80007: rate,
  130429: rate,
  131057: rule('the number is being upgraded', 'later', 'DELAY_ACCOUNT'),
  131056: rule('too many messages to this person', 'later', 'DELAY_RECIPIENT', pairWait),
  131048: rule('the number is restricted for spam', 'later', 'PAUSE_CAMPAIGNS'),
  131049: rule('withheld to keep the ecosystem healthy', 'once', undefined, () => day),
  131050: rule('the person stopped marketing messages', 'never', 'OPT_OUT'),
  131047: windowClosed,
  470: windowClosed,
  131026: rule('the person cannot be reached on WhatsApp', 'never', 'FLAG_RECIPIENT'),
  131051: rule('the message type is not supported', 'never'),
  131062: rule('the message type may not go to a business-scoped user id', 'never'),
  131052: media,
  131053: media,
  131008: bug,
  131009: bug,
  100: bug,
  33: bug,
  131021: bug,
  131016: outage,
  131000: outage,
  2: outage,
  133004: outage,
  131031: blocked,
  368: blocked,
  131042: rule('payment or eligibility of the account', 'never', 'PAUSE_CAMPAIGNS'),
  132000: template,
  132001: rule('the template is missing or not approved in this language', 'never'),
  132005: template,
  132007: template,
  132012: template,
  132015: rule('the template is paused', 'never', 'PAUSE_CAMPAIGNS'),
  132016: rule('the template is disabled', 'never', 'PAUSE_CAMPAIGNS'),
  133010: rule('the number is not registered', 'later', 'STOP_ACCOUNT'),
};

function ruleOf(code: string): Rule | undefined {
  const number = Number(code);
  return rules[code] ?? (number >= 200 && number <= 299 ? access : undefined);
}

/** An error in our own words: the provider's texts may hold numbers of people. */
export function describeError(code: string): ProviderError {
  return { code, message: ruleOf(code)?.meaning ?? 'an error that the table does not know' };
}

/** The outcome for a documented code; undefined when the table does not know it. `attempt` counts from 1. */
export function outcomeOf(code: string, attempt: number): Rejected | undefined {
  const found = ruleOf(code);
  if (!found) return undefined;
  const permanent = found.retry === 'never' || (found.retry === 'once' && attempt > 1);
  return {
    status: 'rejected',
    permanent,
    error: describeError(code),
    ...(found.effect ? { effect: found.effect } : {}),
    ...(found.wait && !permanent ? { retryAfter: found.wait(attempt) } : {}),
  };
}
