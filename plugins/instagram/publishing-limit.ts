import { callGraph, type GraphAnswer, type GraphContext } from './graph.js';
import { number, record, records } from './json.js';

/** How many posts may still be published. Never written down in code: Meta's own pages disagree (50 or 100). */
export interface PublishingLimit {
  readonly used: number;
  readonly total: number;
  /** Length of the rolling window in milliseconds. */
  readonly window: number;
}

/** Reads `content_publishing_limit`; a failed call comes back as it is, an answer in another form as null. */
export async function publishingLimit(
  context: GraphContext,
): Promise<PublishingLimit | null | Exclude<GraphAnswer, { kind: 'ok' }>> {
  const path = `${context.config.accountId}/content_publishing_limit`;
  const answer = await callGraph({ method: 'GET', path, query: { fields: 'config,quota_usage' } }, context);
  if (answer.kind !== 'ok') return answer;
  const [row] = records(answer.json.data);
  const config = record(row?.config);
  const [used, total, seconds] = [number(row?.quota_usage), number(config.quota_total), number(config.quota_duration)];
  if (used === undefined || total === undefined) return null;
  return { used, total, window: (seconds ?? 86_400) * 1000 };
}
