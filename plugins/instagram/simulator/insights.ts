import type { ProviderAnswer } from '../../sdk/testing/index.js';
import { graphError, ok } from './answers.js';

/** What the simulated Meta knows. A metric that is absent is suppressed: Meta leaves it out of `data`. */
export interface SimulatedFigures {
  /** Of the account, by metric. */
  account: Record<string, number>;
  /** Of media, by id and metric. */
  media: Record<string, Record<string, number>>;
  /** By `<audience>/<dimension>`. */
  audience: Record<string, Record<string, number>>;
  /** Below 100 no demographics are told. */
  followers: number;
  /** Metrics that this version of the API does not take. */
  refusedMetrics: string[];
  /** Stories with fewer than five viewers: error 10. */
  tooFewViewers: string[];
}

export const noFigures = (): SimulatedFigures => ({
  account: {},
  media: {},
  audience: {},
  followers: 1000,
  refusedMetrics: [],
  tooFewViewers: [],
});

/** `GET /{id}/insights`. */
export function insightsAnswer(
  figures: SimulatedFigures,
  object: string,
  query: URLSearchParams,
  isAccount: boolean,
): Exclude<ProviderAnswer, string> {
  const names = (query.get('metric') ?? '').split(',');
  if (names.some((name) => figures.refusedMetrics.includes(name)))
    return graphError(100, { message: 'metric[0] must be one of' });
  if (names.some((name) => name.endsWith('_demographics'))) return demographics(figures, names[0] ?? '', query);
  if (figures.tooFewViewers.includes(object)) {
    return graphError(10, { message: 'Not enough viewers for the media to show insights' });
  }
  const known = isAccount ? figures.account : (figures.media[object] ?? {});
  const rows = names.flatMap((name) => (name in known ? [row(name, known[name] as number, isAccount)] : []));
  return ok({ data: rows });
}

const row = (name: string, value: number, isAccount: boolean) =>
  isAccount ? { name, period: 'day', total_value: { value } } : { name, period: 'lifetime', values: [{ value }] };

function demographics({ followers, audience }: SimulatedFigures, name: string, query: URLSearchParams) {
  const sound =
    query.get('period') === 'lifetime' &&
    query.get('metric_type') === 'total_value' &&
    ['this_week', 'this_month'].includes(query.get('timeframe') ?? '') &&
    !query.has('since');
  if (!sound) return graphError(100, { message: 'Invalid parameter' });
  const dimension = query.get('breakdown') ?? '';
  const groups = audience[`${name}/${dimension}`];
  if (followers < 100 || groups === undefined) return ok({ data: [] });
  const results = Object.entries(groups).map(([key, value]) => ({ dimension_values: [key], value }));
  const breakdowns = [{ dimension_keys: [dimension], results: results.slice(0, 45) }];
  return ok({ data: [{ name, period: 'lifetime', total_value: { breakdowns } }] });
}
