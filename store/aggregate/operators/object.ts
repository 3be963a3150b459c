import { isDocument, typeName } from '../../bson/types.js';
import type { Document } from '../../bson/types.js';
import { locationError, typeMismatch } from '../../errors.js';
import { fieldOf, setField } from '../../query/path.js';
import { fieldsOf, isNullish, positional, unaryNullable } from '../evaluate.js';
import type { Compiler, Evaluate, Operator, OperatorTable } from '../evaluate.js';
import { arrayOf } from './set.js';

/** The fields of all documents; later ones win, null and missing are skipped. */
export function mergeObjects(values: unknown[]): Document {
  const result: Document = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value))
      throw locationError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
    for (const [name, field] of Object.entries(value)) setField(result, name, field);
  }
  return result;
}

function objectToArray(value: unknown): unknown[] {
  if (!isDocument(value))
    throw locationError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  return Object.entries(value).map(([k, v]) => ({ k, v }));
}

function pairOf(element: unknown): [string, unknown] {
  const [key, value] = Array.isArray(element) ? element : isDocument(element) ? [element['k'], element['v']] : [];
  if (typeof key !== 'string')
    throw locationError(40386, '$arrayToObject needs elements of the form [key, value] or { k, v } with a string key');
  return [key, value ?? null];
}

function arrayToObject(value: unknown, name: string): Document {
  const result: Document = {};
  for (const [key, field] of arrayOf(value, name).map(pairOf)) setField(result, key, field);
  return result;
}

/** A field name: a constant string, where '$' needs $literal. */
function constantName(value: unknown, compiler: Compiler, name: string): string {
  const field = compiler.compile(value)({ root: undefined, variables: {} });
  if (typeof field !== 'string' || (typeof value === 'string' && value.startsWith('$')))
    throw locationError(5654602, `${name} requires 'field' to evaluate to a constant string`);
  return field;
}

const getField: Operator = (operand, compiler, name) => {
  const short = !isDocument(operand) || Object.keys(operand)[0]?.startsWith('$');
  const fields = short ? { field: operand } : fieldsOf(operand, name, ['field'], ['input']);
  const field = constantName(fields['field'], compiler, name);
  const input: Evaluate = 'input' in fields ? compiler.compile(fields['input']) : ({ root }) => root;
  return (frame) => {
    const value = input(frame);
    if (isDocument(value)) return fieldOf(value, field);
    return isNullish(value) ? (value as null | undefined) : undefined;
  };
};

function withField(target: unknown, field: string, value: unknown): Document | null {
  if (isNullish(target)) return null;
  if (!isDocument(target))
    throw typeMismatch(`$setField requires 'input' to evaluate to type Object, not ${typeName(target)}`);
  const result: Document = { ...target };
  if (value === undefined) delete result[field];
  else setField(result, field, value);
  return result;
}

const setFieldOperator: Operator = (operand, compiler, name) => {
  const fields = fieldsOf(operand, name, ['field', 'input'], name === '$setField' ? ['value'] : []);
  const field = constantName(fields['field'], compiler, name);
  const input = compiler.compile(fields['input']);
  const value: Evaluate = 'value' in fields ? compiler.compile(fields['value']) : () => undefined;
  return (frame) => withField(input(frame), field, value(frame));
};

/** Expressions on documents. */
export const objectOperators: OperatorTable = {
  $mergeObjects: positional(0, Infinity, mergeObjectsOf),
  $objectToArray: unaryNullable(objectToArray),
  $arrayToObject: unaryNullable(arrayToObject),
  $getField: getField,
  $setField: setFieldOperator,
  $unsetField: setFieldOperator,
};

function mergeObjectsOf(values: unknown[]): Document {
  const [only] = values;
  return mergeObjects(values.length === 1 && Array.isArray(only) ? only : values);
}
