import { setTimeout as wait } from 'node:timers/promises';
import type { MongoClient } from 'mongodb';
import { Entities } from './entities.js';
import { returnsRows, runEntityOperation } from './entity-operations.js';
import type { CollectionData, Operation, SuiteFile, TestCase } from './format.js';
import { match, matchRows, Mismatch } from './match.js';
import { matchError } from './match-error.js';
import { runRunnerOperation } from './runner-operations.js';

/** A case that takes longer than this many milliseconds hangs. */
const caseTimeout = 20_000;

const noEntities = {
  entity: (): never => {
    throw new Mismatch('outcome: documents are compared exactly');
  },
  sessionLsid: (): never => {
    throw new Mismatch('outcome: documents are compared exactly');
  },
};

async function seed(internal: MongoClient, data: CollectionData[] = []): Promise<void> {
  for (const { databaseName, collectionName, createOptions, documents } of data) {
    const database = internal.db(databaseName, { writeConcern: { w: 'majority' } });
    await database.dropCollection(collectionName).catch(ignoreMissing);
    if (createOptions || documents.length === 0) await database.createCollection(collectionName, createOptions);
    if (documents.length > 0) await database.collection(collectionName).insertMany(documents);
  }
}

function ignoreMissing(error: { code?: number }): void {
  if (error.code !== 26) throw error;
}

async function verifyOutcome(internal: MongoClient, data: CollectionData[] = []): Promise<void> {
  for (const { databaseName, collectionName, documents } of data) {
    const collection = internal.db(databaseName).collection(collectionName, { readConcern: { level: 'local' } });
    const actual = await collection.find({}, { readPreference: 'primary' }).sort({ _id: 1 }).toArray();
    match(documents, actual, noEntities, `outcome of ${collectionName}`, false);
  }
}

async function runOperation(operation: Operation, entities: Entities, internal: MongoClient): Promise<void> {
  if (operation.object === 'testRunner') return runRunnerOperation(operation, entities, internal);
  const attempt = await runEntityOperation(operation, entities, (step) => runOperation(step, entities, internal)).then(
    (result) => ({ result, error: undefined, failed: false }),
    (error: unknown) => ({ result: undefined, error, failed: true }),
  );
  if (operation.ignoreResultAndError) return;
  if (attempt.failed !== Boolean(operation.expectError)) {
    if (attempt.failed) throw attempt.error;
    throw new Mismatch('expected an error, got none');
  }
  if (operation.expectError) return matchError(operation.expectError, attempt.error, entities);
  if ('expectResult' in operation) {
    const compare = returnsRows(operation) ? matchRows : match;
    compare(operation.expectResult, attempt.result, entities, 'result');
  }
  if (operation.saveResultAsEntity) entities.add(operation.saveResultAsEntity, attempt.result);
}

/** How a case passed. */
export interface Passed {
  /** True when the driver sent something otherwise than the specification wants (see driver-differences.ts). */
  driverDiffers: boolean;
}

async function runSteps(test: TestCase, entities: Entities, internal: MongoClient): Promise<Passed> {
  for (const [index, operation] of test.operations.entries()) {
    await runOperation(operation, entities, internal).catch((error: Error) => {
      error.message = `step ${index} ${operation.name}: ${error.message}`;
      throw error;
    });
  }
  for (const log of entities.events.values()) log.stop();
  let driverDiffers = false;
  for (const expected of test.expectEvents ?? []) {
    const log = entities.events.get(expected.client);
    if (!log) throw new Error(`There is no client "${expected.client}".`);
    if (log.verify(expected, entities)) driverDiffers = true;
  }
  await verifyOutcome(internal, test.outcome);
  return { driverDiffers };
}

async function orTimeout<Result>(work: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const late = wait(caseTimeout, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no end within ${caseTimeout / 1000} seconds`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/**
 * Runs one case of a file in a fresh set of entities against the server at `uri`; throws when an assertion fails.
 * `internal` is a client of the runner's own on the same server, for preparing and checking the data.
 */
export async function runCase(file: SuiteFile, test: TestCase, uri: string, internal: MongoClient): Promise<Passed> {
  const entities = new Entities(uri);
  try {
    return await orTimeout(
      (async () => {
        await seed(internal, file.initialData);
        await entities.create(file.createEntities);
        return runSteps(test, entities, internal);
      })(),
    );
  } catch (error) {
    // A case that broke off may have left a transaction open, which would stand in the way of the next one.
    await internal
      .db('admin')
      .command({ killAllSessions: [] })
      .catch(() => undefined);
    throw error;
  } finally {
    await entities.close();
  }
}
