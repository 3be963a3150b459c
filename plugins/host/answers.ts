import { errorCodes, type ErrorCodeName } from '../../schema/index.js';
import type { WebhookAnswer } from '../sdk/index.js';
import type { IngressAnswer } from './types.js';

const json = { 'content-type': 'application/json; charset=utf-8' };

/** The answer to an accepted webhook. */
export const accepted: IngressAnswer = { status: 200, headers: json, body: '{"status":"ok"}' };

/** A plugin's own answer. Plain text unless it says otherwise; never sniffed for another type. */
export function pluginAnswer({ status, headers, body }: WebhookAnswer): IngressAnswer {
  const usual = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { status, headers: { ...usual, ...headers }, body };
}

/** Nothing can be stored or said now. */
export const busy = () =>
  refuse('SHUTTING_DOWN', 'The hub cannot store this now; deliver it again.', {
    status: 503,
    headers: { 'retry-after': '5' },
  });

/** An error as JSON, in the words of the error registry. `status` differs from the registry's only where given. */
export function refuse(
  code: ErrorCodeName,
  message: string,
  options: { status?: number; headers?: Record<string, string> } = {},
): IngressAnswer {
  return {
    status: options.status ?? errorCodes[code].status,
    headers: { ...json, ...options.headers },
    body: JSON.stringify({ error: { code, message } }),
  };
}
