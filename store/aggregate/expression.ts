import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, commandNotSupported, failedToParse, locationError, StoreError } from '../errors.js';
import { fieldOf, setField } from '../query/path.js';
import type { Compiler, Evaluate, OperatorTable, Variables } from './evaluate.js';
import { arithmeticOperators } from './operators/arithmetic.js';
import { arrayOperators } from './operators/array.js';
import { conditionalOperators } from './operators/conditional.js';
import { convertOperators } from './operators/convert.js';
import { dateOperators } from './operators/date.js';
import { iterationOperators } from './operators/iteration.js';
import { objectOperators } from './operators/object.js';
import { setOperators } from './operators/set.js';
import { statisticOperators } from './operators/statistic.js';
import { stringOperators } from './operators/string.js';

const operators: OperatorTable = {
  ...arithmeticOperators,
  ...arrayOperators,
  ...conditionalOperators,
  ...convertOperators,
  ...dateOperators,
  ...iterationOperators,
  ...objectOperators,
  ...setOperators,
  ...statisticOperators,
  ...stringOperators,
};

const refused = new Set(
  (
    '$function $accumulator $meta $tsSecond $tsIncrement $binarySize $bsonSize $toHashedIndexKey $bitAnd $bitOr $bitXor ' +
    '$bitNot $sin $cos $tan $asin $acos $atan $atan2 $sinh $cosh $tanh $asinh $acosh $atanh $degreesToRadians ' +
    '$radiansToDegrees $encStrContains $encStrStartsWith $encStrEndsWith $toUUID'
  ).split(' '),
);

const noSuchPath = (value: unknown): value is unknown[] => Array.isArray(value);

/** The value at a path as expressions see it: arrays are mapped over, elements without the field dropped. */
export function valueAt(value: unknown, parts: string[], at = 0): unknown {
  if (at === parts.length) return value;
  if (noSuchPath(value)) {
    return value
      .filter(isDocument)
      .map((element) => valueAt(element, parts, at))
      .filter((found) => found !== undefined);
  }
  return isDocument(value) ? valueAt(fieldOf(value, parts[at] as string), parts, at + 1) : undefined;
}

function pathParts(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) throw locationError(15998, `FieldPath field names may not be empty strings: '${path}'`);
  const dollar = parts.find((part) => part.startsWith('$'));
  if (dollar)
    throw locationError(16410, `FieldPath field names may not start with '$'. Consider using $getField: '${path}'`);
  return parts;
}

function fieldPath(path: string): Evaluate {
  const parts = pathParts(path);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined)
    return ({ root }) => (isDocument(root) ? fieldOf(root, only) : undefined);
  return ({ root }) => valueAt(root, parts);
}

function variable(path: string, names: ReadonlySet<string>): Evaluate {
  const [name = '', ...rest] = pathParts(path);
  if (name === 'ROOT' || name === 'CURRENT')
    return rest.length === 0 ? ({ root }) => root : ({ root }) => valueAt(root, rest);
  if (name === 'REMOVE') return () => undefined;
  if (!names.has(name)) throw locationError(17276, `Use of undefined variable: ${name}`);
  return ({ variables }) => valueAt(variables[name], rest);
}

function objectLiteral(document: Document, compiler: Compiler): Evaluate {
  const fields = Object.entries(document).map(([name, value]) => {
    if (name.includes('.')) throw locationError(16405, `FieldPath field names may not contain '.': '${name}'`);
    return [name, compiler.compile(value)] as const;
  });
  return (frame) => {
    const result: Document = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(frame);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

function operation(document: Document, compiler: Compiler): Evaluate {
  const [name = '', ...others] = Object.keys(document);
  const operator = fieldOf(operators, name);
  if (others.length > 0)
    throw locationError(15983, `an object representing an expression must have exactly one field: ${name}, ${others}`);
  if (operator) return operator(document[name], compiler, name);
  if (refused.has(name)) throw commandNotSupported(`expression ${name} is not supported by this store`);
  throw new StoreError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}

class ScopedCompiler implements Compiler {
  constructor(private readonly names: ReadonlySet<string>) {}

  compile(expression: unknown): Evaluate {
    if (typeof expression === 'string' && expression.startsWith('$$')) return variable(expression.slice(2), this.names);
    if (typeof expression === 'string' && expression.startsWith('$')) return fieldPath(expression.slice(1));
    if (Array.isArray(expression)) {
      const parts = expression.map((each) => this.compile(each));
      return (frame) => parts.map((part) => part(frame) ?? null);
    }
    if (!isDocument(expression)) return () => expression;
    const isOperation = Object.keys(expression).some((name) => name.startsWith('$'));
    return isOperation ? operation(expression, this) : objectLiteral(expression, this);
  }

  extend(names: string[]): Compiler {
    for (const name of names)
      if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name))
        throw failedToParse(`'${name}' starts with an invalid character for a user variable name`);
    return new ScopedCompiler(new Set([...this.names, ...names]));
  }
}

/** Compiles an aggregation expression that may use the given variables (by name) besides $$ROOT and $$REMOVE. */
export const compileExpression = (expression: unknown, variables: Variables): Evaluate =>
  new ScopedCompiler(new Set(Object.keys(variables))).compile(expression);

/** Adds variables whose values are expressions over the document and the outer variables. */
export function bindVariables(document: Document, outer: Variables, root: unknown): Variables {
  const compiler = new ScopedCompiler(new Set(Object.keys(outer)));
  const bound = Object.entries(document).map(([name, expression]) => {
    compiler.extend([name]);
    return [name, compiler.compile(expression)({ root, variables: outer }) ?? null] as const;
  });
  return { ...outer, ...Object.fromEntries(bound) };
}

/** The variables a command starts with: NOW and those of its `let`. */
export function startVariables(options: { let?: Document | undefined; now?: Date | undefined }): Variables {
  const variables = { NOW: options.now ?? new Date() };
  if (options.let === undefined) return variables;
  if (!isDocument(options.let)) throw badValue("'let' must be an object");
  return bindVariables(options.let, variables, {});
}
