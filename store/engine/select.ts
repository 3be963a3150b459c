import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { compileFilter } from '../query/matcher.js';
import { compileSort, parseSort } from '../query/sort.js';
import type { Collection } from './collection.js';
import type { CollectionIndex } from './index.js';
import { rootOf, rootsOfFilter } from './paths.js';
import type { Plan, PlanRequest } from './planner.js';
import { plan } from './planner.js';
import { pickFields } from './raw-bson.js';
import type { StoredRecord } from './record.js';
import type { View } from './view.js';

/** A query over one collection. */
export interface Query extends PlanRequest {
  skip?: number | undefined;
  let?: Document | undefined;
  now?: Date | undefined;
}

/** A document found. */
export interface Found {
  record: StoredRecord;
  bytes: Buffer;
}

/** Counters for explain. */
export interface ScanStatistics {
  keys: number;
  documents: number;
}

interface Sortable extends Found {
  parsed: Document;
}

function* scanCollection(collection: Collection, view: View, backward: boolean): Generator<StoredRecord> {
  const records = backward ? [...collection.records.values()].reverse() : collection.records.values();
  for (const record of records) if (view.indexed(record)) yield record;
}

function* scanIndex(
  index: CollectionIndex,
  view: View,
  chosen: Plan,
  statistics: ScanStatistics,
): Generator<StoredRecord> {
  const { intervals, backward } = chosen;
  const seen = index.multikey ? new Set<StoredRecord>() : undefined;
  for (const { low, high } of backward ? [...intervals].reverse() : intervals)
    for (const record of backward ? index.entries.descending(low, high) : index.entries.ascending(low, high)) {
      statistics.keys++;
      if (!view.indexed(record) || seen?.has(record)) continue;
      seen?.add(record);
      yield record;
    }
}

/** The candidate records of a plan, each once. */
function* candidates(
  collection: Collection,
  view: View,
  chosen: Plan,
  statistics: ScanStatistics,
): Generator<StoredRecord> {
  if (chosen.index) yield* scanIndex(chosen.index, view, chosen, statistics);
  else yield* scanCollection(collection, view, chosen.backward);
  yield* view.unindexed(collection);
}

/** The part of the document a filter and a sort look at. */
function partialParser(filter: Document, sort: Document | undefined): (bytes: Buffer) => Document {
  const roots = rootsOfFilter(filter);
  if (!roots) return parseDocument;
  for (const path of Object.keys(sort ?? {})) roots.add(rootOf(path));
  return (bytes) => parseDocument(pickFields(bytes, roots));
}

interface Scan {
  collection: Collection;
  view: View;
  query: Query;
  chosen: Plan;
  matches: (document: Document) => boolean;
  statistics: ScanStatistics;
}

function* matching({ collection, view, query, chosen, matches, statistics }: Scan): Generator<Sortable> {
  const everything =
    Object.keys(query.filter).length === 0 && (!query.sort || chosen.sorted) && view.unindexed(collection).length === 0;
  const parse = partialParser(query.filter, query.sort);
  for (const record of candidates(collection, view, chosen, statistics)) {
    const bytes = view.read(collection, record);
    if (!bytes) continue;
    statistics.documents++;
    const parsed = everything ? {} : parse(bytes);
    if (everything || matches(parsed)) yield { record, bytes, parsed };
  }
}

/** Finds documents, in order, by an index where one helps. The collection may change while the caller takes its time. */
export function* select(
  collection: Collection | undefined,
  view: View,
  query: Query,
  statistics: ScanStatistics = { keys: 0, documents: 0 },
): Generator<Found> {
  const matches = compileQuery(query);
  if (!collection) return;
  const { skip = 0, limit = 0 } = query;
  const chosen = plan(collection, { ...query, limit: limit > 0 ? skip + limit : undefined });
  const found = inOrder(
    collection,
    view,
    query,
    chosen,
    matching({ collection, view, query, chosen, matches, statistics }),
  );
  let count = 0;
  for (const each of found) {
    if (count++ < skip) continue;
    yield each;
    if (limit > 0 && count >= skip + limit) return;
  }
}

function inOrder(
  collection: Collection,
  view: View,
  { sort }: Query,
  chosen: Plan,
  found: Iterable<Sortable>,
): Iterable<Sortable> {
  if (!sort || Object.keys(sort).length === 0 || '$natural' in sort) return found;
  if (chosen.sorted && view.unindexed(collection).length === 0) return found;
  const compare = compileSort(sort);
  return [...found].sort((a, b) => compare(a.parsed, b.parsed));
}

/** The filter as a test; throws for a bad filter or sort, also when there is nothing to read. */
function compileQuery({ filter, sort, let: variables, now }: Query): (document: Document) => boolean {
  if (sort && !('$natural' in sort)) parseSort(sort);
  return compileFilter(filter, { let: variables, now });
}
