import { indexKey } from '../../bson/index-key.js';
import { typeName } from '../../bson/types.js';
import { locationError } from '../../errors.js';
import { isTruthy } from '../../query/operators.js';
import { nullable, positional, unary } from '../evaluate.js';
import type { OperatorTable } from '../evaluate.js';

/** The value as an array, or an error naming the operator. */
export function arrayOf(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value))
    throw locationError(17041, `${name} needs arrays; one argument is of type ${typeName(value)}`);
  return value;
}

/** Distinct values by BSON equality, the first of each kept. */
export function distinct(values: Iterable<unknown>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const value of values) {
    const key = indexKey(value);
    if (!found.has(key)) found.set(key, value);
  }
  return found;
}

const ordered = (found: Map<string, unknown>): unknown[] =>
  [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

const sets = (values: unknown[], name: string): Map<string, unknown>[] =>
  values.map((value) => distinct(arrayOf(value, name)));

function intersection([first = new Map(), ...others]: Map<string, unknown>[]): Map<string, unknown> {
  return new Map([...first].filter(([key]) => others.every((other) => other.has(key))));
}

const within = (inner: Map<string, unknown>, outer: Map<string, unknown>): boolean =>
  [...inner.keys()].every((key) => outer.has(key));

/** Set expressions; results of union and intersection come in BSON order. */
export const setOperators: OperatorTable = {
  $setUnion: nullable(0, Infinity, (values, name) => ordered(distinct(values.flatMap((each) => arrayOf(each, name))))),
  $setIntersection: nullable(0, Infinity, (values, name) => ordered(intersection(sets(values, name)))),
  $setDifference: nullable(2, 2, (values, name) => {
    const [left = new Map(), right = new Map()] = sets(values, name);
    return [...left].filter(([key]) => !right.has(key)).map(([, value]) => value);
  }),
  $setEquals: positional(2, Infinity, (values, name) => {
    const [first = new Map(), ...others] = sets(values, name);
    return others.every((other) => other.size === first.size && within(other, first));
  }),
  $setIsSubset: positional(2, 2, (values, name) => {
    const [inner = new Map(), outer = new Map()] = sets(values, name);
    return within(inner, outer);
  }),
  $allElementsTrue: unary((value, name) => arrayOf(value, name).every(isTruthy)),
  $anyElementTrue: unary((value, name) => arrayOf(value, name).some(isTruthy)),
};
