import { startStore } from '../../../store/index.js';

// Runs the embedded store on the folder given as argument, says its address in one line of standard output, and stays
// until it is killed: the durability test ends it with SIGKILL.
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('Usage: node dist/test/store/durability/store-process.js FOLDER\n');
  process.exit(2);
}
const { uri } = await startStore({ directory });
process.stdout.write(`${uri}\n`);
setInterval(() => undefined, 60_000);
