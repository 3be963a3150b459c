// `npm run process -- gateway|participants|channels|campaigns|complaints|analytics|store`: one part of the hub in a
// process of its own, for installations that have outgrown `npm start` (docs/operations.md).
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration } from './configuration.js';
import { drainOnSignal } from './drain.js';
import { explain } from './faults.js';
import { processRoles } from './process-roles.js';

const usage = `Usage: npm run process -- ${Object.keys(processRoles).join('|')}\n`;

try {
  const start = processRoles[process.argv[2] ?? ''];
  if (!start) {
    process.stderr.write(usage);
    process.exit(2);
  }
  // eslint-disable-next-line no-restricted-syntax -- the entry point: the environment is parsed here, once
  const configuration = hubConfiguration(process.env);
  const part = await start(
    configuration,
    createLogger({ name: `kanal-${process.argv[2]}`, level: configuration.logLevel }),
  );
  drainOnSignal(() => part.stop());
  process.stdout.write(`Kanal ${process.argv[2]} is ready: ${part.url}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
