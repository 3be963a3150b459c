import { ClientSession, Collection, Db, type Document, MongoClient } from 'mongodb';
import { commonOptions, type Entities } from './entities.js';
import type { Operation } from './format.js';
import { plainResult } from './results.js';

type Method = (...parameters: unknown[]) => unknown;
type Target = Record<string, Method>;

/** Arguments that a method takes by position; all others are its options. */
const positional: Record<string, string[]> = {
  aggregate: ['pipeline'],
  bulkWrite: ['requests'],
  count: ['filter'],
  countDocuments: ['filter'],
  createCollection: ['collection'],
  createIndex: ['keys'],
  createFindCursor: ['filter'],
  createChangeStream: ['pipeline'],
  deleteMany: ['filter'],
  deleteOne: ['filter'],
  distinct: ['fieldName', 'filter'],
  dropCollection: ['collection'],
  dropIndex: ['name'],
  find: ['filter'],
  findOne: ['filter'],
  findOneAndDelete: ['filter'],
  findOneAndReplace: ['filter', 'replacement'],
  findOneAndUpdate: ['filter', 'update'],
  insertMany: ['documents'],
  insertOne: ['document'],
  listCollections: ['filter'],
  rename: ['to'],
  replaceOne: ['filter', 'replacement'],
  runCommand: ['command'],
  updateMany: ['filter', 'update'],
  updateOne: ['filter', 'update'],
};

/** Methods the driver gives another name. */
const driverMethod: Record<string, string> = {
  createFindCursor: 'find',
  createChangeStream: 'watch',
  listIndexNames: 'listIndexes',
  runCommand: 'command',
};

/** Operations that return documents one by one; the runner reads them all. */
const iterable = new Set(['aggregate', 'find', 'listCollections', 'listIndexes']);

/** True when each element of the result is a root document for the matcher. */
export const returnsRows = (operation: Operation): boolean => iterable.has(operation.name);

interface Resolved {
  parameters: unknown[];
  options: Document;
}

/** Splits arguments into positional ones and options, with sessions and concerns in the driver's form. */
function resolve(operation: Operation, entities: Entities): Resolved {
  const { session, returnDocument, readPreference, ...others } = operation.arguments ?? {};
  const names = positional[operation.name] ?? [];
  const options = Object.fromEntries(Object.entries(others).filter(([name]) => !names.includes(name)));
  if (session !== undefined) options['session'] = entities.get(String(session), ClientSession);
  if (returnDocument !== undefined) options['returnDocument'] = String(returnDocument).toLowerCase();
  Object.assign(options, commonOptions(readPreference === undefined ? {} : { readPreference }));
  return { parameters: names.map((name) => others[name] as unknown), options };
}

function method(target: unknown, name: string, operation: Operation): Method {
  const found = (target as Target)[driverMethod[name] ?? name];
  if (typeof found !== 'function') throw new Error(`"${operation.object}" has no operation "${name}" in this driver.`);
  return found.bind(target);
}

interface LazyCursor {
  cursorInit(): Promise<void>;
}

/**
 * Sends the first command now: the format wants the server-side cursor to exist before the next step, while the driver
 * waits for the first read. The method is internal to the driver but the only way that reads nothing.
 */
async function opened<Kind>(cursor: Kind): Promise<Kind> {
  const lazy = ((cursor as { cursor?: LazyCursor }).cursor ?? cursor) as LazyCursor;
  await lazy.cursorInit();
  return cursor;
}

const modelOf = (model: Document): Document => {
  const [[name, fields] = ['', {}]] = Object.entries(model);
  return { name, ...(fields as Document) };
};

async function onClient(client: MongoClient, operation: Operation, entities: Entities): Promise<unknown> {
  const { parameters, options } = resolve(operation, entities);
  if (operation.name === 'createChangeStream') return opened(client.watch(parameters[0] as Document[], options));
  if (operation.name === 'close') return client.close();
  if (operation.name === 'clientBulkWrite') {
    const { models, ...others } = options;
    const bulkWrite = method(client, 'bulkWrite', operation);
    return plainResult(await bulkWrite((models as Document[]).map(modelOf), others));
  }
  throw new Error(`The runner does not know the client operation "${operation.name}".`);
}

async function onDatabaseOrCollection(
  target: Db | Collection,
  operation: Operation,
  entities: Entities,
): Promise<unknown> {
  const { parameters, options } = resolve(operation, entities);
  if (operation.name === 'runCommand') delete options['commandName'];
  if (operation.name === 'modifyCollection') {
    const { collection, ...changes } = options;
    return (target as Db).command({ collMod: collection, ...changes });
  }
  const result = method(target, operation.name, operation)(...parameters, options);
  if (operation.name === 'createChangeStream' || operation.name === 'createFindCursor') return opened(result);
  if (iterable.has(operation.name)) return (result as { toArray(): Promise<unknown> }).toArray();
  if (operation.name === 'dropCollection') return (result as Promise<unknown>).catch(ignoreMissing);
  return result;
}

/** Drivers hide NamespaceNotFound from dropCollection. */
function ignoreMissing(error: { code?: number }): boolean {
  if (error.code !== 26) throw error;
  return false;
}

/** Runs one operation with all its assertions. */
export type RunStep = (operation: Operation) => Promise<void>;

async function onSession(session: ClientSession, operation: Operation, runStep: RunStep): Promise<unknown> {
  const { callback, ...options } = operation.arguments ?? {};
  switch (operation.name) {
    case 'startTransaction':
      return session.startTransaction(commonOptions(options));
    case 'withTransaction':
      return session.withTransaction(async () => {
        for (const step of callback as Operation[]) await runStep(step);
      }, commonOptions(options));
    case 'commitTransaction':
    case 'abortTransaction':
    case 'endSession':
      return session[operation.name]();
    default:
      throw new Error(`The runner does not know the session operation "${operation.name}".`);
  }
}

interface Iterable {
  next(): Promise<unknown>;
  tryNext(): Promise<unknown>;
  close(): Promise<void>;
}

async function onCursor(cursor: Iterable, operation: Operation): Promise<unknown> {
  if (operation.name === 'iterateUntilDocumentOrError') return cursor.next();
  if (operation.name === 'iterateOnce') return cursor.tryNext();
  if (operation.name === 'close') return cursor.close().catch(() => undefined);
  throw new Error(`The runner does not know the cursor operation "${operation.name}".`);
}

/**
 * Runs one operation on the entity it names; the result is as the driver gave it, cursors read to their end.
 * `runStep` runs and checks the operations inside a transaction callback.
 */
export async function runEntityOperation(operation: Operation, entities: Entities, runStep: RunStep): Promise<unknown> {
  const target = entities.entity(operation.object);
  if (target instanceof MongoClient) return onClient(target, operation, entities);
  if (target instanceof Db || target instanceof Collection) return onDatabaseOrCollection(target, operation, entities);
  if (target instanceof ClientSession) return onSession(target, operation, runStep);
  return onCursor(target as Iterable, operation);
}
