import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startStore } from '../../store/index.js';
import { createVault, type Vault } from '../../subgraphs/kernel/crypto.js';
import { createCursors } from '../../subgraphs/kernel/cursor.js';
import { openDatabase, type Database } from '../../subgraphs/kernel/database.js';
import type { SubgraphDependencies } from '../../subgraphs/kernel/dependencies.js';
import { createEventLog, type EventLog } from '../../subgraphs/kernel/event-log/index.js';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import { testEnvironment } from './environment.js';

export const testSecret = 'test-secret-of-at-least-32-characters';
export const quietLog = createLogger({ name: 'test', level: 'silent' });

/** A database server for one test file: the embedded store in a temporary folder, or MONGODB_URI. */
export interface TestServer {
  readonly uri: string;
  /** Opens a database of its own. */
  open(name?: string, options?: { monitorCommands?: boolean }): Promise<Database>;
  close(): Promise<void>;
}

/** @param options transactionLifetime: of the embedded store, for tests that kill processes; a real MongoDB has its own */
export async function startTestServer(options: { readonly transactionLifetime?: number } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-test-'));
  const store =
    testEnvironment.mongoUri === undefined ? await startStore({ directory: folder, ...options }) : undefined;
  const uri = store?.uri ?? testEnvironment.mongoUri!;
  const opened: { database: Database; name: string }[] = [];
  return {
    uri,
    async open(name = `test_${randomUUID().slice(0, 8)}`, options = {}) {
      const database = await openDatabase(uri, { name, log: quietLog, ...options });
      opened.push({ database, name });
      return database;
    },
    async close() {
      for (const { database } of opened) await database.close();
      if (!store)
        await dropAll(
          uri,
          opened.map(({ name }) => name),
        );
      await store?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function dropAll(uri: string, names: readonly string[]): Promise<void> {
  const client = await MongoClient.connect(uri);
  for (const name of new Set(names)) await client.db(name).dropDatabase();
  await client.close();
}

export const testVault = (): Vault => createVault('test-data-key-of-at-least-32-characters');

/** A started event log over a database; the caller stops it. */
export async function startTestLog(database: Database): Promise<EventLog> {
  const events = createEventLog({ database, vault: testVault(), log: quietLog, metrics: createMetrics() });
  await events.start();
  return events;
}

/** What a subgraph's composition root asks for. */
export function testDependencies(database: Database, events: EventLog): SubgraphDependencies {
  return {
    database,
    events,
    vault: testVault(),
    cursors: createCursors(testSecret),
    log: quietLog,
    metrics: createMetrics(),
    secret: testSecret,
    production: true,
  };
}
