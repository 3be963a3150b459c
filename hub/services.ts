import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startStore } from '../store/index.js';
import { createCursors } from '../subgraphs/kernel/cursor.js';
import { createVault } from '../subgraphs/kernel/crypto.js';
import { openDatabase } from '../subgraphs/kernel/database.js';
import type { SubgraphDependencies } from '../subgraphs/kernel/dependencies.js';
import { createEventLog } from '../subgraphs/kernel/event-log/index.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import { createMetrics } from '../subgraphs/kernel/metrics.js';
import type { HubConfiguration } from './configuration.js';
import { hubKeys } from './keys.js';

/** What all subgraphs of a process stand on. */
export interface Services {
  readonly dependencies: SubgraphDependencies;
  /** Address of the database, for other processes of the same hub. */
  readonly uri: string;
  close(): Promise<void>;
}

/**
 * Opens the database (the embedded store in the data folder, or MONGODB_URI) and follows the event log.
 * Throws with one clear line when the folder is taken or the database does not answer.
 */
export async function openServices(configuration: HubConfiguration, log: Logger): Promise<Services> {
  const { dataFolder, mongoUri, databaseName, production } = configuration;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const keys = await hubKeys(configuration);
  const store = mongoUri === undefined ? await startStore({ directory: join(dataFolder, 'store') }) : undefined;
  const uri = mongoUri ?? store!.uri;
  const database = await openDatabase(uri, { name: databaseName, log });
  const vault = createVault(keys.dataKey);
  const metrics = createMetrics({ defaults: true });
  const events = createEventLog({ database, vault, log, metrics });
  await events.start();
  return {
    uri,
    dependencies: {
      database,
      events,
      vault,
      cursors: createCursors(keys.internalSecret),
      log,
      metrics,
      secret: keys.internalSecret,
      production,
    },
    async close() {
      await events.stop();
      await database.close();
      await store?.close();
    },
  };
}
