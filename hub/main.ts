// `npm start`: the whole hub in one process.
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration, type HubConfiguration } from './configuration.js';
import { explain } from './faults.js';
import { startHub, type Hub } from './one-process.js';
import { printWelcome } from './welcome.js';

const drainLimit = 10_000;

function stopOnSignal(hub: Hub): void {
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    process.stderr.write(`${signal}: draining …\n`);
    // A part that hangs must not keep the process: the orchestrator's patience ends soon after.
    setTimeout(() => process.exit(1), drainLimit).unref();
    void hub.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}

async function run(configuration: HubConfiguration): Promise<void> {
  const log = createLogger({ name: 'kanal', level: configuration.logLevel });
  const hub = await startHub(configuration, log);
  stopOnSignal(hub);
  await printWelcome(hub, process.stdout);
}

try {
  // eslint-disable-next-line no-restricted-syntax -- the entry point: the environment is parsed here, once
  await run(hubConfiguration(process.env));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
