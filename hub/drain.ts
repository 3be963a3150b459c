import { explain } from './faults.js';

const drainLimit = 10_000;

/** Drains once on SIGTERM or SIGINT and ends the process: 0 when all parts stopped, 1 when one failed or took over 10 s. */
export function drainOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const drain = (signal: string) => {
    if (stopping) return;
    stopping = true;
    process.stderr.write(`${signal}: draining …\n`);
    // A part that hangs must not keep the process: the orchestrator's patience ends soon after.
    setTimeout(() => process.exit(1), drainLimit).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => drain('SIGTERM'));
  process.once('SIGINT', () => drain('SIGINT'));
}
