import fc from 'fast-check';
import type { DataTable, PathModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { parseModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';

/** A seeded stream of standard normal numbers for made-up surveys. */
export function normals(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (((x ^ (x >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

export interface Survey {
  readonly model: PathModel;
  readonly data: DataTable;
}

const missingCode = -99;

/** What a random survey is made from; every number of it shrinks on its own. */
export const surveyRecipe = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  n: fc.integer({ min: 60, max: 150 }),
  blocks: fc.array(
    fc.record({ items: fc.integer({ min: 1, max: 4 }), mode: fc.constantFrom('A', 'B'), reversed: fc.boolean() }),
    {
      minLength: 3,
      maxLength: 5,
    },
  ),
  scheme: fc.constantFrom('path', 'factorial', 'centroid'),
  missing: fc.constantFrom('mean_replacement', 'casewise'),
  missingShare: fc.constantFrom(0, 0, 0.02),
  interactions: fc.integer({ min: 0, max: 2 }),
  quadratic: fc.boolean(),
});
export type SurveyRecipe = typeof surveyRecipe extends fc.Arbitrary<infer T> ? T : never;

/** Every construct depends on all before it, so that scores are correlated and every block has neighbours. */
function modelOf({ blocks, scheme, missing, interactions, quadratic }: SurveyRecipe): PathModel {
  const names = blocks.map((_, index) => `C${index}`);
  const outcome = names.at(-1)!;
  const pairs = [[names[0]!, names[1]!], quadratic ? [names[1]!, names[1]!] : [names[1]!, names.at(-2)!]].slice(
    0,
    interactions,
  ) as [string, string][];
  const moderations = pairs.filter(([a, b], place) => place === 0 || quadratic || (b !== names[1] && a !== b));
  return parseModel({
    name: 'random',
    constructs: blocks.map(({ items, mode }, index) => ({
      name: names[index],
      mode,
      items: Array.from({ length: items }, (_, item) => `x${index}_${item}`),
    })),
    interactions: moderations.map(([iv, moderator]) => ({ iv, moderator })),
    paths: [
      ...names.flatMap((to, index) => names.slice(0, index).map((from) => ({ from, to }))),
      ...moderations.map(([iv, moderator]) => ({ from: `${iv}*${moderator}`, to: outcome })),
    ],
    missing_code: missingCode,
    settings: { inner_weighting: scheme, missing, max_iterations: 2000 },
  });
}

/** A factor model whose first item of a reversed block runs against the others. */
function dataOf({ seed, n, blocks, missingShare }: SurveyRecipe): DataTable {
  const normal = normals(seed);
  const columns = blocks.flatMap(({ items }, index) => Array.from({ length: items }, (_, item) => `x${index}_${item}`));
  const rows = new Float64Array(n * columns.length);
  for (let row = 0; row < n; row++) {
    let factor = normal();
    let at = row * columns.length;
    for (const { items, reversed } of blocks) {
      factor = 0.7 * factor + 0.6 * normal() + 0.15 * factor * factor;
      for (let item = 0; item < items; item++) {
        const sign = reversed && item === 0 && items > 2 ? -1 : 1;
        const lost = Math.abs(normal()) < missingShare;
        rows[at++] = lost ? missingCode : 3 + sign * factor + (0.5 + 0.2 * item) * normal();
      }
    }
  }
  return { columns, rows, n };
}

export const surveyOf = (recipe: SurveyRecipe): Survey => ({ model: modelOf(recipe), data: dataOf(recipe) });
