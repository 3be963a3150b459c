import type { Document } from '../bson/values.js';
import { descendingKey, indexKey, isDocument, typeName } from '../bson/values.js';
import type { CollectionIndex, IndexField } from './index.js';
import { rootOf } from './paths.js';

/** Keys k with low <= k < high. */
export interface Interval {
  low: string;
  high: string;
}

/** A condition that every matching document meets on one path. */
export interface Condition {
  operator: string;
  operand: unknown;
  /** $options beside $regex. */
  options?: unknown;
}

/** Conditions by path. They need not be the whole filter: what an index returns is filtered again. */
export type Conditions = Map<string, Condition[]>;

const above = '\uffff';
const mostIntervals = 5000;

const isOperators = (value: unknown): value is Document =>
  isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;

function addCondition(conditions: Conditions, path: string, condition: Condition): void {
  const list = conditions.get(path);
  if (list) list.push(condition);
  else conditions.set(path, [condition]);
}

function addField(conditions: Conditions, path: string, operand: unknown): void {
  if (!isOperators(operand)) {
    const operator = typeName(operand) === 'regex' ? '$regex' : '$eq';
    addCondition(conditions, path, { operator, operand });
    return;
  }
  for (const [operator, value] of Object.entries(operand)) {
    if (operator === '$elemMatch' && isDocument(value) && !isOperators(value))
      for (const [name, inner] of Object.entries(value))
        if (!name.startsWith('$')) addField(conditions, `${path}.${name}`, inner);
    addCondition(conditions, path, { operator, operand: value, options: operand.$options });
  }
}

/** Collects what a filter demands of single paths, through $and. */
export function conditionsOf(filter: Document, conditions: Conditions = new Map()): Conditions {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(value)) for (const part of value) conditionsOf(part as Document, conditions);
    else if (!name.startsWith('$')) addField(conditions, name, value);
  }
  return conditions;
}

const keyOf = (value: unknown, { descending }: IndexField): string =>
  descending ? descendingKey(value) : indexKey(value);

const isRegex = (value: unknown): boolean => typeName(value) === 'regex';

const pointReaders: Record<string, (operand: unknown) => unknown[] | undefined> = {
  $eq: (operand) => [operand],
  $in: (operand) => (Array.isArray(operand) && !operand.some(isRegex) ? operand : undefined),
  $all: (operand) => {
    if (!Array.isArray(operand) || operand.length === 0) return undefined;
    return isRegex(operand[0]) || isOperators(operand[0]) ? undefined : [operand[0]];
  },
  $gte: (operand) => (operand === null ? [null] : undefined),
  $lte: (operand) => (operand === null ? [null] : undefined),
};

/** The values to one of which the condition ties the field; undefined when it does not. */
const pointValues = ({ operator, operand }: Condition): unknown[] | undefined => pointReaders[operator]?.(operand);

function keysOfValue(value: unknown, field: IndexField): string[] {
  if (!Array.isArray(value)) return [keyOf(value ?? null, field)];
  // A whole array is found by its first element, or as an element of an outer array.
  return [keyOf(value[0], field), keyOf(value, field)];
}

/** The single keys a field must have, sorted and without repeats; undefined when it is not tied to single values. */
function pointsOf(conditions: readonly Condition[], field: IndexField): string[] | undefined {
  let best: string[] | undefined;
  for (const condition of conditions) {
    const values = pointValues(condition);
    if (!values) continue;
    const keys = [...new Set(values.flatMap((value) => keysOfValue(value, field)))].sort();
    if (!best || keys.length < best.length) best = keys;
  }
  return best;
}

const unbounded = new Set(['array', 'null', 'missing', 'minKey', 'maxKey', 'regex']);

function rangeOf({ operator, operand, options }: Condition, field: IndexField): Interval | undefined {
  if (operator === '$regex') return prefixRange(operand, options, field);
  const rising = operator === '$gt' || operator === '$gte';
  if (!rising && operator !== '$lt' && operator !== '$lte') return undefined;
  if (unbounded.has(typeName(operand))) return undefined;
  const key = keyOf(operand, field);
  const type = key.charCodeAt(0);
  return rising !== field.descending
    ? { low: key, high: String.fromCharCode(type + 1) }
    : { low: String.fromCharCode(type), high: key + above };
}

const anchored = /^\^((?:[\w ,:;@#%&=!<>~'"/-]|\\[.\-/@+])+)(?![\w ,:;@#%&=!<>~'"/-]*[*?{|])/;

/** Strings that start as an anchored, case-sensitive expression demands. */
function prefixRange(operand: unknown, options: unknown, field: IndexField): Interval | undefined {
  const { pattern, options: own } =
    isDocument(operand) || typeof operand === 'string'
      ? { pattern: operand, options: '' }
      : (operand as { pattern: string; options: string });
  if (typeof pattern !== 'string' || own || options || field.descending || pattern.includes('|')) return undefined;
  const prefix = anchored.exec(pattern)?.[1]?.replace(/\\(.)/g, '$1');
  if (!prefix) return undefined;
  const low = indexKey(prefix).slice(0, -2);
  return { low, high: low + above };
}

function rangeFor(conditions: readonly Condition[], field: IndexField, multikey: boolean): Interval | undefined {
  let result: Interval | undefined;
  for (const condition of conditions) {
    const range = rangeOf(condition, field);
    if (!range) continue;
    if (!result) result = range;
    // Different elements of an array may satisfy either end.
    else if (!multikey)
      result = {
        low: range.low > result.low ? range.low : result.low,
        high: range.high < result.high ? range.high : result.high,
      };
  }
  return result;
}

/** How far the conditions narrow an index. */
export interface Bounds {
  intervals: Interval[];
  /** Leading fields tied to single values, and whether to exactly one. */
  points: boolean[];
  /** True when the field after them has a range. */
  ranged: boolean;
}

/** The parts of the index in which every matching document has a key: single values first, then one range. */
export function boundsFor(index: CollectionIndex, conditions: Conditions): Bounds {
  let prefixes = [''];
  const points: boolean[] = [];
  const roots = new Set<string>();
  for (const field of index.fields) {
    // Different elements of one array may satisfy the conditions on two fields; an entry holds fields of one element.
    if (index.multikey && roots.has(rootOf(field.path))) break;
    roots.add(rootOf(field.path));
    const wanted = conditions.get(field.path) ?? [];
    const keys = pointsOf(wanted, field);
    if (keys && prefixes.length * Math.max(1, keys.length) <= mostIntervals) {
      prefixes = prefixes.flatMap((prefix) => keys.map((key) => prefix + key));
      points.push(keys.length === 1);
      continue;
    }
    const range = rangeFor(wanted, field, index.multikey);
    if (!range) break;
    const intervals = prefixes.map((prefix) => ({ low: prefix + range.low, high: prefix + range.high }));
    return { intervals: intervals.filter(({ low, high }) => low < high), points, ranged: true };
  }
  return { intervals: prefixes.map((prefix) => ({ low: prefix, high: prefix + above })), points, ranged: false };
}
