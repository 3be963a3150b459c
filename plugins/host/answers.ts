import { errorCodes, type ErrorCodeName } from '../../schema/index.js';
import type { IngressAnswer } from './types.js';

const json = { 'content-type': 'application/json; charset=utf-8' };

/** The answer to an accepted webhook. */
export const accepted: IngressAnswer = { status: 200, headers: json, body: '{"status":"ok"}' };

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
