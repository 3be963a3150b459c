// `npm start`: the whole hub in one process.
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration, type HubConfiguration } from './configuration.js';
import { drainOnSignal } from './drain.js';
import { explain } from './faults.js';
import { startHub } from './one-process.js';
import { startSimulators } from './simulators.js';
import { printWelcome } from './welcome.js';

async function run(configuration: HubConfiguration): Promise<void> {
  const log = createLogger({ name: 'kanal', level: configuration.logLevel });
  const hub = await startHub(configuration, log);
  const simulators = await startSimulators(configuration, hub.url);
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
