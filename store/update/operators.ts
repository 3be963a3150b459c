import { Timestamp } from 'bson';
import { compareValues, identicalValues } from '../bson/compare.js';
import { add, isNumeric, kindOf, multiply } from '../bson/numbers.js';
import type { Numeric } from '../bson/numbers.js';
import { showValue } from '../bson/show.js';
import { isDocument, typeName } from '../bson/types.js';
import { badValue, failedToParse, typeMismatch } from '../errors.js';
import { arrayUpdateOperators } from './array-operators.js';
import { shownId } from './field-operator.js';
import type { ChangeContext, FieldOperator, FieldOperatorCompiler } from './field-operator.js';

function arithmetic(name: string, verb: string, run: (old: Numeric, by: Numeric) => Numeric): FieldOperatorCompiler {
  return (argument, path) => {
    if (!isNumeric(argument))
      throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${path}: ${showValue(argument)}}`);
    const change = (old: unknown, { document }: ChangeContext): unknown => {
      if (old === undefined) return name === '$inc' ? argument : run(0, argument);
      if (!isNumeric(old))
        throw typeMismatch(
          `Cannot apply ${name} to a value of non-numeric type. ${shownId(document)} has the field '${path.split('.').at(-1)}' of non-numeric type ${typeName(old)}`,
        );
      const result = run(old, argument);
      const overflown = kindOf(result) === 'double' && kindOf(old) !== 'double' && kindOf(argument) !== 'double';
      if (overflown)
        throw badValue(
          `Failed to apply ${name} operations to current value (${showValue(old)}) for document ${shownId(document)}`,
        );
      return keep(old, result);
    };
    return { creates: true, change };
  };
}

/** The old value itself when the new one is identical, so that the update counts as a no-op. */
const keep = (old: unknown, value: unknown): unknown => (identicalValues(old, value) ? old : value);

const extreme =
  (sign: 1 | -1): FieldOperatorCompiler =>
  (argument) => ({
    creates: true,
    change: (old) => (old === undefined || compareValues(argument, old) * sign > 0 ? argument : old),
  });

function currentDate(argument: unknown, path: string): FieldOperator {
  const kind = isDocument(argument) ? argument['$type'] : typeof argument === 'boolean' ? 'date' : undefined;
  if (isDocument(argument) && Object.keys(argument).some((name) => name !== '$type'))
    throw badValue(`Unrecognized $currentDate option: ${Object.keys(argument).find((name) => name !== '$type')}`);
  if (kind === undefined)
    throw badValue(
      `${typeName(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}) for '${path}'.`,
    );
  if (kind !== 'date' && kind !== 'timestamp')
    throw badValue(
      "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    );
  const change = (_: unknown, { now }: ChangeContext): unknown =>
    kind === 'date' ? now : new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  return { creates: true, change };
}

type Bits = (old: bigint, by: bigint) => bigint;
const bitOperations: Record<string, Bits> = {
  and: (old, by) => old & by,
  or: (old, by) => old | by,
  xor: (old, by) => old ^ by,
};

function applyBits(old: unknown, steps: [Bits, number | bigint][], context: ChangeContext): unknown {
  const kind = old === undefined ? 'int' : typeName(old);
  if (kind !== 'int' && kind !== 'long')
    throw badValue(
      `Cannot apply $bit to a value of non-integral type.${shownId(context.document)} has the field ${context.path} of non-integer type ${kind}`,
    );
  let value = BigInt((old ?? 0) as number | bigint);
  for (const [run, by] of steps) value = run(value, BigInt(by));
  const long = kind === 'long' || steps.some(([, by]) => typeof by === 'bigint');
  return keep(old, long ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value)));
}

function bit(argument: unknown): FieldOperator {
  if (!isDocument(argument) || Object.keys(argument).length === 0)
    throw badValue('The $bit modifier is not compatible with anything but {and|or|xor: <integer>}');
  const steps = Object.entries(argument).map(([name, by]): [Bits, number | bigint] => {
    const run = Object.hasOwn(bitOperations, name) ? bitOperations[name] : undefined;
    if (!run) throw badValue(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    if (!isNumeric(by) || !['int', 'long'].includes(kindOf(by)))
      throw badValue(`The $bit modifier field must be an Integer(32/64 bit); a '${typeName(by)}' is not supported`);
    return [run, by as number | bigint];
  });
  return { creates: true, change: (old, context) => applyBits(old, steps, context) };
}

const set: FieldOperatorCompiler = (argument) => ({ creates: true, change: (old) => keep(old, argument) });

/** Update operators by name, but for $rename, which works on two paths. */
export const fieldOperators: Record<string, FieldOperatorCompiler> = {
  $set: set,
  $setOnInsert: set,
  $unset: () => ({ creates: false, change: () => undefined }),
  $inc: arithmetic('$inc', 'increment', add),
  $mul: arithmetic('$mul', 'multiply', multiply),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
  ...arrayUpdateOperators,
};

/** FailedToParse (9) for an operator that does not exist. */
export const unknownModifier = (name: string): Error =>
  failedToParse(
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
