import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreInUseError } from './engine/lock.js';
import type { RunningStore, StoreOptions } from './server.js';
import type { WorkerNews } from './worker.js';

/** What the store needs at most: 1,000,000 documents of 1 kB, mostly outside this heap. */
const maxOldGenerationSizeMb = 4096;

function failure({ name, message }: { name: string; message: string }): Error {
  return name === 'StoreInUseError' ? new StoreInUseError(message) : new Error(message);
}

/** More than the default, so that the documents read at start are not copied about. */
const maxYoungGenerationSizeMb = 48;

/**
 * Starts the store in a worker thread. Resolves when it can be dialled; its address also stands in
 * `<directory>/store.uri`. Throws StoreInUseError when another process has the data folder. A store that can no longer
 * write its log ends the worker with an error, which is thrown in this process: there is nothing left to serve.
 */
export async function startStore(options: StoreOptions): Promise<RunningStore> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: options,
    name: 'store',
    resourceLimits: { maxOldGenerationSizeMb, maxYoungGenerationSizeMb },
  });
  const [news] = (await once(worker, 'message')) as [WorkerNews];
  if (news.kind !== 'ready') {
    await worker.terminate();
    throw failure(news.kind === 'refused' ? news : { name: 'Error', message: 'The store did not start.' });
  }
  worker.on('message', (later: WorkerNews) => {
    if (later.kind === 'failed') throw new Error(later.message);
  });
  const exited = once(worker, 'exit');
  const close = async (): Promise<void> => {
    worker.postMessage('close');
    await exited;
  };
  return { uri: news.uri, notice: news.notice, close };
}
