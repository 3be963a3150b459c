import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Estimate } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { bootstrap, estimate } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import type { OracleResult } from './oracle.js';
import { oracle } from './oracle.js';
import type { SurveyRecipe } from './random-models.js';
import { normals, surveyOf, surveyRecipe } from './random-models.js';
import { deviation } from './reference.js';

const comparable = (found: Estimate): Omit<OracleResult, 'converged'> => ({
  weights: Object.fromEntries(found.items.map(({ item, weight }) => [item, weight])),
  loadings: Object.fromEntries(found.items.map(({ item, loading }) => [item, loading])),
  paths: Object.fromEntries(found.paths.map(({ from, to, coefficient }) => [`${from} -> ${to}`, coefficient])),
  r2: Object.fromEntries(
    found.quality.flatMap(({ construct, structure }) => (structure ? [[construct, structure.r2]] : [])),
  ),
});

test('random models agree with a second implementation that works on the cases', () => {
  let compared = 0;
  fc.assert(
    fc.property(surveyRecipe, (recipe) => {
      const { model, data } = surveyOf(recipe);
      const { converged, ...slow } = oracle(data, model);
      const fast = estimate(data, model);
      fc.pre(converged && fast.converged);
      compared++;
      const { largest, at, absent } = deviation(comparable(fast), slow);
      expect({ largest: largest < 1e-8, at: largest < 1e-8 ? '' : at, absent }).toEqual({
        largest: true,
        at: '',
        absent: [],
      });
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(40);
});

test('every resample of a random model agrees with the second implementation on the rows drawn', async () => {
  const recipe: SurveyRecipe = {
    seed: 7,
    n: 80,
    blocks: [
      { items: 3, mode: 'A', reversed: true },
      { items: 3, mode: 'B', reversed: false },
      { items: 1, mode: 'A', reversed: false },
      { items: 4, mode: 'A', reversed: false },
    ],
    scheme: 'path',
    missing: 'mean_replacement',
    missingShare: 0.02,
    interactions: 2,
    quadratic: true,
  };
  const { model, data } = surveyOf(recipe);
  const normal = normals(11);
  const indices = Array.from({ length: 12 }, () =>
    Array.from({ length: data.n }, () => Math.floor(Math.abs(normal() * 1e6)) % data.n),
  );
  const { draws, columns } = await bootstrap(data, model, { indices, workers: 0 });
  indices.forEach((rows, resample) => {
    const width = data.columns.length;
    const drawn = Float64Array.from(rows.flatMap((row) => [...data.rows.subarray(row * width, (row + 1) * width)]));
    const slow = oracle({ columns: data.columns, rows: drawn, n: rows.length }, model);
    const paths = columns.flatMap(({ group, key }, column) =>
      group === 'paths' ? [[key, draws[resample * columns.length + column]]] : [],
    );
    expect(deviation(Object.fromEntries(paths), slow.paths)).toMatchObject({
      absent: [],
      compared: model.paths.length,
    });
    expect(deviation(Object.fromEntries(paths), slow.paths).largest).toBeLessThan(1e-8);
  });
});
