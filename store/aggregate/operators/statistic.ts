import { double } from '../../bson/numbers.js';
import { accumulators, percentiles } from '../accumulators.js';
import { named, positional } from '../evaluate.js';
import type { Operator, OperatorTable } from '../evaluate.js';

/** An accumulator as an expression: over its arguments, or over the elements of a lone array. */
const over = (name: string): Operator =>
  positional(0, Infinity, (values) => {
    const accumulator = (accumulators[name] as () => ReturnType<(typeof accumulators)[string]>)();
    const [only] = values;
    for (const value of values.length === 1 && Array.isArray(only) ? only : values) accumulator.add(value);
    return accumulator.result() ?? null;
  });

const listOf = (input: unknown): unknown[] => (Array.isArray(input) ? input : [input]);

/** $sum and its kin outside $group, percentiles of an array, and $rand. */
export const statisticOperators: OperatorTable = {
  ...Object.fromEntries(
    ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, over(name)]),
  ),
  $percentile: named(['input', 'p', 'method'], [], ({ input, p }) => percentiles(listOf(input), p)),
  $median: named(['input', 'method'], [], ({ input }) => percentiles(listOf(input), [0.5])[0]),
  $rand: (_operand, _compiler) => () => double(Math.random()),
};
