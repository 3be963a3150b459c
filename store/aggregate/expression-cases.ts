import { expect, test } from '@jest/globals';
import { Decimal128, ObjectId } from 'bson';
import { identicalValues } from '../bson/values.js';
import { compileExpression, startVariables } from './expression.js';

/** A Decimal128 of this text. */
export const decimal = (text: string): Decimal128 => new Decimal128(text);
/** An ObjectId of 2024. */
export const id = new ObjectId('65a1b2c3d4e5f60718293a4b');
/** A date of this ISO text. */
export const at = (text: string): Date => new Date(text);
/** The document expressions are evaluated against. */
export const root = {
  a: 1,
  b: 2.5,
  s: 'Halo Dunia',
  n: null,
  list: [3, 1, 2],
  docs: [{ x: 1, y: [1, 2] }, { x: 2 }, 5],
  nested: { deep: { er: 'v' } },
  date: at('2024-02-29T20:30:15.250Z'),
};

/** The value of an expression; `limit` is 10 and it is the first second of 2026. */
export const evaluate = (expression: unknown): unknown => {
  const variables = startVariables({ let: { limit: 10 }, now: at('2026-01-01T00:00:00Z') });
  return compileExpression(expression, variables)({ root, variables });
};

/** One test a row: the expression gives a value of the same types. */
export function gives(rows: [expression: unknown, result: unknown][]): void {
  test.each(rows)('%j gives %p', (expression, result) => {
    const value = evaluate(expression);
    if (!identicalValues(value, result)) expect(value).toEqual(result);
    expect(identicalValues(value, result)).toBe(true);
  });
}
