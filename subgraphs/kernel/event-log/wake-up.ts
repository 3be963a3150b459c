import type { ChangeStream } from 'mongodb';
import type { Logger } from '../logging.js';
import type { LogCollections } from './collections.js';

/** Milliseconds between looks at the log when no wake-up comes. */
const pollInterval = 500;
const reopenDelay = 1_000;

/**
 * Calls `wake` when the counter row changes in any process, and now and then anyway: a change stream makes it
 * prompt, the poll makes it certain. A change stream that fails is opened again.
 */
export function watchCounter(collections: LogCollections, log: Logger, wake: () => void): { stop(): Promise<void> } {
  let stopped = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;
  const poll = setInterval(wake, pollInterval);
  const open = () => {
    if (stopped) return;
    stream = collections.counters.watch([], { fullDocument: 'default' });
    stream.on('change', wake);
    stream.on('error', (error: unknown) => {
      if (stopped) return;
      log.debug({ err: error }, 'the change stream of the log ended; polling until it is open again');
      void stream?.close().catch(() => undefined);
      reopening = setTimeout(open, reopenDelay);
    });
  };
  open();
  return {
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(reopening);
      await stream?.close().catch(() => undefined);
    },
  };
}
