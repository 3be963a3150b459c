import { compareValues } from '../../bson/compare.js';
import { isDocument } from '../../bson/types.js';
import { locationError } from '../../errors.js';
import { isTruthy } from '../../query/operators.js';
import { fieldsOf, isNullish, positional, unary } from '../evaluate.js';
import type { Evaluate, Operator, OperatorTable } from '../evaluate.js';

const comparison = (decide: (result: number) => unknown): Operator =>
  positional(2, 2, ([left, right]) => decide(compareValues(left, right)));

const condition: Operator = (operand, compiler) => {
  if (!Array.isArray(operand)) {
    const fields = fieldsOf(operand, '$cond', ['if', 'then', 'else']);
    return condition([fields['if'], fields['then'], fields['else']], compiler, '$cond');
  }
  if (operand.length !== 3)
    throw locationError(16020, `Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
  const [test, yes, no] = operand.map((part) => compiler.compile(part)) as [Evaluate, Evaluate, Evaluate];
  return (frame) => (isTruthy(test(frame)) ? yes(frame) : no(frame));
};

const choice: Operator = (operand, compiler) => {
  const fields = fieldsOf(operand, '$switch', ['branches'], ['default']);
  if (!Array.isArray(fields['branches']) || fields['branches'].length === 0)
    throw locationError(40068, '$switch requires at least one branch.');
  const branches = fields['branches'].map((branch) => {
    const { case: test, then } = fieldsOf(branch, '$switch branch', ['case', 'then']);
    return [compiler.compile(test), compiler.compile(then)] as const;
  });
  const otherwise = 'default' in fields ? compiler.compile(fields['default']) : undefined;
  return (frame) => {
    for (const [test, then] of branches) if (isTruthy(test(frame))) return then(frame);
    if (otherwise) return otherwise(frame);
    throw locationError(40066, '$switch could not find a matching branch for an input, and no default was specified.');
  };
};

const lazy =
  (decide: (parts: Evaluate[], frame: Parameters<Evaluate>[0]) => unknown): Operator =>
  (operand, compiler) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map((part) => compiler.compile(part));
    return (frame) => decide(parts, frame);
  };

const letIn: Operator = (operand, compiler) => {
  const { vars, in: body } = fieldsOf(operand, '$let', ['vars', 'in']);
  if (!isDocument(vars)) throw locationError(10065, "invalid parameter: expected an object ($let's vars)");
  const bound = Object.entries(vars).map(([name, value]) => [name, compiler.compile(value)] as const);
  const inner = compiler.extend(Object.keys(vars)).compile(body);
  return (frame) => {
    const added = Object.fromEntries(bound.map(([name, evaluate]) => [name, evaluate(frame)]));
    return inner({ root: frame.root, variables: { ...frame.variables, ...added } });
  };
};

function firstPresent(parts: Evaluate[], frame: Parameters<Evaluate>[0]): unknown {
  let value: unknown;
  for (const part of parts) {
    value = part(frame);
    if (!isNullish(value)) return value;
  }
  return value;
}

/** Comparison, logic, branching, $let and $literal. */
export const conditionalOperators: OperatorTable = {
  $cmp: comparison((result) => result),
  $eq: comparison((result) => result === 0),
  $ne: comparison((result) => result !== 0),
  $gt: comparison((result) => result > 0),
  $gte: comparison((result) => result >= 0),
  $lt: comparison((result) => result < 0),
  $lte: comparison((result) => result <= 0),
  $and: lazy((parts, frame) => parts.every((part) => isTruthy(part(frame)))),
  $or: lazy((parts, frame) => parts.some((part) => isTruthy(part(frame)))),
  $not: unary((value) => !isTruthy(value)),
  $cond: condition,
  $ifNull: (operand, compiler, name) => {
    if (!Array.isArray(operand) || operand.length < 2)
      throw locationError(1257300, '$ifNull needs at least two arguments');
    return lazy(firstPresent)(operand, compiler, name);
  },
  $switch: choice,
  $let: letIn,
  $literal: (operand) => () => operand,
};
