import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reference } from '../../../../test/pls/reference.js';
import { surveyOf, surveyRecipe } from '../../../../test/pls/random-models.js';
import { estimate } from './estimate.js';
import type { Estimate } from './estimate.types.js';
import type { DataTable, PathModel } from './model.types.js';
import { parseModel } from './parse-model.js';
import { SatisfactionError } from './satisfaction-error.js';

const { model, data } = reference('demo-crm384');

/** The table with one column computed anew from the row's answers. */
function withColumn(
  table: DataTable,
  column: string,
  value: (answer: (name: string) => number, row: number) => number,
): DataTable {
  const width = table.columns.length;
  const rows = table.rows.slice();
  for (let row = 0; row < table.n; row++) {
    const answer = (name: string): number => table.rows[row * width + table.columns.indexOf(name)]!;
    rows[row * width + table.columns.indexOf(column)] = value(answer, row);
  }
  return { ...table, rows };
}

function firstRows(table: DataTable, n: number): DataTable {
  return { ...table, n, rows: table.rows.slice(0, n * table.columns.length) };
}

function failure(table: DataTable, used: PathModel = model): SatisfactionError {
  try {
    estimate(table, used);
  } catch (error) {
    if (error instanceof SatisfactionError) return error;
    throw error;
  }
  throw new Error('the data was accepted');
}

const numbers = (found: Estimate): Map<string, number> =>
  new Map([
    ...found.items.flatMap(({ item, weight, loading, vif }): [string, number][] => [
      [`weight ${item}`, weight],
      [`loading ${item}`, loading],
      [`vif ${item}`, vif],
    ]),
    ...found.paths.map(({ from, to, coefficient }): [string, number] => [`path ${from} ${to}`, coefficient]),
    ...found.quality.map(({ construct, alpha }): [string, number] => [`alpha ${construct}`, alpha]),
  ]);

function expectSame(found: Estimate, wanted: Estimate, tolerance = 1e-9): void {
  const wantedNumbers = numbers(wanted);
  expect([...numbers(found).keys()].sort()).toEqual([...wantedNumbers.keys()].sort());
  for (const [key, value] of numbers(found)) {
    expect({
      key,
      difference: Math.abs(value - wantedNumbers.get(key)!) > tolerance * Math.max(1, Math.abs(value)),
    }).toEqual({
      key,
      difference: false,
    });
  }
}

describe('data that cannot be used is refused by the name of the item', () => {
  test('a constant item', () => {
    const error = failure(withColumn(data, 'SQ3', () => 4));
    expect(error).toMatchObject({ code: 'item_constant', subjects: ['SQ3'] });
    expect(error.message).toContain('SQ3 has the same answer (4) in every case');
  });

  test('an item that repeats another', () => {
    const error = failure(withColumn(data, 'GOV2', (answer) => 6 - answer('GOV1')));
    expect(error).toMatchObject({ code: 'items_collinear', subjects: ['GOV2'] });
    expect(error.message).toContain('GOV1 and GOV2 of construct GOV are collinear (correlation -1)');
  });

  test('an item that is a combination of others', () => {
    const error = failure(withColumn(data, 'SAT4', (answer) => answer('SAT1') + 2 * answer('SAT2')));
    expect(error.message).toContain('SAT4 of construct SAT is collinear: an exact combination of SAT1, SAT2, SAT3');
  });

  test('constructs that repeat each other', () => {
    let twin = data;
    for (const k of [1, 2, 3, 4]) twin = withColumn(twin, `CRM${k}`, (answer) => answer(`TR${k}`));
    expect(failure(twin)).toMatchObject({ code: 'constructs_collinear', subjects: ['CRM', 'SQ', 'TRUST'] });
  });

  test('too few cases for a block', () => {
    const error = failure(firstRows(data, 6));
    expect(error.code).toBe('too_few_cases');
    expect(error.message).toContain('Only 6 cases for the 6 items of construct GOV (GOV1');
  });

  test('too few complete cases', () => {
    const gaps = withColumn(data, 'TR1', (answer, row) => (row < 2 ? answer('TR1') : Number.NaN));
    const casewise = { ...model, settings: { ...model.settings, missing: 'casewise' as const } };
    expect(failure(gaps, casewise).message).toContain('Only 2 cases of 384 without a missing answer');
  });

  test('an item without answers', () => {
    expect(failure(withColumn(data, 'TR1', () => Number.NaN))).toMatchObject({
      code: 'item_without_answers',
      subjects: ['TR1'],
    });
  });

  test('an absent column', () => {
    const columns = data.columns.map((name) => (name === 'TR2' ? 'TRUST2' : name));
    expect(failure({ ...data, columns })).toMatchObject({ code: 'column_missing', subjects: ['TR2'] });
  });

  test('an infinite answer and a table of the wrong size', () => {
    expect(failure(withColumn(data, 'TR1', (_, row) => (row === 9 ? Infinity : 1))).message).toContain(
      'infinite answer in row 10',
    );
    expect(failure({ ...data, n: 3 }).code).toBe('data_invalid');
  });
});

describe('missing answers', () => {
  const holes = (code: number): DataTable =>
    withColumn(data, 'TR1', (answer, row) => (row % 17 === 0 ? code : answer('TR1')));
  const coded = { ...model, settings: { ...model.settings, missingCodes: [-99] } };

  test('a declared code counts like an empty cell', () => {
    expectSame(estimate(holes(-99), coded), estimate(holes(Number.NaN), model), 0);
    expect(estimate(holes(-99), coded).missingCells).toBe(23);
  });

  test('mean replacement is the same as writing the mean into the data', () => {
    const given = [...Array(384).keys()].filter((row) => row % 17 !== 0);
    const place = data.columns.indexOf('TR1');
    const mean = given.reduce((sum, row) => sum + data.rows[row * data.columns.length + place]!, 0) / given.length;
    expectSame(estimate(holes(Number.NaN), model), estimate(holes(mean), model), 1e-10);
  });

  test('the casewise treatment is the same as leaving out the rows', () => {
    const width = data.columns.length;
    const kept = [...Array(384).keys()].filter((row) => row % 17 !== 0);
    const rows = Float64Array.from(kept.flatMap((row) => [...data.rows.subarray(row * width, (row + 1) * width)]));
    const found = estimate(holes(Number.NaN), model, { missing: 'casewise' });
    expect(found).toMatchObject({ n: 361, casesLeftOut: 23 });
    expectSame(found, estimate({ ...data, rows, n: kept.length }, model), 1e-10);
  });
});

describe('estimates do not change', () => {
  const shuffled = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
  const order = (length: number, stream: Iterator<number>): number[] =>
    Array.from({ length }, (_, index) => ({ index, key: stream.next().value as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ index }) => index);

  test('with the order of rows, columns, items and constructs', () => {
    fc.assert(
      fc.property(surveyRecipe, shuffled, (recipe, stream) => {
        const survey = surveyOf(recipe);
        const before = estimate(survey.data, survey.model);
        fc.pre(before.converged);
        const { columns, n, rows } = survey.data;
        const rowOrder = order(n, stream);
        const columnOrder = order(columns.length, stream);
        const moved = rowOrder.flatMap((row) => columnOrder.map((column) => rows[row * columns.length + column]!));
        const table = { columns: columnOrder.map((column) => columns[column]!), n, rows: Float64Array.from(moved) };
        const mixed = {
          ...survey.model,
          constructs: order(survey.model.constructs.length, stream).map((place) => {
            const construct = survey.model.constructs[place]!;
            return { ...construct, items: order(construct.items.length, stream).map((item) => construct.items[item]!) };
          }),
          paths: order(survey.model.paths.length, stream).map((place) => survey.model.paths[place]!),
        };
        expectSame(estimate(table, mixed), before, 1e-8);
      }),
      { numRuns: 40 },
    );
  });

  test('with the unit of the answers, also far from zero', () => {
    fc.assert(
      fc.property(
        surveyRecipe,
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (recipe, unit, shift) => {
          const survey = surveyOf({ ...recipe, missingShare: 0 });
          const before = estimate(survey.data, survey.model);
          fc.pre(before.converged);
          const rows = survey.data.rows.map((answer, cell) =>
            (cell % survey.data.columns.length) % 3 === 0 ? answer : answer * unit + shift,
          );
          expectSame(
            estimate(
              { ...survey.data, rows },
              { ...survey.model, settings: { ...survey.model.settings, missingCodes: [] } },
            ),
            before,
            1e-7,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('but for the sign of an item turned round: weight and loading change sign, all else stays', () => {
    const turned = estimate(
      withColumn(data, 'SQ5', (answer) => 6 - answer('SQ5')),
      model,
    );
    const before = estimate(data, model);
    const item = (found: Estimate) => found.items.find(({ item: name }) => name === 'SQ5')!;
    expect(item(turned).loading).toBeCloseTo(-item(before).loading, 8);
    expect(item(turned).weight).toBeCloseTo(-item(before).weight, 8);
    expect(turned.paths.map(({ coefficient }) => coefficient.toFixed(8))).toEqual(
      before.paths.map(({ coefficient }) => coefficient.toFixed(8)),
    );
  });

  test('signs follow the plain sum of a block: with every item turned round the construct turns too', () => {
    let turned = data;
    for (const k of [1, 2, 3, 4]) turned = withColumn(turned, `CRM${k}`, (answer) => 6 - answer(`CRM${k}`));
    const path = (found: Estimate) => found.paths.find(({ from, to }) => from === 'CRM' && to === 'SAT')!.coefficient;
    const found = estimate(turned, model);
    expect(path(found)).toBeCloseTo(-path(estimate(data, model)), 8);
    expect(found.items.filter(({ construct }) => construct === 'CRM').every(({ loading }) => loading > 0)).toBe(true);
  });
});

test('a moderator without a path of its own gets one in stage 1', () => {
  const paths = model.paths.filter(({ from }) => from !== 'GOV');
  const found = estimate(data, { ...model, paths });
  expect(found.constructs).not.toContain('GOV');
  expect(found.paths.find(({ from }) => from === 'TRUST*GOV')!.coefficient).toBeGreaterThan(0.05);
});

test('several interactions and a quadratic effect stand side by side', () => {
  const wider = parseModel({
    constructs: model.constructs,
    interactions: [
      { iv: 'TRUST', moderator: 'GOV' },
      { iv: 'CRM', moderator: 'GOV', name: 'CRM x GOV' },
      { iv: 'SQ', moderator: 'SQ' },
    ],
    paths: [...model.paths, { from: 'CRM x GOV', to: 'SAT' }, { from: 'SQ*SQ', to: 'SAT' }],
  });
  const found = estimate(data, wider);
  expect(
    found.quality
      .filter(({ kind }) => kind === 'interaction')
      .map(({ construct }) => construct)
      .sort(),
  ).toEqual(['CRM x GOV', 'SQ*SQ', 'TRUST*GOV']);
  expect(found.items.map(({ item }) => item)).toEqual(
    expect.arrayContaining(['TRUST*GOV_intxn', 'CRM x GOV_intxn', 'SQ*SQ_intxn']),
  );
  expect(found.paths).toHaveLength(9);
});

test('iterations that run out are reported', () => {
  expect(estimate(data, model, { maxIterations: 1 })).toMatchObject({ converged: false, weightUpdates: 2 });
  expect(estimate(data, model).converged).toBe(true);
});
