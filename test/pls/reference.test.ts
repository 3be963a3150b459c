import { describe, expect, test } from '@jest/globals';
import type { Analysis } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import {
  blindfold,
  bootstrap,
  estimate,
  importancePerformance,
  plsPredict,
  toReferenceJson,
} from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { deviation, expectedJson, reference, references } from './reference.js';

type Json = Record<string, unknown>;

const asJson = (analysis: Analysis): Json => JSON.parse(JSON.stringify(toReferenceJson(analysis))) as Json;

/** Every expected number is there and none is further off than `tolerance`. */
function expectClose(actual: unknown, expected: unknown, tolerance: number, atLeast: number): void {
  const found = deviation(actual, expected);
  expect(found.absent).toEqual([]);
  expect(found.compared).toBeGreaterThanOrEqual(atLeast);
  expect({ ...found, close: found.largest <= tolerance }).toMatchObject({ close: true });
}

describe.each(references.map(([name]) => name))('%s equals the reference', (name) => {
  const { model, data } = reference(name);
  const expected = expectedJson(`${name}.expected.json`);
  const found = estimate(data, model);
  const json = asJson({ estimate: found, importancePerformance: importancePerformance(data, found) });

  test('in every point estimate (1e-8), the number of weight updates among them', () => {
    const { construct_scores: scores, ...rest } = expected['seminr'] as Json;
    expectClose(json, rest, 1e-8, 300);
    expectClose((json['construct_scores'] as Json)['values'], (scores as Json)['values'], 1e-8, 24);
    expect(json['weight_updates']).toBe(rest['weight_updates']);
    expect(Object.keys(json['outer_weights'] as Json)).toEqual(Object.keys(rest['outer_weights'] as Json));
  });

  test('in the description of the items', () => {
    expectClose(json['descriptives'], expected['descriptives'], 1e-8, 200);
  });

  test('on 20 fixed resamples (1e-7)', async () => {
    const fixed = expectedJson(`${name}.fixed-resamples.expected.json`)['resamples'] as (Json & {
      rows_1_based: number[];
    })[];
    const indices = fixed.map(({ rows_1_based: rows }) => rows.map((row) => row - 1));
    const { draws, columns, used } = await bootstrap(data, model, { indices, workers: 0 });
    expect(used).toBe(20);
    fixed.forEach(({ paths, r2 }, resample) => {
      const values: Json = { paths: {}, r2: {} };
      columns.forEach(({ group, key }, column) => {
        if (group === 'paths' || group === 'r2')
          (values[group] as Json)[key] = draws[resample * columns.length + column];
      });
      expectClose(values, { paths, r2 }, 1e-7, model.paths.length);
    });
  });
});

describe.each(['mobi-ecsi', 'satisfaction'] as const)('%s equals the reference', (name) => {
  const { model, data } = reference(name);
  const expected = expectedJson(`${name}.expected.json`);

  test.each(['factorial', 'centroid'] as const)('under the %s scheme (1e-8)', (innerWeighting) => {
    const json = asJson({ estimate: estimate(data, model, { innerWeighting }) });
    const { source: _, ...numbers } = expected[`scheme_${innerWeighting}`] as Json;
    expectClose(json, numbers, 1e-8, 30);
  });

  test('in the importance-performance map (1e-8)', () => {
    const found = estimate(data, model);
    const { ipma } = asJson({ estimate: found, importancePerformance: importancePerformance(data, found) });
    expectClose(ipma, expected['ipma'], 1e-8, 25);
  });

  test('in Q2 by blindfolding at distances 7 and 9 (1e-6)', () => {
    const blindfolds = [blindfold(data, model, 7), blindfold(data, model, 9)];
    const json = asJson({ estimate: estimate(data, model), blindfolds });
    expectClose(json['blindfolding_q2'], expected['blindfolding_q2'], 1e-6, 10);
  });

  test('in PLSpredict from direct and from earliest antecedents (1e-6)', () => {
    const { fold_of_row: foldOfRow, results } = expected['plspredict'] as Json & { fold_of_row: number[] };
    const predictions = (['direct', 'earliest'] as const).map((technique) =>
      plsPredict(data, model, { technique, foldOfRow }),
    );
    const json = asJson({ estimate: estimate(data, model), predictions });
    expectClose((json['plspredict'] as Json)['results'], results, 1e-6, 180);
  });
});
