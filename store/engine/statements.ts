import type { Document } from '../bson/values.js';
import { equalValues, parseDocument, serializeDocument } from '../bson/values.js';
import { StoreError } from '../errors.js';
import { compileUpdate, upsertSeed } from '../update/update.js';
import type { CompiledUpdate } from '../update/update.js';
import type { Change, Collection } from './collection.js';
import { describeUpdate } from './difference.js';
import { acceptDocument, encodeStored, withId } from './documents.js';
import type { Found } from './select.js';
import { select } from './select.js';
import type { View } from './view.js';

/** Where a statement works: a collection as its reader sees it. */
export interface Scope {
  collection: Collection;
  view: View;
  now: Date;
}

/** A document to insert, from a client's bytes. */
export function insertion(collection: Collection, sent: Buffer): Change {
  const { bytes } = acceptDocument(sent);
  return { collection, record: collection.newRecord(), kind: 'i', before: null, after: bytes };
}

/** Which documents a statement is about. */
export interface Target {
  filter: Document;
  sort?: Document | undefined;
  hint?: unknown;
  let?: Document | undefined;
  multi: boolean;
}

function found({ collection, view, now }: Scope, target: Target): Found[] {
  return [...select(collection, view, { ...target, now, limit: target.multi ? 0 : 1 })];
}

/** Deletions, worked out. */
export function deletions(scope: Scope, target: Target): Change[] {
  return found(scope, target).map(({ record, bytes }): Change => ({
    collection: scope.collection,
    record,
    kind: 'd',
    before: bytes,
    after: null,
  }));
}

/** An update statement. */
export interface UpdateTarget extends Target {
  update: Document | Document[];
  arrayFilters?: Document[] | undefined;
  upsert: boolean;
}

/** What an update comes to. */
export interface UpdateOutcome {
  changes: Change[];
  matched: number;
  modified: number;
  /** `_id` of the document inserted, inside an object since it may be null. */
  upserted?: { _id: unknown };
  /** The (first) document before and after. */
  before: Buffer | null;
  after: Buffer | null;
}

function compile(scope: Scope, target: UpdateTarget): CompiledUpdate {
  const { update, arrayFilters, filter, multi } = target;
  const compiled = compileUpdate(update, { arrayFilters, filter, now: scope.now, let: target.let });
  if (compiled.isReplacement && multi)
    throw new StoreError(9, 'FailedToParse', 'multi update is not supported for replacement-style update');
  return compiled;
}

function checkSameId(before: Document, after: Document): void {
  if (!('_id' in after) || equalValues(before._id, after._id)) return;
  throw new StoreError(
    66,
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

function updateOne(scope: Scope, compiled: CompiledUpdate, { record, bytes }: Found): Change | undefined {
  const before = parseDocument(bytes);
  const applied = compiled.apply(before, false);
  checkSameId(before, applied);
  const document = withId('_id' in applied ? applied : { _id: before._id, ...applied });
  const after = encodeStored(document);
  if (after.equals(bytes)) return undefined;
  const change: Change = { collection: scope.collection, record, kind: 'r', before: bytes, after };
  if (compiled.isReplacement) return change;
  const description = Buffer.from(serializeDocument({ ...describeUpdate(before, document) }));
  return { ...change, kind: 'u', description };
}

function upsertion(scope: Scope, compiled: CompiledUpdate, target: UpdateTarget): UpdateOutcome {
  const document = withId(compiled.apply(upsertSeed(target.filter), true));
  const after = encodeStored(document);
  const record = scope.collection.newRecord();
  const changes: Change[] = [{ collection: scope.collection, record, kind: 'i', before: null, after }];
  return { changes, matched: 0, modified: 0, upserted: { _id: document._id }, before: null, after };
}

/** Works an update out without applying it. */
export function updates(scope: Scope, target: UpdateTarget): UpdateOutcome {
  const compiled = compile(scope, target);
  const matches = found(scope, target);
  if (matches.length === 0 && target.upsert) return upsertion(scope, compiled, target);
  const changes = matches.map((match) => updateOne(scope, compiled, match)).filter((change) => change !== undefined);
  const before = matches[0]?.bytes ?? null;
  return {
    changes,
    matched: matches.length,
    modified: changes.length,
    before,
    after: changes[0]?.after ?? before,
  };
}
