import type { CreateIndexesOptions, Document, IndexSpecification } from 'mongodb';
import type { Random } from '../support/random.js';
import { anyValue, scalar } from './values.js';

/** An index and its options. */
export type IndexChoice = [IndexSpecification & Document, CreateIndexesOptions];

/** What the indexed collection may carry; no compound index joins two fields that both hold arrays. */
export const indexCatalogue: IndexChoice[] = [
  [{ a: 1 }, {}],
  [{ a: -1, _id: 1 }, {}],
  [{ b: 1 }, { sparse: true }],
  [{ c: 1, a: 1 }, {}],
  [{ a: 1, c: -1 }, {}],
  [{ s: 1, c: 1, _id: -1 }, {}],
  [{ s: 1, b: -1, c: 1 }, {}],
  [{ 'items.k': 1 }, {}],
  [{ 'items.k': 1, 'items.v': -1 }, {}],
  [{ items: 1 }, {}],
  [{ sub: 1 }, {}],
  [{ 'sub.x': 1, s: 1 }, {}],
  [{ 'sub.x': -1 }, { sparse: true }],
  [{ c: 1 }, { partialFilterExpression: { c: { $gt: 2 } } }],
  [{ s: 1, a: 1 }, { partialFilterExpression: { s: 'open' } }],
  [{ b: 1, s: 1 }, { partialFilterExpression: { b: { $exists: true } } }],
  [{ u: 1 }, { unique: true, sparse: true }],
];

const paths = ['a', 'a', 'b', 'c', 'c', 's', 'u', 'sub', 'sub.x', 'items', 'items.k', 'items.v'];
const oddPaths = ['_id', 'a.0', 'a.x', 'items.0.k', 'items.1', 'nowhere', 'sub.y.z'];
const typeNames = ['number', 'string', 'null', 'array', 'object', 'long', 'decimal', 'bool', 'date', 'minKey'];

const path = (random: Random): string => random.pick(random.chance(0.85) ? paths : oddPaths);

/** A value likely to be found under `field`. */
function valueFor(random: Random, field: string): unknown {
  if (field === 's') return random.pick(['new', 'open', 'done', null]);
  if (field === '_id') return random.below(200);
  if (field.endsWith('.k')) return random.pick(['p', 'q', 1, null]);
  return random.chance(0.7) ? scalar(random) : anyValue(random);
}

const comparisons = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'];

/** Makes the condition document of one operator. */
type Condition = (random: Random, field: string) => Document;

const compare: Condition = (random, field) => ({ [random.pick(comparisons)]: valueFor(random, field) });
const range: Condition = (random, field) => ({
  [random.pick(['$gt', '$gte'])]: valueFor(random, field),
  [random.pick(['$lt', '$lte'])]: valueFor(random, field),
});
const membership: Condition = (random, field) => ({
  [random.pick(['$in', '$in', '$nin'])]: random.list(0, 4, () => valueFor(random, field)),
});
const conditions: Condition[] = [
  ...[compare, compare, compare, range, range, membership],
  (random) => ({ $exists: random.chance(0.5) }),
  (random) => ({ $type: random.pick(typeNames) }),
  (random) => ({
    $regex: random.pick(['^a', '^ab', 'b', '^long ', '^$', '^(p|q)', '^a.b']),
    $options: random.pick(['', '', 'i']),
  }),
  (random) => ({ $size: random.below(3) }),
  (random, field) => ({ $all: random.list(1, 2, () => valueFor(random, field)) }),
  (random, field) => ({ $elemMatch: random.chance(0.5) ? range(random, field) : compare(random, field) }),
  (random) => ({ $elemMatch: { k: random.pick(['p', 'q']), v: compare(random, 'v') } }),
  (random, field) => ({ $not: random.chance(0.5) ? compare(random, field) : range(random, field) }),
];

function leaf(random: Random): Document {
  const field = path(random);
  if (random.chance(0.3)) return { [field]: valueFor(random, field) };
  return { [field]: random.pick(conditions)(random, field) };
}

/** Conditions an index is made for: equality on leading fields, a range or a list of values on the next one. */
function forIndex(random: Random, indexes: IndexChoice[]): Document {
  const [keys, { partialFilterExpression }] = random.pick(indexes);
  const fields = Object.keys(keys);
  const last = random.below(fields.length);
  const filter: Document = random.chance(0.5) ? { ...partialFilterExpression } : {};
  fields.slice(0, last + 1).forEach((field, index) => {
    const open = index === last && random.chance(0.6);
    filter[field] = open ? random.pick([range, compare, membership])(random, field) : valueFor(random, field);
  });
  return filter;
}

/** A random filter: a few conditions side by side, some that suit one of `indexes`, sometimes nested in $and, $or, $nor. */
export function randomFilter(random: Random, indexes: IndexChoice[], depth = 2): Document {
  const filter: Document = random.chance(0.5) ? forIndex(random, indexes) : {};
  Object.assign(filter, ...random.list(depth === 2 ? 0 : 1, 2, () => leaf(random)));
  if (depth > 0 && random.chance(0.3)) {
    const operator = random.pick(['$and', '$or', '$or', '$nor']);
    filter[operator] = random.list(1, 3, () => randomFilter(random, indexes, depth - 1));
  }
  return filter;
}

/** A sort that one of `indexes` may serve, or one none does. */
export function randomSort(random: Random, indexes: IndexChoice[]): Record<string, 1 | -1> {
  const turn = random.chance(0.5) ? 1 : -1;
  if (random.chance(0.7)) {
    const [keys] = random.pick(indexes);
    const entries = Object.entries(keys as Record<string, 1 | -1>);
    const from = random.below(entries.length);
    const part = entries.slice(random.chance(0.6) ? 0 : from, 1 + Math.max(from, random.below(entries.length)));
    return Object.fromEntries(part.map(([field, direction]) => [field, (direction * turn) as 1 | -1]));
  }
  // The second field holds no arrays: a server refuses to sort by two arrays of one document.
  const fields = [path(random), ...random.list(0, 1, () => random.pick(['c', 's', 'u', '_id']))];
  return Object.fromEntries(fields.map((field) => [field, random.pick([1, -1] as const)]));
}
