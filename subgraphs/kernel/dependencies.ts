import type { Cursors } from './cursor.js';
import type { Vault } from './crypto.js';
import type { Database } from './database.js';
import type { EventLog } from './event-log/index.js';
import type { Logger } from './logging.js';
import type { Metrics } from './metrics.js';

/** What a composition root hands to a subgraph's main.ts. */
export interface SubgraphDependencies {
  readonly database: Database;
  readonly events: EventLog;
  readonly vault: Vault;
  readonly cursors: Cursors;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Secret of the gateway's assertion. */
  readonly secret: string;
  readonly production: boolean;
}
