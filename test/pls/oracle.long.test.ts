import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bootstrap, estimate, toReferenceJson } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { oracle } from './oracle.js';
import { surveyOf, surveyRecipe } from './random-models.js';
import { deviation, expectedJson, reference, references } from './reference.js';

test('two thousand random models agree with the second implementation', () => {
  let compared = 0;
  fc.assert(
    fc.property(surveyRecipe, (recipe) => {
      const { model, data } = surveyOf(recipe);
      const { converged, paths, r2 } = oracle(data, model);
      const fast = estimate(data, model);
      fc.pre(converged && fast.converged);
      compared++;
      const found = Object.fromEntries(
        fast.paths.map(({ from, to, coefficient }) => [`${from} -> ${to}`, coefficient]),
      );
      const explained = fast.quality.flatMap(({ construct, structure }) =>
        structure ? [[construct, structure.r2]] : [],
      );
      expect(deviation({ paths: found, r2: Object.fromEntries(explained) }, { paths, r2 }).largest).toBeLessThan(1e-8);
    }),
    { numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(1500);
});

interface Statistic {
  sd: number;
  t: number;
  ci_percentile: [number, number];
  ci_bca: [number, number];
}

test.each(references.map(([name]) => name))(
  'whatever the seed, 98 of 100 statistics of %s lie within the bands',
  async (name) => {
    const { model, data } = reference(name);
    const expected = expectedJson(`${name}.bootstrap.expected.json`) as unknown as Record<
      string,
      Record<string, Statistic>
    >;
    const apart = (a: readonly number[], b: readonly number[]): number =>
      Math.max(Math.abs(a[0]! - b[0]!), Math.abs(a[1]! - b[1]!));
    let [within, all] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const result = await bootstrap(data, model, { resamples: 5000, seed, workers: 2 });
      const json = toReferenceJson({ estimate: estimate(data, model), bootstrap: result })[
        'bootstrap'
      ] as typeof expected;
      for (const [group, statistics] of Object.entries(expected).filter(([, value]) => typeof value === 'object')) {
        for (const [key, wanted] of Object.entries(statistics)) {
          const found = json[group]![key]!;
          const close =
            Math.abs(found.sd / wanted.sd - 1) < 0.06 &&
            Math.abs(found.t / wanted.t - 1) < 0.06 &&
            apart(found.ci_percentile, wanted.ci_percentile) < 0.22 * wanted.sd &&
            apart(found.ci_bca, wanted.ci_bca) < 0.35 * wanted.sd;
          all++;
          within += close ? 1 : 0;
        }
      }
    }
    expect(within / all).toBeGreaterThan(0.98);
  },
);
