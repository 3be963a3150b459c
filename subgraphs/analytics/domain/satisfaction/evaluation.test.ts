import { describe, expect, test } from '@jest/globals';
import { reference } from '../../../../test/pls/reference.js';
import { assess } from './assess.js';
import { blindfold, usableOmissionDistance } from './blindfold.js';
import { planEffects } from './effects.js';
import { casesOf, estimate, solveSample } from './estimate.js';
import { importancePerformance } from './importance-performance.js';
import { parseModel } from './parse-model.js';
import { predictItems, productMoments } from './predict-items.js';
import { plsPredict } from './predict.js';
import { toReferenceJson } from './reference-json.js';
import { simpleSlopes } from './simple-slopes.js';

const { model, data } = reference('demo-crm384');
const found = estimate(data, model);

describe('simple slopes', () => {
  const [slopes] = simpleSlopes(found, [-1, 0, 1, 2]);

  test('rise by the interaction with every standard deviation of the moderator', () => {
    expect(slopes).toMatchObject({
      interaction: 'TRUST*GOV',
      iv: 'TRUST',
      moderator: 'GOV',
      outcome: 'SAT',
      quadratic: false,
    });
    const direct = found.paths.find(({ from }) => from === 'TRUST')!.coefficient;
    const product = found.paths.find(({ from }) => from === 'TRUST*GOV')!.coefficient;
    expect(slopes!.lines.map(({ slope }) => slope)).toEqual(
      [-1, 0, 1, 2].map((level) => expect.closeTo(direct + level * product, 10)),
    );
  });

  test('are the steepness of their lines', () => {
    for (const { points, slope } of slopes!.lines) expect((points[4]!.y - points[0]!.y) / 4).toBeCloseTo(slope, 10);
  });

  test('have the standard errors of a regression of the scores', () => {
    // At the mean of the moderator the slope is a coefficient: se = sqrt((1 - R2) VIF / df).
    const { vif } = found.paths.find(({ from }) => from === 'TRUST')!;
    const { r2 } = found.quality.find(({ construct }) => construct === 'SAT')!.structure!;
    expect(slopes!.lines[1]!.standardError).toBeCloseTo(Math.sqrt(((1 - r2) * vif) / (384 - 5 - 1)), 10);
  });

  test('of a quadratic effect are those of the curve', () => {
    const curved = parseModel({
      constructs: model.constructs.slice(0, 4),
      interactions: [{ iv: 'SQ', moderator: 'SQ' }],
      paths: [...model.paths.slice(0, 5), { from: 'SQ*SQ', to: 'SAT' }],
    });
    const [curve] = simpleSlopes(estimate(data, curved), [-1, 1]);
    expect(curve!.quadratic).toBe(true);
    const { points } = curve!.lines[1]!;
    expect(curve!.lines[1]!.slope).toBeCloseTo((points[4]!.y - points[2]!.y) / 2, 10);
  });

  test('are none without an interaction', () => {
    expect(
      simpleSlopes(
        estimate(data, parseModel({ constructs: model.constructs.slice(0, 4), paths: model.paths.slice(0, 5) })),
      ),
    ).toEqual([]);
  });
});

describe('the importance-performance map', () => {
  test('leaves out interactions and lies between 0 and 100', () => {
    const map = importancePerformance(data, found);
    expect(map.constructs.map(({ construct }) => construct)).toEqual(['CRM', 'SQ', 'TRUST', 'GOV', 'SAT']);
    expect(map.constructs.every(({ performance }) => performance > 0 && performance < 100)).toBe(true);
    for (const { construct } of map.constructs) {
      const weights = map.items.filter((item) => item.construct === construct).map(({ weight }) => weight);
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    expect(map.warnings).toEqual(['Effects that an interaction moderates are shown for an average moderator.']);
  });

  test('takes the answers seen where no scale is declared', () => {
    const unscaled = { ...model, responseScale: null };
    const seen = importancePerformance(data, estimate(data, unscaled));
    expect(seen.scale).toBeNull();
    // Every item of the demo was answered from 1 to 5, so nothing changes.
    expect(seen.constructs.map(({ performance }) => performance.toFixed(9))).toEqual(
      importancePerformance(data, found).constructs.map(({ performance }) => performance.toFixed(9)),
    );
  });
});

describe('blindfolding', () => {
  test('refuses a distance that divides the number of cases', () => {
    expect(() => blindfold(data, model, 8)).toThrow('384 cases are a multiple of the omission distance 8');
    expect(() => blindfold(data, model, 1)).toThrow('whole number from 2');
    expect(usableOmissionDistance(384)).toBe(7);
    expect(usableOmissionDistance(7 * 9 * 4)).toBe(8);
  });

  test('works with moderation and leaves out endogenous mode B constructs', () => {
    const { q2 } = blindfold(data, model, 7);
    expect(q2.map(({ construct }) => construct)).toEqual(['TRUST', 'SAT']);
    expect(q2.every((entry) => entry.q2 > 0.1 && entry.q2 < 0.6)).toBe(true);
    const formative = {
      ...model,
      constructs: model.constructs.map((c) => (c.name === 'TRUST' ? { ...c, mode: 'B' as const } : c)),
    };
    expect(blindfold(data, formative, 7).q2.map(({ construct }) => construct)).toEqual(['SAT']);
  });
});

describe('PLSpredict', () => {
  test('is reproducible, and other with another seed', () => {
    const run = (seed: number) => plsPredict(data, model, { folds: 5, seed });
    expect(run(3)).toEqual(run(3));
    expect(run(3).items).not.toEqual(run(4).items);
  });

  test('predicts better than the mean on the demo, and repetitions average out', () => {
    const { items } = plsPredict(data, model, { folds: 5, repetitions: 2 });
    expect(items.every(({ q2Predict }) => q2Predict > 0.1)).toBe(true);
    expect(items.map(({ construct }) => construct)).toEqual([...Array(4).fill('TRUST'), ...Array(4).fill('SAT')]);
  });

  test('centres product terms like the training sample, so that its predictions meet the mean of every item', () => {
    const cases = casesOf(data, model, model.settings);
    const trained = { solver: solveSample(cases, model, model.settings), cases };
    const { layout } = trained.solver;
    const { forward } = planEffects(layout);
    const rows = Array.from({ length: cases.n }, (_, row) =>
      layout.items.map((_item, item) => cases.answers[item * cases.n + row]!),
    );
    for (const technique of ['direct', 'earliest'] as const) {
      const predicted = rows.map((answers) =>
        predictItems(trained, answers, productMoments(trained), forward, technique),
      );
      for (const [item, name] of layout.items.entries()) {
        if (!name.startsWith('SAT')) continue;
        expect(predicted.reduce((sum, values) => sum + values[item]!, 0) / cases.n).toBeCloseTo(
          cases.mean[item]!,
          technique === 'direct' ? 10 : 1,
        );
      }
    }
  });

  test('checks its options', () => {
    expect(() => plsPredict(data, model, { folds: 1 })).toThrow('folds is a whole number from 2 to 384');
    expect(() => plsPredict(data, model, { foldOfRow: [1, 2] })).toThrow('foldOfRow names the folds of 2 rows');
    expect(() => plsPredict(data, model, { repetitions: 0 })).toThrow('repetitions is a whole number');
  });
});

describe('verdicts', () => {
  const verdicts = assess(found, { blindfold: blindfold(data, model, 7), prediction: plsPredict(data, model) });
  const of = (measure: string, subject: string) =>
    verdicts.find((verdict) => verdict.measure === measure && verdict.subject === subject);

  test('name the rule and its source', () => {
    expect(of('loading', 'GOV6')).toMatchObject({
      rating: 'acceptable',
      threshold: expect.stringContaining('0.7') as unknown,
    });
    expect(of('loading', 'TR1')).toMatchObject({
      rating: 'good',
      source: expect.stringContaining('Chin 1998') as unknown,
    });
    expect(of('ave', 'SQ')).toMatchObject({ rating: 'good' });
    expect(of('fornell_larcker', 'SAT')).toMatchObject({ rating: 'good' });
    expect(of('r2', 'TRUST')).toMatchObject({ rating: 'poor' });
    expect(of('f2', 'TRUST*GOV -> SAT')).toMatchObject({ rating: 'good', source: 'Kenny 2018' });
    expect(of('q2', 'SAT')).toMatchObject({ rating: 'good' });
    expect(of('q2_predict', 'SAT1')).toBeDefined();
    expect(of('convergence', 'demo-crm384')).toMatchObject({ rating: 'good' });
  });

  test('pass over what the rules do not apply to', () => {
    expect(
      verdicts.some(({ subject, measure }) => subject.includes('TRUST*GOV') && !['f2', 'vif_inner'].includes(measure)),
    ).toBe(false);
    const formative = {
      ...model,
      constructs: model.constructs.map((c) => (c.name === 'SQ' ? { ...c, mode: 'B' as const } : c)),
    };
    const measures = assess(estimate(data, formative)).filter(
      ({ subject }) => subject === 'SQ' || subject.startsWith('SQ1'),
    );
    expect(measures.map(({ measure }) => measure)).toEqual(['vif_item']);
  });
});

test('JSON has null for what is no number', () => {
  const json = toReferenceJson({
    estimate: {
      ...found,
      paths: [{ ...found.paths[0]!, f2: Infinity, coefficient: Number.NaN }, ...found.paths.slice(1)],
    },
  });
  expect(json['paths']).toMatchObject({ 'CRM -> TRUST': null });
  expect(json['f2_fixed_scores']).toMatchObject({ 'CRM -> TRUST': null });
  expect(JSON.stringify(json)).not.toContain('NaN');
});
