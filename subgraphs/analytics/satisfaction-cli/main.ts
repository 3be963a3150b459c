import { readFileSync } from 'node:fs';
import { runSatisfaction } from './command.js';
import { exitCodes } from './exit-codes.js';

/** The command `npm run satisfaction`: glues the process to `runSatisfaction`. */
async function main(): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = await runSatisfaction(process.argv.slice(2), {
      out: (text) => process.stdout.write(text),
      progress: { write: (text) => process.stderr.write(text), isTerminal: process.stderr.isTTY === true },
      signal: controller.signal,
      now: () => new Date(),
      program: programName(),
    });
  } catch (error) {
    process.stderr.write(
      `satisfaction: a fault of this program:\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = exitCodes.internal;
  }
}

function programName(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}

await main();
