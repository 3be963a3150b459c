import type { PluginContext, ProbeResult } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { record, text } from '../json.js';
import { accessToken, dropAccessToken, NoAccessToken, serviceAccountOf } from './access-token.js';

const refusedAction = 'Put a valid service account of the Firebase project into the configuration and start again.';

/**
 * Asks FCM to judge a push that is not delivered (`validate_only`) to a token that is none: a project that works refuses
 * the token, every other answer says what is broken.
 */
export async function probePush(context: PluginContext<MobileJknConfig>): Promise<ProbeResult> {
  try {
    const { projectId } = serviceAccountOf(context.config);
    const bearer = await accessToken(context);
    const response = await context.fetch(`${context.config.fcmBase}/v1/projects/${projectId}/messages:send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ validate_only: true, message: { token: 'probe', data: {} } }),
      redirect: 'error',
      signal: context.signal,
    });
    const status = text(record(record(await response.json().catch(() => undefined)).error).status);
    if (response.ok || status === 'INVALID_ARGUMENT') return { state: 'OK', message: 'FCM answers for this project.' };
    return refusal(context, response.status);
  } catch (error) {
    if (error instanceof NoAccessToken && error.reason !== 'unreachable')
      return { state: 'DOWN', message: 'Google gives no access token for the service account.', action: refusedAction };
    return { state: 'DEGRADED', message: 'FCM does not answer; messages still come to the inbox.' };
  }
}

async function refusal(context: PluginContext<MobileJknConfig>, status: number): Promise<ProbeResult> {
  const message = `FCM answered ${status} for this project.`;
  if (status !== 401 && status !== 403 && status !== 404) return { state: 'DEGRADED', message };
  await dropAccessToken(context);
  return { state: 'DOWN', message, action: refusedAction };
}
