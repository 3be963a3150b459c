import { describe, expect, test } from '@jest/globals';
import { numberFormat, significanceStars } from './format.js';

describe('numbers', () => {
  test('are written as the language does, with a true minus sign and no minus zero', () => {
    expect(numberFormat('id').decimal(-1234.5)).toBe('\u22121.234,500');
    expect(numberFormat('en').decimal(-1234.5)).toBe('\u22121,234.500');
    expect(numberFormat('en').decimal(-0.0001)).toBe('0.000');
    expect(numberFormat('en').decimal(Number.NaN)).toBe('–');
  });

  test('p values below a thousandth are not written as zero', () => {
    expect(numberFormat('id').probability(1e-9)).toBe('<\u00a00,001');
    expect(numberFormat('en').probability(0.0123)).toBe('0.012');
  });

  test.each([
    [0.0009, '***'],
    [0.001, '**'],
    [0.01, '*'],
    [0.05, ''],
    [Number.NaN, ''],
  ])('p = %d gets %j', (p, stars) => expect(significanceStars(p)).toBe(stars));
});
