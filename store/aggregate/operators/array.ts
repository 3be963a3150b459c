import { compareValues, equalValues } from '../../bson/compare.js';
import { toIndex } from '../../bson/numbers.js';
import { showValue } from '../../bson/show.js';
import { isDocument, typeName } from '../../bson/types.js';
import type { Document } from '../../bson/types.js';
import { locationError, StoreError } from '../../errors.js';
import { compileSort } from '../../query/sort.js';
import { fieldsOf, isNullish, named, nullable, positional, unary, unaryNullable } from '../evaluate.js';
import type { Operator, OperatorTable } from '../evaluate.js';
import { arrayOf } from './set.js';

/** The value as a whole number that is safe to index with, or an error naming the operator. */
export function wholeOf(value: unknown, name: string): number {
  const whole = toIndex(value);
  if (whole === undefined) throw locationError(28691, `${name} needs a whole number, not ${showValue(value)}`);
  return whole;
}

function elementAt([array, at]: unknown[], name: string): unknown {
  return arrayOf(array, name).at(wholeOf(at, name));
}

function slice([array, first, count]: unknown[], name: string): unknown[] {
  const source = arrayOf(array, name);
  const start = wholeOf(first, name);
  if (count === undefined) return start < 0 ? source.slice(start) : source.slice(0, start);
  const length = wholeOf(count, name);
  if (length <= 0) throw locationError(28729, `Third argument to $slice must be positive: ${length}`);
  const from = start < 0 ? Math.max(source.length + start, 0) : start;
  return source.slice(from, from + length);
}

const longestRange = 1_000_000;

function range([start, end, step = 1]: unknown[], name: string): number[] {
  const [from, to, by] = [wholeOf(start, name), wholeOf(end, name), wholeOf(step, name)];
  if (by === 0) throw locationError(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > longestRange)
    throw new StoreError(146, 'ExceededMemoryLimit', `${name} would exceed ${longestRange} elements`);
  return Array.from({ length }, (_, at) => from + at * by);
}

function indexOfElement([array, wanted, start = 0, end]: unknown[], name: string): unknown {
  if (isNullish(array)) return null;
  const source = arrayOf(array, name);
  const last = end === undefined ? source.length : Math.min(source.length, wholeOf(end, name));
  for (let at = wholeOf(start, name); at < last; at++) if (equalValues(source[at], wanted)) return at;
  return -1;
}

function zip({ inputs, useLongestLength, defaults }: Document, name: string): unknown {
  const lists = arrayOf(inputs, name);
  if (lists.some(isNullish)) return null;
  const lengths = lists.map((list) => arrayOf(list, name).length);
  const length = useLongestLength === true ? Math.max(...lengths) : Math.min(...lengths);
  const fallback = isNullish(defaults) ? [] : arrayOf(defaults, name);
  return Array.from({ length }, (_, row) =>
    lists.map((list, column) => (list as unknown[])[row] ?? fallback[column] ?? null),
  );
}

function sortArray({ input, sortBy }: Document, name: string): unknown {
  if (isNullish(input)) return null;
  const copy = [...arrayOf(input, name)];
  if (isDocument(sortBy)) {
    const compare = compileSort(sortBy);
    return copy.sort((a, b) => compare(isDocument(a) ? a : {}, isDocument(b) ? b : {}));
  }
  const direction = wholeOf(sortBy, name);
  return copy.sort((a, b) => compareValues(a, b) * direction);
}

const sortOperator: Operator = (operand, compiler, name) => {
  const { input, sortBy } = fieldsOf(operand, name, ['input', 'sortBy']);
  const evaluate = compiler.compile(input);
  return (frame) => sortArray({ input: evaluate(frame), sortBy }, name);
};

/** `count` values from one end, in the order given by `arrange`. */
const some = (arrange: (values: unknown[]) => unknown[], skipNull = false): Operator =>
  named(['input', 'n'], [], ({ input, n }, name) => {
    const count = wholeOf(n, name);
    if (count < 1) throw locationError(5787908, `'n' must be greater than 0 in ${name}, found ${count}`);
    const values = arrayOf(input, name);
    return arrange(skipNull ? values.filter((value) => !isNullish(value)) : [...values]).slice(0, count);
  });

const ends = (at: 0 | -1): Operator => unaryNullable((value, name) => arrayOf(value, name).at(at));

/** Expressions on whole arrays. */
export const arrayOperators: OperatorTable = {
  $arrayElemAt: nullable(2, 2, elementAt),
  $concatArrays: nullable(0, Infinity, (values, name) => values.flatMap((value) => arrayOf(value, name))),
  $first: ends(0),
  $last: ends(-1),
  $firstN: some((values) => values),
  $lastN: (operand, compiler, name) => {
    const all = named(['input', 'n'], [], ({ input, n }) => {
      const count = wholeOf(n, name);
      if (count < 1) throw locationError(5787908, `'n' must be greater than 0 in ${name}, found ${count}`);
      return arrayOf(input, name).slice(-count);
    });
    return all(operand, compiler, name);
  },
  $maxN: some((values) => values.sort((a, b) => compareValues(b, a)), true),
  $minN: some((values) => values.sort(compareValues), true),
  $in: positional(2, 2, ([wanted, array], name) => {
    if (!Array.isArray(array))
      throw locationError(40081, `${name} requires an array as a second argument, found: ${typeName(array)}`);
    return array.some((element) => equalValues(element, wanted));
  }),
  $indexOfArray: positional(2, 4, indexOfElement),
  $isArray: unary((value) => Array.isArray(value)),
  $range: positional(2, 3, range),
  $reverseArray: unaryNullable((value, name) => [...arrayOf(value, name)].reverse()),
  $size: unary((value, name) => {
    if (!Array.isArray(value))
      throw locationError(17124, `The argument to ${name} must be an array, but was of type: ${typeName(value)}`);
    return value.length;
  }),
  $slice: nullable(2, 3, slice),
  $sortArray: sortOperator,
  $zip: named(['inputs'], ['useLongestLength', 'defaults'], zip),
};
