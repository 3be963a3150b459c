import type { ChangeStream } from 'mongodb';
import type { Logger } from '../logging.js';
import type { LogCollections } from './collections.js';

/** Milliseconds between looks at the log when no wake-up comes. */
const pollInterval = 500;
const reopenDelay = 1_000;

/** What happens when the log may have grown. */
export interface WakeUps {
  /** A process, perhaps this one, gave positions up to this one. */
  readonly positioned: (upTo: number) => void;
  /** Nothing is known; time has passed. */
  readonly look: () => void;
}

/** A change of the counter row, as a change stream tells it. */
interface CounterChange {
  readonly updateDescription?: { readonly updatedFields?: { readonly value?: unknown } };
}

/**
 * Calls `positioned` when the counter row changes in any process, and `look` now and then anyway: a change stream makes
 * it prompt, the poll makes it certain. A change stream that fails is opened again.
 */
export function watchCounter(collections: LogCollections, log: Logger, wake: WakeUps): { stop(): Promise<void> } {
  let stopped = false;
  let stream: ChangeStream | undefined;
  let reopening: NodeJS.Timeout | undefined;
  const poll = setInterval(wake.look, pollInterval);
  const open = () => {
    if (stopped) return;
    stream = collections.counters.watch([{ $match: { 'documentKey._id': 'position' } }], { fullDocument: 'default' });
    stream.on('change', (change) => {
      const upTo = (change as CounterChange).updateDescription?.updatedFields?.value;
      wake.positioned(typeof upTo === 'number' ? upTo : Number.POSITIVE_INFINITY);
    });
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
