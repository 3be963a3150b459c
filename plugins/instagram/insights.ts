import type { Breakdown, Demographic, Figure, Insights, InsightsRange } from '../sdk/index.js';
import { describeError, failureOutcome } from './errors.js';
import { callGraph, isGraphId, type GraphAnswer, type GraphContext } from './graph.js';
import { audiences, dimensions, type AccountRange, type Metrics, type Timeframe } from './insight-types.js';
import { number, record, records, text, type Json } from './json.js';
import { restFor } from './usage.js';

const accountMetrics = [
  'accounts_engaged',
  'comments',
  'follows_and_unfollows',
  'likes',
  'profile_links_taps',
  'reach',
  'replies',
  'reposts',
  'saves',
  'shares',
  'total_interactions',
  'views',
] as const;

const longestRange = 30 * 86_400_000;
const topGroups = 45;
const tooManyCalls = { code: 'NEAR_RATE_LIMIT', message: 'not asked: the rate limit of the account is nearly used up' };

type Unavailable = Extract<Figure<never>, { state: 'unavailable' }>;
const suppressed = { state: 'suppressed' } as const;

/**
 * Figures of the account and its audience. Never throws for what Meta answers: each figure says whether it is
 * measured, suppressed or unavailable. Stops asking when the usage headers come near the limit.
 * @throws RangeError when the period is empty or longer than 30 days
 */
export async function insights(range: AccountRange, context: GraphContext): Promise<Insights> {
  const length = range.to.getTime() - range.from.getTime();
  if (!(length > 0 && length <= longestRange)) throw new RangeError('Ask for more than 0 and at most 30 days.');
  const calls = new Calls(context);
  const account = await accountFigures(range, calls);
  const audience: Demographic[] = [];
  for (const name of audiences) {
    for (const dimension of dimensions) {
      audience.push(await demographic(name, dimension, range.timeframe ?? 'this_month', calls));
    }
  }
  return { account, audience, ...(calls.rest > 0 ? { retryAfter: calls.rest } : {}) };
}

/** Calls one edge after the other and refuses more of them when Meta says that the limit is near. */
class Calls {
  rest = 0;
  constructor(private readonly context: GraphContext) {}

  async ask(query: Readonly<Record<string, string>>, object = this.context.config.accountId): Promise<Json | Failure> {
    if (this.rest > 0)
      return { failure: { state: 'unavailable', error: tooManyCalls }, tooFew: false, parameter: false };
    const answer = await callGraph({ method: 'GET', path: `${object}/insights`, query }, this.context);
    if ('usage' in answer) this.rest = restFor(answer.usage);
    return answer.kind === 'ok' ? answer.json : failureOf(answer);
  }
}

/** Why a question was not answered. `parameter`: Meta does not take it in this form. */
interface Failure {
  readonly failure: Unavailable;
  readonly tooFew: boolean;
  readonly parameter: boolean;
}

function failureOf(answer: Exclude<GraphAnswer, { kind: 'ok' }>): Failure {
  const error = answer.kind === 'refused' ? describeError(answer) : failureOutcome(answer).error;
  const refused = answer.kind === 'refused';
  return {
    failure: { state: 'unavailable', error },
    tooFew: refused && answer.tooFew,
    parameter: refused && answer.code === '100',
  };
}

const isFailure = (answer: Json | Failure): answer is Failure => 'failure' in answer;

const seconds = (date: Date) => String(Math.floor(date.getTime() / 1000));

function accountFigures({ from, to }: InsightsRange, calls: Calls): Promise<Metrics> {
  const period = { period: 'day', metric_type: 'total_value', since: seconds(from), until: seconds(to) };
  return figures(accountMetrics, (metric) => calls.ask({ metric, ...period }));
}

/** Asks for all metrics at once; when Meta does not take one of them, for each alone, so that one costs no other. */
async function figures(names: readonly string[], ask: (metric: string) => Promise<Json | Failure>): Promise<Metrics> {
  const all = await ask(names.join(','));
  if (!isFailure(all)) return Object.fromEntries(names.map((name) => [name, figureOf(all, name)]));
  const alone = all.parameter && names.length > 1;
  const pairs: [string, Figure<number>][] = [];
  for (const name of names) pairs.push([name, alone ? answerOf(await ask(name), name) : missing(all)]);
  return Object.fromEntries(pairs);
}

const answerOf = (answer: Json | Failure, name: string) =>
  isFailure(answer) ? missing(answer) : figureOf(answer, name);
const missing = ({ tooFew, failure }: Failure): Figure<never> => (tooFew ? suppressed : failure);

/** `data[].total_value.value`, or the last of `data[].values`; a metric that is not there is suppressed, not zero. */
function figureOf(answer: Json, name: string): Figure<number> {
  const row = records(answer.data).find((each) => each.name === name);
  const total = number(record(row?.total_value).value);
  const value = total ?? number(records(row?.values).at(-1)?.value);
  return value === undefined ? suppressed : { state: 'measured', value };
}

async function demographic(
  audience: string,
  dimension: string,
  timeframe: Timeframe,
  calls: Calls,
): Promise<Demographic> {
  const form = { period: 'lifetime', metric_type: 'total_value', timeframe, breakdown: dimension };
  const answer = await calls.ask({ metric: audience, ...form });
  return {
    audience,
    dimension,
    timeframe,
    figure: isFailure(answer) ? missing(answer) : breakdownOf(answer, audience),
  };
}

function breakdownOf(answer: Json, audience: string): Figure<Breakdown> {
  const row = records(answer.data).find((each) => each.name === audience);
  const results = records(records(record(row?.total_value).breakdowns)[0]?.results);
  const groups = results.flatMap((result) => {
    const key = Array.isArray(result.dimension_values) ? text(result.dimension_values[0]) : undefined;
    const people = number(result.value);
    return key === undefined || people === undefined ? [] : [{ key, people }];
  });
  if (groups.length === 0) return suppressed;
  return { state: 'measured', value: { groups, truncated: groups.length >= topGroups } };
}

/** Kinds of media by what Meta counts for them. */
export type MediaKindOfInsights = 'FEED' | 'REELS' | 'STORY';

const core = ['views', 'reach', 'shares', 'total_interactions'];
const mediaMetrics: Readonly<Record<MediaKindOfInsights, readonly string[]>> = {
  FEED: [...core, 'likes', 'comments', 'saved', 'follows', 'profile_visits', 'profile_activity'],
  REELS: [...core, 'likes', 'comments', 'saved', 'ig_reels_avg_watch_time', 'ig_reels_video_view_total_time'],
  STORY: [...core, 'replies', 'navigation', 'follows', 'profile_visits'],
};

/**
 * Figures of one post. Stories: ask within 24 hours, fewer than 5 viewers are suppressed. There are none for single
 * items of a carousel.
 * @throws RangeError when the id is not one of Instagram
 */
export async function mediaInsights(
  mediaId: string,
  kind: MediaKindOfInsights,
  context: GraphContext,
): Promise<{ metrics: Metrics; retryAfter?: number }> {
  if (!isGraphId(mediaId)) throw new RangeError('The id is not one of an Instagram media.');
  const calls = new Calls(context);
  const metrics = await figures(mediaMetrics[kind], (metric) => calls.ask({ metric }, mediaId));
  return { metrics, ...(calls.rest > 0 ? { retryAfter: calls.rest } : {}) };
}

/** The figures of a `story_insights` item as `parse` kept it; null when it is another item. */
export function storyInsights(item: {
  readonly name: string;
  readonly raw: unknown;
}): { mediaId: string; metrics: Metrics } | null {
  if (item.name !== 'story_insights') return null;
  const { media_id, ...rest } = record(record(item.raw).value);
  const mediaId = text(media_id);
  if (mediaId === undefined) return null;
  const entries = Object.entries(rest).flatMap(([name, value]): [string, Figure<number>][] => {
    const count = number(value);
    // Meta sends -1 for counts of less than five ("Webhooks for Instagram", limitations).
    if (count === undefined) return [];
    return [[name, count < 0 ? suppressed : { state: 'measured', value: count }]];
  });
  return { mediaId, metrics: Object.fromEntries(entries) };
}
