import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { locationError } from '../errors.js';

/** Values of the variables in scope, by name without the dollars. */
export type Variables = Readonly<Record<string, unknown>>;

/** What an expression is evaluated against: the document ($$ROOT) and the variables. */
export interface Frame {
  root: unknown;
  variables: Variables;
}

/** A compiled expression; `undefined` is a missing value. */
export type Evaluate = (frame: Frame) => unknown;

/** Compiles expressions inside one scope of variable names. */
export interface Compiler {
  compile(expression: unknown): Evaluate;
  /** A compiler that also knows `names`. */
  extend(names: string[]): Compiler;
}

/** Turns the operand of `{ $name: operand }` into a compiled expression; throws for a malformed operand. */
export type Operator = (operand: unknown, compiler: Compiler, name: string) => Evaluate;

/** Operators by name. */
export type OperatorTable = Record<string, Operator>;

/** True for a missing value or null. */
export const isNullish = (value: unknown): value is null | undefined => value === undefined || value === null;

function checkCount(name: string, given: number, least: number, most: number): void {
  if (given >= least && given <= most) return;
  const range = least === most ? `exactly ${least}` : `at least ${least} arguments, and at most ${most}`;
  throw locationError(16020, `Expression ${name} takes ${range} arguments. ${given} were passed in.`);
}

/** An operator over positional arguments, which are evaluated from left to right. A lone argument needs no array. */
export function positional(least: number, most: number, run: (values: unknown[], name: string) => unknown): Operator {
  return (operand, compiler, name) => {
    const list = Array.isArray(operand) ? operand : [operand];
    checkCount(name, list.length, least, most);
    const parts = list.map((each) => compiler.compile(each));
    return (frame) =>
      run(
        parts.map((part) => part(frame)),
        name,
      );
  };
}

/** An operator of one argument. */
export const unary = (run: (value: unknown, name: string) => unknown): Operator =>
  positional(1, 1, ([value], name) => run(value, name));

/** A positional operator that gives null as soon as an argument is null or missing. */
export const nullable = (least: number, most: number, run: (values: unknown[], name: string) => unknown): Operator =>
  positional(least, most, (values, name) => (values.some(isNullish) ? null : run(values, name)));

/** An operator of one argument that gives null for null or a missing value. */
export const unaryNullable = (run: (value: unknown, name: string) => unknown): Operator =>
  nullable(1, 1, ([value], name) => run(value, name));

/** The fields of an operand that must be a document of known fields; the error code is MongoDB's general 40415. */
export function fieldsOf(operand: unknown, name: string, required: string[], optional: string[] = []): Document {
  if (!isDocument(operand)) throw locationError(40415, `${name} needs an object with ${required.join(', ')}`);
  for (const field of Object.keys(operand))
    if (!required.includes(field) && !optional.includes(field))
      throw locationError(40415, `Unrecognized argument to ${name}: ${field}`);
  for (const field of required)
    if (!(field in operand)) throw locationError(40414, `Missing '${field}' parameter to ${name}`);
  return operand;
}

/** An operator over named arguments; absent optional ones evaluate to `undefined`. */
export function named(
  required: string[],
  optional: string[],
  run: (values: Document, name: string) => unknown,
): Operator {
  return (operand, compiler, name) => {
    const fields = Object.entries(fieldsOf(operand, name, required, optional));
    const parts = fields.map(([field, value]) => [field, compiler.compile(value)] as const);
    return (frame) => run(Object.fromEntries(parts.map(([field, part]) => [field, part(frame)])), name);
  };
}
