import type { CaseMatrix } from './case-matrix.js';
import { casesOf } from './estimate.js';
import type { Estimate } from './estimate.types.js';
import type { DataTable } from './model.types.js';
import type { ImportancePerformance } from './prediction.types.js';

interface MapItem {
  readonly item: string;
  readonly construct: string;
  /** Standardised weight over the item's standard deviation, and the same normed to sum 1 in the construct. */
  readonly raw: number;
  readonly weight: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function observedRange({ answers, n }: CaseMatrix, item: number): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < n; row++) {
    const answer = answers[item * n + row]!;
    if (answer < low) low = answer;
    if (answer > high) high = answer;
  }
  return [low, high];
}

function mapItems(cases: CaseMatrix, estimate: Estimate): MapItem[] {
  const { responseScale } = estimate.model;
  const sums = new Map<string, number>();
  const items = estimate.items
    .filter(({ item }) => cases.items.includes(item))
    .map(({ item, construct, weight }) => {
      const place = cases.items.indexOf(item);
      const raw = weight / cases.sd[place]!;
      sums.set(construct, (sums.get(construct) ?? 0) + raw);
      const [low, high] = responseScale ?? observedRange(cases, place);
      return { item, construct, raw, mean: cases.mean[place]!, low, high };
    });
  return items.map((item) => ({ ...item, weight: item.raw / sums.get(item.construct)! }));
}

const share = (mean: number, low: number, high: number): number => (100 * (mean - low)) / (high - low);

function warningsOf(estimate: Estimate, items: readonly MapItem[]): string[] {
  const negative = items.filter(({ weight }) => weight < 0);
  const beyond = items.filter(({ mean, low, high }) => mean < low || mean > high);
  return [
    ...negative.map(
      ({ item, construct }) => `Item ${item} has a negative weight in ${construct}: its performance counts backwards.`,
    ),
    ...beyond.map(({ item }) => `The mean answer to item ${item} lies outside the answer scale.`),
    ...(estimate.model.interactions.length > 0
      ? ['Effects that an interaction moderates are shown for an average moderator.']
      : []),
  ];
}

/**
 * The importance-performance map (Ringle & Sarstedt 2016; Henseler 2021, ch. 13): weights divided by the items' standard
 * deviations and normed to sum 1 give scores in units of the answers; their means, from 0 to 100 of the answer scale,
 * are the performances, and the total effects between them the importances. Interactions have no place on the map.
 * `data` is the table the estimate was made from.
 */
export function importancePerformance(data: DataTable, estimate: Estimate): ImportancePerformance {
  const cases = casesOf(data, estimate.model, estimate.settings);
  const items = mapItems(cases, estimate);
  const names = estimate.constructs.filter((name) => items.some(({ construct }) => construct === name));
  const sum = (construct: string, value: (item: MapItem) => number): number =>
    items.filter((item) => item.construct === construct).reduce((total, item) => total + value(item), 0);
  // Unstandardised = standardised times sd(to)/sd(from); a score's sd is 1 over the sum of its raw weights.
  const steepness = new Map(names.map((name) => [name, sum(name, ({ raw }) => raw)]));
  return {
    scale: estimate.model.responseScale,
    importance: estimate.totalEffects
      .filter(({ from, to }) => steepness.has(from) && steepness.has(to))
      .map(({ from, to, value }) => ({ from, to, value: (value * steepness.get(from)!) / steepness.get(to)! })),
    constructs: names.map((construct) => {
      const raw = sum(construct, ({ weight, mean }) => weight * mean);
      const low = sum(construct, (item) => item.weight * item.low);
      const high = sum(construct, (item) => item.weight * item.high);
      return { construct, raw, performance: share(raw, low, high) };
    }),
    items: items.map(({ item, construct, weight, mean, low, high }) => ({
      item,
      construct,
      weight,
      performance: share(mean, low, high),
    })),
    warnings: warningsOf(estimate, items),
  };
}
