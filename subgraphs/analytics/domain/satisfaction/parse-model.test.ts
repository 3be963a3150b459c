import { describe, expect, test } from '@jest/globals';
import { parseModel } from './parse-model.js';
import { SatisfactionError } from './satisfaction-error.js';

const small = {
  constructs: [
    { name: 'A', items: ['a1', 'a2'] },
    { name: 'B', items: ['b1'], mode: 'B' },
  ],
  paths: [{ from: 'A', to: 'B' }],
};

function faultOf(json: unknown): string {
  try {
    parseModel(json);
  } catch (error) {
    expect(error).toBeInstanceOf(SatisfactionError);
    expect((error as SatisfactionError).code).toBe('model_invalid');
    return (error as Error).message;
  }
  throw new Error('the model was accepted');
}

test('a short model gets the defaults', () => {
  const model = parseModel(small);
  expect(model.constructs.map(({ mode }) => mode)).toEqual(['A', 'B']);
  expect(model.settings).toEqual({
    innerWeighting: 'path',
    missing: 'mean_replacement',
    missingCodes: [],
    stopCriterion: 1e-12,
    maxIterations: 300,
  });
  expect(model.responseScale).toBeNull();
});

test('an interaction is named after its parts unless it has a name', () => {
  const constructs = [...small.constructs, { name: 'C', items: ['c1'] }];
  const paths = [...small.paths, { from: 'C', to: 'B' }, { from: 'A*C', to: 'B' }];
  expect(parseModel({ ...small, constructs, paths, interactions: [{ iv: 'A', moderator: 'C' }] }).interactions).toEqual(
    [{ name: 'A*C', iv: 'A', moderator: 'C', method: 'two_stage' }],
  );
});

test('missing codes may be one number or several', () => {
  expect(parseModel({ ...small, missing_code: -99 }).settings.missingCodes).toEqual([-99]);
  expect(parseModel({ ...small, missing_code: [0, 9] }).settings.missingCodes).toEqual([0, 9]);
  expect(parseModel({ ...small, missing_code: ['-99', 'NA', ''] }).settings.missingCodes).toEqual([-99]);
});

describe('a faulty model is refused with the place of every fault', () => {
  test.each([
    ['no object', 7, 'expected object'],
    ['one construct', { ...small, constructs: small.constructs.slice(0, 1) }, 'at least two constructs'],
    [
      'an unknown mode',
      { ...small, constructs: [{ name: 'A', items: ['a1'], mode: 'C' }, small.constructs[1]] },
      'constructs.0.mode: mode is "A"',
    ],
    [
      'a construct without items',
      { ...small, constructs: [{ name: 'A', items: [] }, small.constructs[1]] },
      'at least one item',
    ],
    ['no paths', { ...small, paths: [] }, 'at least one path'],
    ['an unknown end', { ...small, paths: [{ from: 'A', to: 'Z' }] }, 'names Z, which is no construct'],
    ['a loop', { ...small, paths: [{ from: 'A', to: 'A' }] }, 'leads to its own beginning'],
    ['a path listed twice', { ...small, paths: [small.paths[0], small.paths[0]] }, 'A -> B is listed twice'],
    [
      'a construct named twice',
      { ...small, constructs: [small.constructs[0], small.constructs[0]] },
      'two constructs are called A',
    ],
    [
      'an item in two constructs',
      { ...small, constructs: [small.constructs[0], { name: 'B', items: ['a1'] }] },
      'item a1 is used more than once (A, B)',
    ],
    [
      'an idle construct',
      { ...small, constructs: [...small.constructs, { name: 'C', items: ['c'] }] },
      'construct C is in no path',
    ],
    [
      'an interaction without a path',
      { ...small, interactions: [{ iv: 'A', moderator: 'B' }] },
      'A*B has no path to an outcome',
    ],
    [
      'an interaction of nothing',
      { ...small, interactions: [{ iv: 'A', moderator: 'Q' }] },
      'names Q, which is no construct',
    ],
    [
      'items not standardised',
      { ...small, settings: { standardize: false } },
      'settings.standardize: items are always standardised',
    ],
    [
      'another scheme',
      { ...small, settings: { inner_weighting: 'pca' } },
      'inner_weighting is "path", "factorial" or "centroid"',
    ],
    ['a code that is no number', { ...small, missing_code: 'none' }, 'missing_code'],
    ['a scale upside down', { ...small, response_scale: [5, 1] }, 'the lowest answer comes first'],
    [
      'an ambiguous name',
      { ...small, constructs: [{ name: 'A -> B', items: ['x'] }, small.constructs[1]] },
      'may not contain " -> "',
    ],
  ])('%s', (_, json, message) => {
    expect(faultOf(json)).toContain(message);
  });

  test('all faults of the structure come together', () => {
    const message = faultOf({ ...small, paths: [{ from: 'Y', to: 'Z' }] });
    expect(message).toContain('names Y');
    expect(message).toContain('names Z');
  });
});

test('a cycle is shown in walking order', () => {
  const constructs = ['A', 'B', 'C', 'D'].map((name) => ({ name, items: [`${name}1`] }));
  const paths = [
    { from: 'D', to: 'A' },
    { from: 'A', to: 'B' },
    { from: 'B', to: 'C' },
    { from: 'C', to: 'A' },
  ];
  expect(faultOf({ constructs, paths })).toMatch(/cycle: (A -> B -> C -> A|B -> C -> A -> B|C -> A -> B -> C)/);
});
