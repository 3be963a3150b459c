import type { Document } from '../bson/values.js';
import { equalValues, isDocument, serializeDocument } from '../bson/values.js';
import type { Collection } from '../engine/collection.js';
import { CollectionIndex, normalizeIndexSpec } from '../engine/index.js';
import {
  badValue,
  commandNotSupported,
  failedToParse,
  indexKeySpecsConflict,
  indexNotFound,
  indexOptionsConflict,
  namespaceExists,
  namespaceNotFound,
  StoreError,
} from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { waitFor, whenUnlocked } from './context.js';
import {
  booleanOption,
  collectionName,
  countOption,
  documentOption,
  documentsOption,
  stringOption,
} from './options.js';

/** Waits until no open transaction has touched any of the collections; then the caller must act at once. */
async function whenFree(context: CommandContext, collections: () => (Collection | undefined)[]): Promise<void> {
  for (;;) {
    const wanted = collections();
    const user = [...context.engine.transactions].find((transaction) =>
      wanted.some((collection) => collection && transaction.touched.has(collection)),
    );
    if (!user) return;
    await waitFor(user.ended, context);
  }
}

const present = ({ engine, database, command, name, transaction }: CommandContext): Collection | undefined =>
  engine.lookup(database, collectionName(command, name), transaction);

function required(context: CommandContext): Collection {
  const collection = present(context);
  if (collection) return collection;
  throw namespaceNotFound(`ns does not exist: ${context.database}.${String(context.command[context.name])}`);
}

async function create(context: CommandContext): Promise<Reply> {
  const { engine, database, command, transaction } = context;
  const options: Document = {};
  if (command.changeStreamPreAndPostImages) options.changeStreamPreAndPostImages = command.changeStreamPreAndPostImages;
  if (booleanOption(command, 'capped'))
    throw commandNotSupported("Capped collections are outside this store's subset.");
  await whenUnlocked(context, () => {
    const collection = present(context);
    if (collection && (transaction || !equalValues(collection.options, options)))
      throw namespaceExists(`Collection ${collection.namespace} already exists.`);
    engine.ensure(database, collectionName(command, 'create'), options, transaction);
  });
  return {};
}

async function drop(context: CommandContext): Promise<Reply> {
  await whenFree(context, () => [present(context)]);
  const collection = present(context);
  if (!collection) return { fields: { ns: `${context.database}.${String(context.command.drop)}` } };
  const nIndexesWas = collection.indexes.length;
  context.engine.change(collection.id, { op: 'drop' });
  context.cursors.closeWhere((cursor) => cursor.namespace === collection.namespace && !cursor.source.wait);
  return { fields: { nIndexesWas, ns: collection.namespace } };
}

async function dropDatabase(context: CommandContext): Promise<Reply> {
  const { engine, database } = context;
  await whenFree(context, () => engine.catalog.collections(database));
  const collections = engine.catalog.collections(database);
  for (const collection of collections) engine.change(collection.id, { op: 'drop' });
  if (collections.length > 0) engine.change(0, { op: 'dropDatabase', db: database });
  context.cursors.closeWhere((cursor) => cursor.namespace.startsWith(`${database}.`) && !cursor.source.wait);
  return { fields: { dropped: database } };
}

/** Sorts out which of the wanted indexes are new; throws when one contradicts an existing index. */
function newSpecs(collection: Collection, wanted: Document[]): Document[] {
  return wanted.filter((spec) => {
    const sameName = collection.index(spec.name as string);
    const keyText = (of: Document): string =>
      JSON.stringify(Object.entries(of.key as Document).map(([path, order]) => [path, Number(order) < 0]));
    const sameKey = collection.indexes.find((index) => keyText(index.spec) === keyText(spec));
    if (sameKey?.isId) return false;
    if (sameName && equalValues(sameName.spec, spec)) return false;
    if (sameName && sameName === sameKey)
      throw indexOptionsConflict(
        `An equivalent index already exists with the same name but different options. Requested index: ${spec.name as string}`,
      );
    if (sameName)
      throw indexKeySpecsConflict(
        `An existing index has the same name as the requested index. Requested index: ${spec.name as string}`,
      );
    if (sameKey && equalValues(sameKey.spec.partialFilterExpression ?? null, spec.partialFilterExpression ?? null))
      throw indexOptionsConflict(`Index already exists with a different name: ${sameKey.name}`);
    return true;
  });
}

/** Builds the indexes and logs them; in a transaction only on a collection it has made and not yet written to. */
function build({ engine, transaction }: CommandContext, collection: Collection, fresh: Document[]): void {
  if (collection.indexes.length + fresh.length > 64)
    throw new StoreError(67, 'CannotCreateIndex', 'A collection holds at most 64 indexes.');
  const own = transaction?.created.get(collection.namespace) === collection && !transaction.hasWritten(collection);
  if (transaction && !own)
    throw new StoreError(
      263,
      'OperationNotSupportedInTransaction',
      'Cannot create new indexes on an existing collection in a multi-document transaction.',
    );
  const indexes = fresh.map((spec) => new CollectionIndex(spec));
  collection.build(indexes);
  collection.indexes = [...collection.indexes, ...indexes];
  const info = { op: 'createIndexes', specs: fresh };
  if (transaction) transaction.operations.push({ kind: 'c', collection: collection.id, record: 0, info });
  // The catalogue finds the names taken and adds nothing.
  else engine.change(collection.id, info);
}

async function createIndexes(context: CommandContext): Promise<Reply> {
  const { engine, database, command, transaction } = context;
  const wanted = documentsOption(command, 'indexes');
  if (!wanted?.length) throw badValue('Must specify at least one index to create');
  const specs = wanted.map(normalizeIndexSpec);
  if (!transaction) await whenFree(context, () => [present(context)]);
  const createdCollectionAutomatically = !present(context);
  const name = collectionName(command, 'createIndexes');
  const collection = await whenUnlocked(context, () => engine.ensure(database, name, {}, transaction));
  const numIndexesBefore = collection.indexes.length;
  const fresh = newSpecs(collection, specs);
  if (fresh.length > 0) build(context, collection, fresh);
  const note = fresh.length === 0 ? { note: 'all indexes already exist' } : {};
  return {
    fields: { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically, ...note },
  };
}

function namesToDrop(collection: Collection, wanted: unknown): string[] {
  if (wanted === '*') return collection.indexes.filter((index) => !index.isId).map(({ name }) => name);
  if (isDocument(wanted)) {
    const index = collection.indexes.find(({ spec }) => JSON.stringify(spec.key) === JSON.stringify(wanted));
    if (!index) throw indexNotFound(`can't find index with key: ${JSON.stringify(wanted)}`);
    return [index.name];
  }
  const names = Array.isArray(wanted) ? wanted.map(String) : [String(wanted)];
  for (const name of names) if (!collection.index(name)) throw indexNotFound(`index not found with name [${name}]`);
  return names;
}

async function dropIndexes(context: CommandContext): Promise<Reply> {
  await whenFree(context, () => [present(context)]);
  const collection = required(context);
  const nIndexesWas = collection.indexes.length;
  const names = namesToDrop(collection, context.command.index);
  if (names.includes('_id_')) throw new StoreError(72, 'InvalidOptions', 'cannot drop _id index');
  if (names.length > 0) context.engine.change(collection.id, { op: 'dropIndexes', names });
  return { fields: { nIndexesWas } };
}

function listed(context: CommandContext, namespace: string, documents: Document[]): Reply {
  const size = countOption(documentOption(context.command, 'cursor') ?? {}, 'batchSize', 1_000_000);
  const encoded = documents.map((document) => serializeDocument(document));
  const { session, transaction } = context;
  return { batch: context.cursors.first({ documents: encoded.values() }, { namespace, size, session, transaction }) };
}

function listIndexes(context: CommandContext): Reply {
  const collection = required(context);
  return listed(
    context,
    collection.namespace,
    collection.indexes.map(({ spec }) => spec),
  );
}

function describe({ name, options, uuid }: Collection): Document {
  const idIndex = { v: 2, key: { _id: 1 }, name: '_id_' };
  return { name, type: 'collection', options, info: { readOnly: false, uuid }, idIndex };
}

function listCollections(context: CommandContext): Reply {
  const { engine, database, command } = context;
  const matches = compileFilter(documentOption(command, 'filter') ?? {});
  const found = engine.catalog.collections(database).map(describe).filter(matches);
  const shown = booleanOption(command, 'nameOnly') ? found.map(({ name, type }) => ({ name, type })) : found;
  return listed(context, `${database}.$cmd.listCollections`, shown);
}

function listDatabases(context: CommandContext): Reply {
  const { catalog } = context.engine;
  const matches = compileFilter(documentOption(context.command, 'filter') ?? {});
  const databases = catalog.databases().map((name) => {
    const sizeOnDisk = catalog.collections(name).reduce((sum, collection) => sum + collection.bytes, 0);
    return { name, sizeOnDisk: BigInt(sizeOnDisk), empty: false };
  });
  const found = databases.filter(matches);
  if (booleanOption(context.command, 'nameOnly')) return { fields: { databases: found.map(({ name }) => ({ name })) } };
  return { fields: { databases: found, totalSize: found.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0n) } };
}

async function renameCollection(context: CommandContext): Promise<Reply> {
  const { engine, command } = context;
  const split = (namespace: string): [string, string] => {
    const dot = namespace.indexOf('.');
    return [namespace.slice(0, dot), namespace.slice(dot + 1)];
  };
  const [fromDatabase, from] = split(stringOption(command, 'renameCollection'));
  const [toDatabase, to] = split(stringOption(command, 'to'));
  if (fromDatabase !== toDatabase) throw commandNotSupported('A collection is renamed within its database only.');
  const both = (): (Collection | undefined)[] => [
    engine.catalog.get(fromDatabase, from),
    engine.catalog.get(toDatabase, to),
  ];
  await whenFree(context, both);
  const [source, taken] = both();
  if (!source) throw namespaceNotFound(`Source collection ${fromDatabase}.${from} does not exist`);
  if (taken === source) throw failedToParse("Can't rename a collection to itself");
  if (taken && !booleanOption(command, 'dropTarget')) throw namespaceExists('target namespace exists');
  engine.checkName(toDatabase, to);
  if (taken) engine.change(taken.id, { op: 'drop' });
  const dropTarget = taken ? { dropTarget: taken.uuid } : {};
  engine.change(source.id, { op: 'rename', db: toDatabase, name: to, ...dropTarget });
  return {};
}

async function collMod(context: CommandContext): Promise<Reply> {
  await whenFree(context, () => [present(context)]);
  const collection = required(context);
  const images = documentOption(context.command, 'changeStreamPreAndPostImages');
  const options = images ? { changeStreamPreAndPostImages: images } : {};
  context.engine.change(collection.id, { op: 'collMod', options });
  return {};
}

/** Commands on databases, collections and indexes. */
export const catalogCommands: CommandTable = {
  create: {
    run: create,
    fields: ['changeStreamPreAndPostImages', 'capped', 'collation', 'writeConcern'],
    durable: true,
    inTransaction: true,
  },
  drop: { run: drop, fields: [], durable: true },
  dropDatabase: { run: dropDatabase, fields: [], durable: true },
  createIndexes: {
    run: createIndexes,
    fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
    durable: true,
    inTransaction: true,
  },
  dropIndexes: { run: dropIndexes, fields: ['index'], durable: true },
  listIndexes: { run: listIndexes, fields: ['cursor'] },
  listCollections: { run: listCollections, fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'] },
  listDatabases: { run: listDatabases, fields: ['filter', 'nameOnly', 'authorizedDatabases'] },
  renameCollection: { run: renameCollection, fields: ['to', 'dropTarget'], durable: true },
  collMod: { run: collMod, fields: ['changeStreamPreAndPostImages'], durable: true },
};
