import { parentPort, workerData } from 'node:worker_threads';
import type { StoreOptions } from './server.js';
import { serveStore } from './server.js';

/** What the worker tells the thread that started it. */
export type WorkerNews =
  | { kind: 'ready'; uri: string; notice: string | undefined }
  | { kind: 'refused'; name: string; message: string }
  | { kind: 'failed'; message: string }
  | { kind: 'closed' };

const tell = (news: WorkerNews): void => parentPort?.postMessage(news);

try {
  const store = await serveStore(workerData as StoreOptions, (error) =>
    tell({ kind: 'failed', message: error.message }),
  );
  parentPort?.once('message', () => {
    void store.close().then(() => {
      tell({ kind: 'closed' });
      parentPort?.close();
    });
  });
  tell({ kind: 'ready', uri: store.uri, notice: store.notice });
} catch (error) {
  const { name, message } = error as Error;
  tell({ kind: 'refused', name, message });
}
