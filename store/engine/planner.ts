import type { Document } from '../bson/values.js';
import { equalValues, isDocument, typeName } from '../bson/values.js';
import { badValue } from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import { parseSort } from '../query/sort.js';
import type { Bounds, Condition, Conditions, Interval } from './bounds.js';
import { boundsFor, conditionsOf } from './bounds.js';
import type { Collection } from './collection.js';
import type { CollectionIndex } from './index.js';

/** What the planner needs to know of a query. */
export interface PlanRequest {
  filter: Document;
  sort?: Document | undefined;
  /** Documents wanted, skipped ones included. */
  limit?: number | undefined;
  hint?: unknown;
}

/** How to find the candidates; they must be filtered again. */
export interface Plan {
  /** Undefined: read the whole collection. */
  index?: CollectionIndex;
  intervals: Interval[];
  backward: boolean;
  /** True when the candidates come in the order asked for. */
  sorted: boolean;
}

interface Candidate extends Plan {
  index: CollectionIndex;
  bounds: Bounds;
  entries: number;
}

const isNatural = (value: unknown): value is Document => isDocument(value) && '$natural' in value;

/** Chooses how to read: the index with the fewest keys to visit, a missing sort counted in. */
export function plan(collection: Collection, request: PlanRequest): Plan {
  const { filter, hint } = request;
  const sort = request.sort && Object.keys(request.sort).length > 0 ? request.sort : undefined;
  const natural = isNatural(hint) ? hint : isNatural(sort) ? sort : undefined;
  if (natural) return { intervals: [], backward: Number(natural.$natural) < 0, sorted: isNatural(sort) || !sort };
  const conditions = conditionsOf(filter);
  const allowed = hint === undefined ? usable(collection, conditions) : [hinted(collection, hint)];
  const candidates = allowed.map((index) => candidate(index, conditions, sort));
  const scan = { intervals: [], backward: false, sorted: !sort };
  if (hint !== undefined) return candidates[0] as Plan;
  return cheapest(collection, candidates, request.limit, sort !== undefined) ?? scan;
}

function hinted(collection: Collection, hint: unknown): CollectionIndex {
  const matches = ({ name, spec }: CollectionIndex): boolean =>
    typeof hint === 'string' ? name === hint : isDocument(hint) && sameKey(spec.key as Document, hint);
  const index = collection.indexes.find(matches);
  if (index) return index;
  throw badValue(
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

const sameKey = (a: Document, b: Document): boolean =>
  equalValues(Object.keys(a), Object.keys(b)) && Object.keys(a).every((path) => Number(a[path]) === Number(b[path]));

function usable(collection: Collection, conditions: Conditions): CollectionIndex[] {
  return collection.indexes.filter(
    (index) =>
      index.spec.hidden !== true &&
      (!index.sparse || excludesMissing(index, conditions)) &&
      impliesPartial(index, conditions),
  );
}

/** Operands by which a condition may let a missing field through: `{ $lt: MaxKey }` is true of every document. */
const allowsMissing = (operand: unknown): boolean =>
  ['null', 'missing', 'minKey', 'maxKey'].includes(typeName(operand));

/** Conditions that no missing field meets. */
function demandsPresence({ operator, operand }: Condition): boolean {
  if (operator === '$exists') return operand !== false && operand !== 0;
  if (operator === '$in') return Array.isArray(operand) && !operand.some(allowsMissing);
  return ['$eq', '$gt', '$gte', '$lt', '$lte', '$regex'].includes(operator) && !allowsMissing(operand);
}

const excludesMissing = (index: CollectionIndex, conditions: Conditions): boolean =>
  index.fields.some(({ path }) => (conditions.get(path) ?? []).some(demandsPresence));

/** True when the filter, as far as it is understood, lets through only documents that the partial index covers. */
function impliesPartial(index: CollectionIndex, conditions: Conditions): boolean {
  const partial = index.spec.partialFilterExpression as Document | undefined;
  if (!partial) return true;
  if (Object.keys(partial).some((name) => name.startsWith('$') && name !== '$and')) return false;
  for (const [path, demanded] of conditionsOf(partial)) {
    const given = conditions.get(path) ?? [];
    if (!demanded.every((condition) => given.some((known) => implies(path, known, condition)))) return false;
  }
  return true;
}

function implies(path: string, known: Condition, demanded: Condition): boolean {
  if (known.operator === demanded.operator && equalValues(known.operand, demanded.operand)) return true;
  if (demanded.operator === '$exists') return demandsPresence(known);
  const values =
    known.operator === '$eq' ? [known.operand] : known.operator === '$in' ? (known.operand as unknown[]) : [];
  if (values.length === 0 || path.includes('.') || values.some((value) => typeof value === 'object')) return false;
  const covers = compileFilter({ [path]: { [demanded.operator]: demanded.operand } });
  return values.every((value) => covers({ [path]: value }));
}

function candidate(index: CollectionIndex, conditions: Conditions, sort: Document | undefined): Candidate {
  const bounds = boundsFor(index, conditions);
  const direction = sort ? directionFor(index, bounds, sort) : 1;
  const { intervals } = bounds;
  let entries = 0;
  for (const { low, high } of intervals.slice(0, 50)) entries += index.entries.count(low, high);
  if (intervals.length > 50) entries *= intervals.length / 50;
  return { index, bounds, intervals, entries, backward: direction === -1, sorted: direction !== undefined };
}

/** 1 or -1 when reading the index that way gives the order; undefined when it does not. */
function directionFor(index: CollectionIndex, bounds: Bounds, sort: Document): 1 | -1 | undefined {
  if (index.multikey || bounds.intervals.length > 1) return undefined;
  const fixed = new Set(index.fields.slice(0, bounds.points.length).map(({ path }) => path));
  const wanted = parseSort(sort).filter(({ path }) => !fixed.has(path));
  const free = index.fields.slice(bounds.points.length);
  let result: 1 | -1 = 1;
  for (let at = 0; at < wanted.length; at++) {
    const field = free[at];
    const want = wanted[at] as { path: string; direction: 1 | -1 };
    if (!field || field.path !== want.path) return undefined;
    const turned = (want.direction === -1) === field.descending ? 1 : -1;
    if (at === 0) result = turned;
    else if (turned !== result) return undefined;
  }
  return result;
}

function cheapest(
  collection: Collection,
  candidates: Candidate[],
  limit: number | undefined,
  sorting: boolean,
): Plan | undefined {
  const total = collection.records.size;
  const fewest = Math.min(total, ...candidates.map(({ entries }) => entries));
  const sortCost = (count: number): number => count * Math.log2(count + 2);
  const cost = ({ entries, sorted }: Candidate): number => {
    if (!sorted) return entries * 1.5 + sortCost(entries);
    return sorting && limit ? Math.min(entries * 1.5, (limit * entries) / Math.max(1, fewest) + 1) : entries * 1.5;
  };
  const depth = ({ bounds }: Candidate): number => bounds.points.length * 2 + (bounds.ranged ? 1 : 0);
  let best: Candidate | undefined;
  let bestCost = total + (sorting ? sortCost(total) : 0) + 0.5;
  for (const each of candidates) {
    const useful = depth(each) > 0 || (sorting && each.sorted);
    const price = cost(each);
    if (!useful || price > bestCost || (price === bestCost && best && depth(each) <= depth(best))) continue;
    best = each;
    bestCost = price;
  }
  // On a tiny collection a scan is as cheap; an index that fits is still what explain should show.
  return best ?? candidates.filter((each) => depth(each) > 0).sort((a, b) => cost(a) - cost(b))[0];
}
