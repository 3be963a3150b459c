import { failedToParse } from '../../errors.js';
import { isTruthy } from '../../query/operators.js';
import { fieldsOf, isNullish } from '../evaluate.js';
import type { Evaluate, Frame, Operator, OperatorTable } from '../evaluate.js';
import { wholeOf } from './array.js';
import { arrayOf } from './set.js';

function nameOf(value: unknown): string {
  if (value === undefined) return 'this';
  if (typeof value === 'string' && value !== '') return value;
  throw failedToParse("'as' must be a variable name");
}

const bind = (frame: Frame, added: Record<string, unknown>): Frame => ({
  root: frame.root,
  variables: { ...frame.variables, ...added },
});

const map: Operator = (operand, compiler, name) => {
  const fields = fieldsOf(operand, name, ['input', 'in'], ['as']);
  const as = nameOf(fields['as']);
  const input = compiler.compile(fields['input']);
  const body = compiler.extend([as]).compile(fields['in']);
  return (frame) => {
    const array = input(frame);
    if (isNullish(array)) return null;
    return arrayOf(array, name).map((element) => body(bind(frame, { [as]: element })) ?? null);
  };
};

const filter: Operator = (operand, compiler, name) => {
  const fields = fieldsOf(operand, name, ['input', 'cond'], ['as', 'limit']);
  const as = nameOf(fields['as']);
  const input = compiler.compile(fields['input']);
  const test = compiler.extend([as]).compile(fields['cond']);
  const limit: Evaluate = 'limit' in fields ? compiler.compile(fields['limit']) : () => undefined;
  return (frame) => {
    const array = input(frame);
    if (isNullish(array)) return null;
    const most = limit(frame);
    const count = isNullish(most) ? Infinity : wholeOf(most, name);
    const kept: unknown[] = [];
    for (const element of arrayOf(array, name)) {
      if (kept.length >= count) break;
      if (isTruthy(test(bind(frame, { [as]: element })))) kept.push(element);
    }
    return kept;
  };
};

const reduce: Operator = (operand, compiler, name) => {
  const fields = fieldsOf(operand, name, ['input', 'initialValue', 'in']);
  const input = compiler.compile(fields['input']);
  const initial = compiler.compile(fields['initialValue']);
  const body = compiler.extend(['value', 'this']).compile(fields['in']);
  return (frame) => {
    const array = input(frame);
    if (isNullish(array)) return null;
    return arrayOf(array, name).reduce((value, element) => body(bind(frame, { value, this: element })), initial(frame));
  };
};

/** Expressions that evaluate another expression for each element. */
export const iterationOperators: OperatorTable = { $map: map, $filter: filter, $reduce: reduce };
