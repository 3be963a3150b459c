import type { ProbeResult } from '../sdk/index.js';
import { describeError, refusalOutcome } from './errors.js';
import { callGraph, type GraphContext } from './graph.js';
import { list, number, record } from './json.js';

const day = 86_400_000;
/** A token that ends sooner is reported, while there is time to renew it. */
const renewalNotice = 7 * day;
const renew = 'Issue a new long-lived access token and put it into the configuration.';

/**
 * Asks three things without side effects: does the token work, until when, and does Meta still send webhooks (it ends
 * the subscription after an hour of failed deliveries).
 */
export async function probe(context: GraphContext): Promise<ProbeResult> {
  const { accountId } = context.config;
  const answer = await callGraph({ method: 'GET', path: accountId, query: { fields: 'id,username' } }, context);
  if (answer.kind === 'refused') return refused(answer);
  if (answer.kind !== 'ok') {
    return {
      state: 'DEGRADED',
      message: 'The Graph API does not answer.',
      error: { code: answer.code, message: 'no answer' },
    };
  }
  const tokenExpiresAt = await expiryOf(context);
  const expiry = tokenExpiresAt === undefined ? {} : { tokenExpiresAt };
  const left = tokenExpiresAt === undefined ? Infinity : tokenExpiresAt.getTime() - context.now().getTime();
  if (left < renewalNotice) {
    const days = Math.max(0, Math.floor(left / day));
    return { state: 'DEGRADED', message: `The access token ends in ${days} days.`, action: renew, ...expiry };
  }
  if ((await isSubscribed(context)) === false) {
    const action = 'Subscribe the app to the webhooks of the account again, then fetch comments of the gap by hand.';
    return { state: 'DEGRADED', message: 'Meta sends no webhooks for this account.', action, ...expiry };
  }
  return { state: 'OK', message: 'The Graph API answers for this account.', ...expiry };
}

function refused(answer: Parameters<typeof refusalOutcome>[0]): ProbeResult {
  const outcome = refusalOutcome(answer);
  const error = describeError(answer);
  const stopped = outcome.status === 'rejected' && outcome.effect === 'STOP_ACCOUNT';
  return {
    state: stopped ? 'DOWN' : 'DEGRADED',
    message: `The Graph API refuses the account: ${error.message}.`,
    error,
    ...(stopped ? { action: renew } : {}),
  };
}

/**
 * When the token ends: with Facebook Login and an app id, as Meta says (`debug_token`; 0 means never); else as
 * configured. Instagram Login has no question for it.
 */
async function expiryOf(context: GraphContext): Promise<Date | undefined> {
  const { login, appId, appSecret, accessToken, accessTokenExpiresAt } = context.config;
  const configured = accessTokenExpiresAt === undefined ? undefined : new Date(accessTokenExpiresAt);
  if (login !== 'facebook' || appId === undefined) return configured;
  const asApp = { ...context, config: { ...context.config, accessToken: `${appId}|${appSecret}` } };
  const query = { input_token: accessToken };
  const answer = await callGraph({ method: 'GET', path: 'debug_token', query }, asApp);
  const seconds = answer.kind === 'ok' ? number(record(answer.json.data).expires_at) : undefined;
  if (seconds === undefined) return configured;
  return seconds > 0 ? new Date(seconds * 1000) : undefined;
}

/** Undefined: cannot be told (no permission, or login "facebook" without a Page id). */
async function isSubscribed(context: GraphContext): Promise<boolean | undefined> {
  const { login, accountId, pageId } = context.config;
  const node = login === 'instagram' ? accountId : pageId;
  if (node === undefined) return undefined;
  const answer = await callGraph({ method: 'GET', path: `${node}/subscribed_apps` }, context);
  return answer.kind === 'ok' && Array.isArray(answer.json.data) ? list(answer.json.data).length > 0 : undefined;
}
