import { list, number, record } from './json.js';

/** How much of Meta's rate limits is used up. */
export interface Usage {
  /** The highest share that any of the headers names, in percent. */
  readonly percent: number;
  /** Milliseconds until access comes back, where Meta tells it; else 0. */
  readonly regainAfter: number;
}

/** From here on calls should stop before Meta refuses them. */
export const usageLimit = 95;
const minute = 60_000;
/** The windows of both limits roll by the hour; a few minutes free some of it. */
const restWithoutEstimate = 5 * minute;

/**
 * Reads `X-App-Usage` (`{call_count,total_time,total_cputime}`) and `X-Business-Use-Case-Usage`
 * (`{<id>:[{type,call_count,total_cputime,total_time,estimated_time_to_regain_access}]}`, the estimate in minutes).
 * What cannot be read counts as no news.
 */
export function usageOf(headers: Headers): Usage {
  const app = parsed(headers.get('x-app-usage'));
  const business = record(parsed(headers.get('x-business-use-case-usage')));
  const parts = [record(app), ...Object.values(business).flatMap((cases) => list(cases).map(record))];
  const shares = parts.flatMap((part) =>
    [part.call_count, part.total_time, part.total_cputime].map((n) => number(n) ?? 0),
  );
  const minutes = parts.map((part) => number(part.estimated_time_to_regain_access) ?? 0);
  return { percent: Math.max(0, ...shares), regainAfter: Math.max(0, ...minutes) * minute };
}

function parsed(header: string | null): unknown {
  try {
    return header === null ? undefined : JSON.parse(header);
  } catch {
    return undefined;
  }
}

/** Milliseconds to make no further call; 0: go on. */
export function restFor({ percent, regainAfter }: Usage): number {
  if (regainAfter > 0) return regainAfter;
  return percent >= usageLimit ? restWithoutEstimate : 0;
}
