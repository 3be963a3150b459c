import { describe, expect, test } from '@jest/globals';
import { BSON, Long, ReadConcern } from 'mongodb';
import { match, matchRows, Mismatch, type MatchContext } from './match.js';

const lsid = { id: new BSON.UUID() };
const context: MatchContext = {
  entity: (name) => (name === 'saved' ? { a: 1 } : undefined),
  sessionLsid: () => lsid,
};
const holds = (expected: unknown, actual: unknown, root?: boolean): boolean => {
  try {
    match(expected, actual, context, 'value', root);
    return true;
  } catch (error) {
    if (error instanceof Mismatch) return false;
    throw error;
  }
};

describe('matching expected and actual values', () => {
  test('the outermost document may carry more fields, nested ones may not', () => {
    expect(holds({ a: 1 }, { a: 1, b: 2 })).toBe(true);
    expect(holds({ a: 1 }, { a: 1, b: 2 }, false)).toBe(false);
    expect(holds({ a: { b: 1 } }, { a: { b: 1, c: 1 } })).toBe(false);
    expect(holds({ a: 1, b: 1 }, { a: 1 })).toBe(false);
  });

  test('the order of fields does not matter, that of elements does', () => {
    expect(holds({ a: { b: 1, c: 2 } }, { a: new Map(Object.entries({ c: 2, b: 1 })) })).toBe(true);
    expect(holds([1, 2], [2, 1])).toBe(false);
    expect(holds([1], [1, 2])).toBe(false);
  });

  test('numbers are equal by value, other types are not mixed', () => {
    expect(holds(5, Long.fromNumber(5))).toBe(true);
    expect(holds(5, new BSON.Double(5.5))).toBe(false);
    expect(holds(5, '5')).toBe(false);
    expect(holds(5, BSON.Decimal128.fromString('5'))).toBe(false);
    expect(holds(null, undefined)).toBe(false);
    expect(holds(new Date(5), new Date(6))).toBe(false);
  });

  test('rows of an iterated result are root documents, elements of a plain array are not', () => {
    expect(() => matchRows([{ a: 1 }], [{ a: 1, b: 2 }], context)).not.toThrow();
    expect(() => matchRows([{ a: 1 }], [{ a: 1 }, { a: 1 }], context)).toThrow(Mismatch);
    expect(holds([{ a: 1 }], [{ a: 1, b: 2 }])).toBe(false);
  });

  test('option classes of the driver count as documents', () => {
    expect(holds({ readConcern: { level: 'majority' } }, { readConcern: new ReadConcern('majority') })).toBe(true);
  });

  test('$$exists, $$unsetOrMatches and $$type', () => {
    expect(holds({ a: { $$exists: true } }, { a: null })).toBe(true);
    expect(holds({ a: { $$exists: false } }, { a: null })).toBe(false);
    expect(holds({ a: { $$exists: false } }, { a: undefined })).toBe(true);
    expect(holds({ a: { $$unsetOrMatches: { b: 1 } } }, {})).toBe(true);
    expect(holds({ a: { $$unsetOrMatches: { b: 1 } } }, { a: { b: 2 } })).toBe(false);
    expect(holds({ a: { $$type: ['int', 'long'] } }, { a: Long.fromNumber(1) })).toBe(true);
    expect(holds({ a: { $$type: 'string' } }, { a: 1 })).toBe(false);
    expect(holds({ a: { $$type: 'string' } }, {})).toBe(false);
  });

  test('$$matchesEntity, $$sessionLsid, $$matchAsRoot, $$matchAsDocument and $$lte', () => {
    expect(holds({ $$matchesEntity: 'saved' }, { a: 1 })).toBe(true);
    expect(holds({ $$matchesEntity: 'saved' }, { a: 2 })).toBe(false);
    expect(holds({ lsid: { $$sessionLsid: 's' } }, { lsid })).toBe(true);
    expect(holds({ lsid: { $$sessionLsid: 's' } }, { lsid: { id: new BSON.UUID() } })).toBe(false);
    expect(holds({ a: { $$matchAsRoot: { b: 1 } } }, { a: { b: 1, c: 1 } })).toBe(true);
    expect(holds({ $$matchAsDocument: { a: 1 } }, '{"a": 1}')).toBe(true);
    expect(holds({ $$matchAsDocument: { a: 1 } }, '{"a": 1, "b": 1}')).toBe(false);
    expect(holds({ $$lte: 1 }, 1.5)).toBe(false);
  });

  test('an operator the runner does not know fails the case', () => {
    expect(() => match({ $$nonsense: 1 }, 1, context)).toThrow('does not know the operator');
  });
});
