import type { Document } from '../bson/values.js';
import { compareValues, indexKey, parseDocument, serializeDocument } from '../bson/values.js';
import { leadingMatch } from '../aggregate/pipeline.js';
import { plan } from '../engine/planner.js';
import type { Query } from '../engine/select.js';
import { select } from '../engine/select.js';
import { badValue, StoreError, typeMismatch } from '../errors.js';
import { elementsAt } from '../query/path.js';
import { compileProjection } from '../query/projection.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { checkDeadline } from './context.js';
import { nextBatch } from './cursors.js';
import { booleanOption, collectionName, countOption, documentOption, numberOption, stringOption } from './options.js';

const defaultBatch = 101;
const unlimited = Number.MAX_SAFE_INTEGER;

/** The query of a find, count, distinct or explain command. */
export function queryOf(context: CommandContext, filterField: string): Query {
  const { command, now } = context;
  return {
    filter: documentOption(command, filterField) ?? {},
    sort: documentOption(command, 'sort'),
    skip: countOption(command, 'skip'),
    limit: Math.abs(numberOption(command, 'limit')),
    hint: hintOption(command),
    let: documentOption(command, 'let'),
    now,
  };
}

/** A hint as an index name or key; an empty document is none. */
export function hintOption({ hint }: Document): unknown {
  return hint === undefined || hint === null || (typeof hint === 'object' && Object.keys(hint).length === 0)
    ? undefined
    : hint;
}

/** The collection a command reads, noted in its transaction; undefined when it does not exist. */
export function readCollection(context: CommandContext, name = collectionName(context.command, context.name)) {
  const collection = context.engine.lookup(context.database, name, context.transaction);
  if (collection) context.transaction?.touched.add(collection);
  return collection;
}

/** The part of a pipeline that the planner answers, and the stages after it. */
export function leadingQuery(context: CommandContext, stages: Document[]): { query: Query; rest: Document[] } {
  const { filter, sort, limit, rest } = leadingMatch(stages);
  const { command, now } = context;
  const query = { filter, sort, limit, hint: hintOption(command), now, let: documentOption(command, 'let') ?? {} };
  return { query, rest };
}

function* results(context: CommandContext, query: Query): Generator<Uint8Array> {
  const spec = documentOption(context.command, 'projection');
  const project =
    spec && Object.keys(spec).length > 0
      ? compileProjection(spec, query.filter, { let: query.let, now: query.now })
      : undefined;
  let count = 0;
  for (const { bytes } of select(readCollection(context), context.view, query)) {
    if ((++count & 255) === 0) checkDeadline(context);
    yield project ? serializeDocument(project(parseDocument(bytes))) : bytes;
  }
}

function refuseTailable(command: Document): void {
  if (booleanOption(command, 'tailable') || booleanOption(command, 'awaitData'))
    throw badValue('tailable cursor requested on non capped collection');
}

function find(context: CommandContext): Reply {
  const { command, database, session, transaction } = context;
  refuseTailable(command);
  const limit = numberOption(command, 'limit');
  const size = countOption(command, 'batchSize', defaultBatch);
  const namespace = `${database}.${collectionName(command, 'find')}`;
  const query = queryOf(context, 'filter');
  const batch = context.cursors.first(
    { documents: results(context, query) },
    { namespace, size, session, transaction, single: booleanOption(command, 'singleBatch') || limit < 0 },
  );
  return { batch };
}

async function getMore(context: CommandContext): Promise<Reply> {
  const { command, database, cursors } = context;
  const id = command.getMore;
  if (typeof id !== 'bigint')
    throw typeMismatch("BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
  const namespace = `${database}.${stringOption(command, 'collection')}`;
  const cursor = cursors.take(id, namespace);
  if (cursor.transaction !== context.transaction) {
    if (cursor.transaction?.state !== 'open') cursors.close(id);
    throw new StoreError(
      50738,
      'Location50738',
      `Cannot run getMore on cursor ${id}, which belongs to another transaction.`,
    );
  }
  const size = countOption(command, 'batchSize') || unlimited;
  cursor.inUse = true;
  try {
    const filled = await nextBatch(cursor, size, Date.now() + numberOption(command, 'maxTimeMS', 1000));
    const postBatchResumeToken = cursor.source.resumeToken?.();
    if (filled.done) cursors.close(id);
    const reply = { field: 'nextBatch' as const, documents: filled.documents, namespace, postBatchResumeToken };
    return { batch: { ...reply, id: filled.done ? 0n : id } };
  } catch (error) {
    cursors.close(id);
    throw error;
  } finally {
    cursor.inUse = false;
  }
}

function killCursors({ command, cursors }: CommandContext): Reply {
  const ids = command.cursors;
  if (!Array.isArray(ids)) throw typeMismatch("BSON field 'killCursors.cursors' must be an array");
  const killed = ids.filter((id) => cursors.close(id as bigint));
  const notFound = ids.filter((id) => !killed.includes(id));
  return { fields: { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] } };
}

function count(context: CommandContext): Reply {
  const query = queryOf(context, 'query');
  const collection = readCollection(context);
  const all = Object.keys(query.filter).length === 0 && !context.transaction;
  if (all && collection) {
    plan(collection, query);
    const rest = Math.max(0, collection.records.size - (query.skip ?? 0));
    return { fields: { n: query.limit ? Math.min(rest, query.limit) : rest } };
  }
  let n = 0;
  for (const _ of select(collection, context.view, query)) if ((++n & 1023) === 0) checkDeadline(context);
  return { fields: { n } };
}

function distinct(context: CommandContext): Reply {
  const key = stringOption(context.command, 'key');
  const found = new Map<string, unknown>();
  for (const { bytes } of select(readCollection(context), context.view, queryOf(context, 'query')))
    for (const value of elementsAt(parseDocument(bytes), key)) {
      const id = indexKey(value);
      if (!found.has(id)) found.set(id, value);
    }
  return { fields: { values: [...found.values()].sort(compareValues) } };
}

const ignored = ['allowDiskUse', 'noCursorTimeout', 'oplogReplay', 'allowPartialResults'];

/** find, getMore, killCursors, count, distinct. */
export const readCommands: CommandTable = {
  find: {
    run: find,
    fields: [
      'filter',
      'projection',
      'sort',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'hint',
      'let',
      'collation',
      'tailable',
      'awaitData',
      ...ignored,
    ],
    inTransaction: true,
  },
  getMore: { run: getMore, fields: ['collection', 'batchSize'], inTransaction: true },
  killCursors: { run: killCursors, fields: ['cursors'], inTransaction: true },
  count: { run: count, fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'] },
  distinct: { run: distinct, fields: ['key', 'query', 'hint', 'collation'], inTransaction: true },
};
