import { BSON, type Document } from 'mongodb';

const { EJSON } = BSON;

/** An assertion of a case that does not hold; the message names the path of the value. */
export class Mismatch extends Error {}

/** Looks up the entities that special operators refer to; each throws when there is no such entity. */
export interface MatchContext {
  sessionLsid(name: string): unknown;
  entity(name: string): unknown;
}

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : EJSON.stringify(value as Document, { relaxed: true });
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
};

/** A document as the driver shows it: a plain object, a Map (ordered keys), or an option class such as ReadConcern. */
function isDocument(value: unknown): value is Record<string, unknown> | Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return (
    !('_bsontype' in value) && !(value instanceof Date) && !(value instanceof RegExp) && !(value instanceof Uint8Array)
  );
}

/** The fields that are set; the driver writes unused options as undefined. */
function fieldsOf(value: Record<string, unknown> | Map<string, unknown>): Map<string, unknown> {
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return new Map(entries.filter(([, field]) => field !== undefined && typeof field !== 'function'));
}

function specialOperator(expected: unknown): [string, unknown] | undefined {
  if (!isDocument(expected) || expected instanceof Map) return undefined;
  const keys = Object.keys(expected);
  const [key] = keys;
  return keys.length === 1 && key?.startsWith('$$') ? [key, expected[key]] : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  const kind = (value as { _bsontype?: string } | null)?._bsontype;
  if (kind === 'Int32' || kind === 'Double') return Number((value as { value: number }).value);
  return kind === 'Long' ? (value as { toNumber(): number }).toNumber() : undefined;
}

const kindOf = (kind: string) => (value: unknown) => (value as { _bsontype?: string } | null)?._bsontype === kind;
const isWhole = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value);

/** BSON type names of the $type query operator; a JavaScript number may stand for any of the number types. */
const typeTests: Record<string, (value: unknown) => boolean> = {
  double: (value) => typeof value === 'number' || kindOf('Double')(value),
  string: (value) => typeof value === 'string',
  object: isDocument,
  array: Array.isArray,
  binData: (value) => kindOf('Binary')(value) || value instanceof Uint8Array,
  objectId: kindOf('ObjectId'),
  bool: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  regex: (value) => value instanceof RegExp || kindOf('BSONRegExp')(value),
  int: (value) => isWhole(value) || kindOf('Int32')(value),
  long: (value) => isWhole(value) || kindOf('Long')(value) || typeof value === 'bigint',
  timestamp: kindOf('Timestamp'),
  decimal: kindOf('Decimal128'),
  minKey: kindOf('MinKey'),
  maxKey: kindOf('MaxKey'),
};

function fail(path: string, expected: string, actual: unknown): never {
  throw new Mismatch(`${path}: expected ${expected}, got ${show(actual)}`);
}

/**
 * Holds an actual value against an expected one by the format's section "Evaluating Matches" and throws
 * {@link Mismatch} where they differ. `root` allows additional fields in the outermost document only.
 */
export function match(expected: unknown, actual: unknown, context: MatchContext, path = 'value', root = true): void {
  const operator = specialOperator(expected);
  if (operator) return matchOperator(operator, actual, context, path, root);
  if (isDocument(expected)) return matchDocument(expected, actual, context, path, root);
  if (Array.isArray(expected)) return matchArray(expected, actual, context, path, false);
  const wanted = numberOf(expected);
  const same = wanted === undefined ? show(expected) === show(actual) : wanted === numberOf(actual);
  if (!same) fail(path, show(expected), actual);
}

/** Matches the result of an operation that returns documents one by one: each may carry additional fields. */
export function matchRows(expected: unknown, actual: unknown, context: MatchContext, path = 'result'): void {
  if (Array.isArray(expected)) matchArray(expected, actual, context, path, true);
  else match(expected, actual, context, path);
}

function matchArray(expected: unknown[], actual: unknown, context: MatchContext, path: string, root: boolean): void {
  if (!Array.isArray(actual)) return fail(path, 'an array', actual);
  if (actual.length !== expected.length) fail(path, `${expected.length} elements ${show(expected)}`, actual);
  expected.forEach((element, index) => match(element, actual[index], context, `${path}[${index}]`, root));
}

function matchDocument(
  expected: Record<string, unknown> | Map<string, unknown>,
  actual: unknown,
  context: MatchContext,
  path: string,
  root: boolean,
): void {
  if (!isDocument(actual)) return fail(path, `a document ${show(expected)}`, actual);
  const actualFields = fieldsOf(actual);
  const expectedFields = fieldsOf(expected);
  for (const [key, value] of expectedFields) match(value, actualFields.get(key), context, `${path}.${key}`, false);
  if (root) return;
  for (const key of actualFields.keys()) {
    if (!expectedFields.has(key)) fail(path, `no field "${key}"`, actualFields.get(key));
  }
}

type OperatorTest = (operand: unknown, actual: unknown, context: MatchContext, path: string, root: boolean) => void;

const operators: Record<string, OperatorTest> = {
  $$exists(operand, actual, _context, path) {
    if ((actual !== undefined) !== operand) fail(path, operand ? 'to be set' : 'to be absent', actual);
  },
  $$type(operand, actual, _context, path) {
    const names = (Array.isArray(operand) ? operand : [operand]) as string[];
    if (!names.some((name) => typeTests[name]?.(actual))) fail(path, `type ${names.join(' or ')}`, actual);
  },
  $$matchesEntity(operand, actual, context, path, root) {
    match(context.entity(String(operand)), actual, context, path, root);
  },
  $$matchesHexBytes(operand, actual, _context, path) {
    const hex = Buffer.from(String(actual), 'latin1').toString('hex');
    if (hex !== String(operand).toLowerCase()) fail(path, `bytes ${String(operand)}`, actual);
  },
  // The driver reports some unset fields as null (upsertedId) where others leave them out.
  $$unsetOrMatches(operand, actual, context, path, root) {
    if (actual !== undefined && actual !== null) match(operand, actual, context, path, root);
  },
  $$sessionLsid(operand, actual, context, path) {
    match(context.sessionLsid(String(operand)), actual, context, path, false);
  },
  $$lte(operand, actual, _context, path) {
    const number = numberOf(actual);
    if (number === undefined || number > (numberOf(operand) ?? NaN)) fail(path, `at most ${show(operand)}`, actual);
  },
  $$matchAsDocument(operand, actual, context, path) {
    match(operand, EJSON.parse(String(actual)), context, path, false);
  },
  $$matchAsRoot(operand, actual, context, path) {
    match(operand, actual, context, path, true);
  },
};

function matchOperator(
  [name, operand]: [string, unknown],
  actual: unknown,
  context: MatchContext,
  path: string,
  root: boolean,
): void {
  const test = operators[name];
  if (!test) throw new Mismatch(`${path}: the runner does not know the operator ${name}`);
  test(operand, actual, context, path, root);
}
