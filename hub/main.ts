// `npm start`: the whole hub in one process.
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration, type HubConfiguration } from './configuration.js';
import { drainOnSignal } from './drain.js';
import { explain } from './faults.js';
import { startHub } from './one-process.js';
import { startSimulators } from './simulators.js';
import { printWelcome } from './welcome.js';

/** Where the hub will serve; null: a port is chosen at the start. */
function addressOf({ host, port }: HubConfiguration): string | null {
  if (port === 0) return null;
  return `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
}

async function run(configuration: HubConfiguration): Promise<void> {
  const log = createLogger({ name: 'kanal', level: configuration.logLevel });
  // Before the hub where its address is known, so that channels that ask a provider find it.
  const address = addressOf(configuration);
  const early = address === null ? null : await startSimulators(configuration, address);
  const hub = await startHub(configuration, log);
  const simulators = early ?? (await startSimulators(configuration, hub.url));
  drainOnSignal(async () => {
    await hub.stop();
    await simulators.close();
  });
  await printWelcome(hub, process.stdout);
}

try {
  // eslint-disable-next-line no-restricted-syntax -- the entry point: the environment is parsed here, once
  await run(hubConfiguration(process.env));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
