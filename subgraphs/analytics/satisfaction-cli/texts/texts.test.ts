import { describe, expect, test } from '@jest/globals';
import { assess, estimate, plsPredict, blindfold } from '../../domain/satisfaction/index.js';
import { languages } from '../report/format.js';
import { demoAnalysis } from '../../../../test/pls-cli/demo-survey.js';
import { textsIn } from './texts.js';

describe('texts of the report', () => {
  test('both languages have a text wherever the other has one', () => {
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.length;
      if (typeof value !== 'object' || value === null) return typeof value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
    };
    expect(shape(textsIn('id'))).toEqual(shape(textsIn('en')));
  });

  test('every rule states the numbers of the library rule it translates', () => {
    const { data, model } = demoAnalysis();
    const point = estimate(data, model);
    const verdicts = assess(point, { blindfold: blindfold(data, model), prediction: plsPredict(data, model) });
    const numbers = (text: string) =>
      [...text.replaceAll(',', '.').matchAll(/\d+\.?\d*/g)].map(([found]) => Number(found));
    expect(new Set(verdicts.map(({ measure }) => measure)).size).toBe(14);
    for (const { measure, threshold } of verdicts) {
      for (const language of languages) {
        const stated = numbers(textsIn(language).measures[measure].rule);
        for (const number of numbers(threshold))
          expect([measure, stated]).toEqual([measure, expect.arrayContaining([number])]);
      }
    }
  });
});
