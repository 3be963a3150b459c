import type { Document } from '../bson/values.js';
import { equalValues, isDocument, parseDocument } from '../bson/values.js';
import { encodeStored, withId } from '../engine/documents.js';
import type { Change } from '../engine/collection.js';
import { select } from '../engine/select.js';
import type { Scope } from '../engine/statements.js';
import { updates } from '../engine/statements.js';
import { commandNotSupported, failedToParse, locationError, StoreError } from '../errors.js';
import type { CommandContext } from './context.js';
import { scopeFor, stage } from './write.js';

/** A checked $merge stage. */
interface Merge {
  into: string;
  on: string[];
  whenMatched: string | Document[];
  whenNotMatched: string;
}

function choice<T>(name: string, value: T, allowed: string[]): T {
  if (typeof value !== 'string' || allowed.includes(value)) return value;
  throw failedToParse(`Enumeration value '${value}' for field '$merge.${name}' is not a valid value.`);
}

function targetOf(target: unknown, database: string): string {
  const into = isDocument(target) ? target.coll : target;
  if (isDocument(target) && target.db !== undefined && target.db !== database)
    throw commandNotSupported('$merge and $out write within their database only.');
  if (typeof into !== 'string') throw failedToParse("$merge needs the name of a collection in 'into'");
  return into;
}

function parseMerge(spec: unknown, database: string): Merge {
  const given = typeof spec === 'string' ? { into: spec } : spec;
  if (!isDocument(given)) throw failedToParse('$merge requires a string or object argument');
  const { on = ['_id'], whenMatched = 'merge', whenNotMatched = 'insert' } = given as Partial<Merge>;
  return {
    into: targetOf(given.into, database),
    on: [on].flat().map(String),
    whenMatched: choice('whenMatched', whenMatched, ['replace', 'keepExisting', 'merge', 'fail']),
    whenNotMatched: choice('whenNotMatched', whenNotMatched, ['insert', 'discard', 'fail']),
  };
}

function checkUniqueOn({ collection }: Scope, on: string[]): void {
  const known = collection.indexes.some(
    ({ unique, fields, spec }) =>
      unique && !spec.partialFilterExpression && equalValues(fields.map(({ path }) => path).sort(), [...on].sort()),
  );
  if (!known) throw locationError(51183, 'Cannot find index to verify that join fields will be unique');
}

function matchedUpdate({ whenMatched }: Merge, document: Document): Document | Document[] {
  if (typeof whenMatched !== 'string') return whenMatched;
  return whenMatched === 'replace' ? document : [{ $set: literalFields(document) }];
}

const literalFields = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).map(([name, value]) => [name, { $literal: value }]));

function changesFor(scope: Scope, merge: Merge, document: Document): Change[] {
  const filter = Object.fromEntries(merge.on.map((path) => [path, { $eq: document[path] ?? null }]));
  const { collection, view, now } = scope;
  const [match] = [...select(collection, view, { filter, limit: 1, now })];
  if (!match) {
    if (merge.whenNotMatched === 'discard') return [];
    if (merge.whenNotMatched === 'fail')
      throw new StoreError(
        13113,
        'MergeStageNoMatchingDocument',
        '$merge could not find a matching document in the target collection',
      );
    const after = encodeStored(withId(document));
    return [{ collection, record: collection.newRecord(), kind: 'i', before: null, after }];
  }
  if (merge.whenMatched === 'keepExisting') return [];
  if (merge.whenMatched === 'fail')
    throw (
      collection.indexes[0]?.duplicate(collection.namespace, parseDocument(match.bytes)) ?? new Error('no _id index')
    );
  const { _id, ...fields } = document;
  const update = matchedUpdate(merge, merge.on.includes('_id') ? document : fields);
  void _id;
  return updates(scope, { filter, update, multi: false, upsert: false, let: { new: document } }).changes;
}

/** Writes a pipeline's output for $merge, or replaces a collection's documents for $out; all documents or none. */
export function mergeInto(context: CommandContext, spec: Document, output: Document[]): void {
  if ('$out' in spec) return replaceAll(context, spec.$out, output);
  const merge = parseMerge(spec.$merge, context.database);
  const scope = scopeFor(context, true, merge.into) as Scope;
  checkUniqueOn(scope, merge.on);
  const changes = output.flatMap((document) => changesFor(scope, merge, document));
  stage(context, changes, 0, () => ({}));
}

function replaceAll(context: CommandContext, target: unknown, output: Document[]): void {
  const { into } = parseMerge({ into: target }, context.database);
  const scope = scopeFor(context, true, into) as Scope;
  const { collection, view, now } = scope;
  const removed = [...select(collection, view, { filter: {}, now })].map(({ record, bytes }): Change => ({
    collection,
    record,
    kind: 'd',
    before: bytes,
    after: null,
  }));
  const added = output.map((document): Change => {
    return {
      collection,
      record: collection.newRecord(),
      kind: 'i',
      before: null,
      after: encodeStored(withId(document)),
    };
  });
  stage(context, [...removed, ...added], 0, () => ({}));
}
