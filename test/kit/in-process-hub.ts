import { createGateway, createLocalIdentity, type Gateway } from '../../gateway/index.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubConfiguration } from '../../hub/configuration.js';
import { createHubClient } from '../../hub/hub-client.js';
import { visitorsOf } from '../../hub/identity.js';
import { subgraphFactories, type RunningSubgraph } from '../../hub/subgraphs.js';
import { subgraphNames, type SubgraphName } from '../../schema/index.js';
import type { Database } from '../../subgraphs/kernel/database.js';
import type { TokenRequest } from '../../gateway/index.js';
import { quietLog, startTestLog, startTestServer, testDependencies, testSecret } from './database.js';

/** The hub inside the test's process, for tests that look into its database. */
export interface InProcessHub {
  readonly url: string;
  readonly database: Database;
  /** Number of commands sent to the database so far. */
  readonly databaseCalls: () => number;
  token(request: TokenRequest): Promise<string>;
  close(): Promise<void>;
}

/** Starts gateway and all subgraphs (or some) in this process on a free port, with the fictional seeds. */
export async function startInProcessHub(
  options: { names?: readonly SubgraphName[]; environment?: Record<string, string> } = {},
): Promise<InProcessHub> {
  const server = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'kanal-in-process-'));
  const database = await server.open(undefined, { monitorCommands: true });
  const events = await startTestLog(database);
  const dependencies = { ...testDependencies(database, events), production: false };
  const configuration = hubConfiguration({ KANAL_DATA: folder, ...options.environment });
  const identity = await createLocalIdentity(folder);
  const hub = createHubClient(testSecret);
  const surroundings = { hub: hub.ask, visitors: visitorsOf(identity, configuration) };
  const running: RunningSubgraph[] = [];
  for (const name of options.names ?? subgraphNames) {
    const part = await subgraphFactories[name](dependencies, configuration, surroundings);
    await part.start();
    running.push(part);
  }
  const gateway = await openGateway(running, identity);
  const { url } = await gateway.listen(0, '127.0.0.1');
  hub.listens(url);
  let calls = 0;
  database.connection.getClient().on('commandStarted', ({ commandName }) => {
    // The readers of the log look at it now and then on their own.
    if (commandName !== 'getMore') calls += 1;
  });
  return {
    url,
    database,
    databaseCalls: () => calls,
    token: (request) => identity.issue(request),
    async close() {
      for (const part of running) part.endStreams?.();
      await gateway.stop();
      identity.close();
      for (const part of running.reverse()) await part.stop();
      await events.stop();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openGateway(
  running: readonly RunningSubgraph[],
  identity: Awaited<ReturnType<typeof createLocalIdentity>>,
): Promise<Gateway> {
  return createGateway({
    subgraphs: running.map(({ subgraph }) => subgraph),
    secret: testSecret,
    identity,
    production: false,
    log: quietLog,
    routes: running.flatMap(({ routes }) => routes ?? []),
  });
}
