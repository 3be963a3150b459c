import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { ClientSession, type Document, type MongoClient } from 'mongodb';
import type { Entities } from './entities.js';
import type { EntityDescription, ExpectedEvent, Operation } from './format.js';
import { Mismatch } from './match.js';

/** The driver's names of the format's transaction states. */
const driverStates: Record<string, string[]> = {
  none: ['NO_TRANSACTION'],
  starting: ['STARTING_TRANSACTION'],
  in_progress: ['TRANSACTION_IN_PROGRESS'],
  committed: ['TRANSACTION_COMMITTED', 'TRANSACTION_COMMITTED_EMPTY'],
  aborted: ['TRANSACTION_ABORTED'],
};

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Mismatch(`assertion: expected ${what}`);
}

interface Step {
  fields: Document;
  entities: Entities;
  /** Observed by no case, for looking at the data itself. */
  internal: MongoClient;
}

const sessionOf = ({ fields, entities }: Step): ClientSession => entities.get(String(fields['session']), ClientSession);

async function collectionExists({ fields, internal }: Step): Promise<boolean> {
  const { databaseName, collectionName: name } = fields;
  return (await internal.db(databaseName).listCollections({ name }).toArray()).length > 0;
}

async function indexExists({ fields, internal }: Step): Promise<boolean> {
  const { databaseName, collectionName, indexName } = fields;
  const indexes = await internal.db(databaseName).collection(collectionName).listIndexes().toArray().catch(missing);
  return indexes.some(({ name }) => name === indexName);
}

function missing(error: { code?: number }): Document[] {
  if (error.code !== 26) throw error;
  return [];
}

/** The session ids of the last two commands a client sent. */
function lastTwoLsids({ fields, entities }: Step): unknown[] {
  const observed = entities.events.get(String(fields['client']))?.observed ?? [];
  const commands = observed.filter(({ type }) => type === 'commandStartedEvent').slice(-2);
  assert(commands.length === 2, 'two commands');
  return commands.map(({ command }) => (command?.['lsid'] as { id: unknown } | undefined)?.id);
}

function eventCount({ fields, entities }: Step): number {
  const { client, event } = fields;
  return entities.events.get(String(client))?.count(event as Record<string, ExpectedEvent>, entities) ?? 0;
}

async function waitForEvent(step: Step): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (eventCount(step) < Number(step.fields['count'])) {
    assert(Date.now() < deadline, 'the event within ten seconds');
    await wait(10);
  }
}

const operations: Record<string, (step: Step) => Promise<void> | void> = {
  createEntities: ({ fields, entities }) => entities.create(fields['entities'] as EntityDescription[]),
  assertCollectionExists: async (step) => assert(await collectionExists(step), 'the collection to exist'),
  assertCollectionNotExists: async (step) => assert(!(await collectionExists(step)), 'no such collection'),
  assertIndexExists: async (step) => assert(await indexExists(step), 'the index to exist'),
  assertIndexNotExists: async (step) => assert(!(await indexExists(step)), 'no such index'),
  assertSessionPinned: (step) => assert(sessionOf(step).isPinned, 'a pinned session'),
  assertSessionUnpinned: (step) => assert(!sessionOf(step).isPinned, 'an unpinned session'),
  assertSessionDirty: (step) => assert(sessionOf(step).serverSession.isDirty, 'a dirty session'),
  assertSessionNotDirty: (step) => assert(!sessionOf(step).serverSession.isDirty, 'a clean session'),
  assertSessionTransactionState: (step) => {
    const { state } = (sessionOf(step) as unknown as { transaction: { state: string } }).transaction;
    const wanted = String(step.fields['state']);
    assert(driverStates[wanted]?.includes(state) ?? false, `transaction state ${wanted}, not ${state}`);
  },
  assertSameLsidOnLastTwoCommands: (step) => assert(isDeepStrictEqual(...pair(lastTwoLsids(step))), 'one session'),
  assertDifferentLsidOnLastTwoCommands: (step) =>
    assert(!isDeepStrictEqual(...pair(lastTwoLsids(step))), 'two sessions'),
  assertEventCount: (step) =>
    assert(
      eventCount(step) === Number(step.fields['count']),
      `${step.fields['count']} events, not ${eventCount(step)}`,
    ),
  waitForEvent,
  wait: ({ fields }) => wait(Number(fields['ms'])),
};

const pair = (values: unknown[]): [unknown, unknown] => [values[0], values[1]];

/** Runs one of the format's special test operations (those with the object "testRunner"). */
export async function runRunnerOperation(
  operation: Operation,
  entities: Entities,
  internal: MongoClient,
): Promise<void> {
  const run = operations[operation.name];
  if (!run) throw new Error(`The runner does not know the test operation "${operation.name}".`);
  await run({ fields: operation.arguments ?? {}, entities, internal });
}
