import { Worker } from 'node:worker_threads';
import type { WorkerInput, WorkerReport } from './bootstrap.worker.js';
import type { ResampleRunner, ResampleTask } from './resample-runner.js';

export interface PoolJob {
  readonly task: ResampleTask;
  /** Ready runner of the calling thread, used when there are no workers. */
  readonly runner: ResampleRunner;
  /** On shared memory. */
  readonly draws: Float64Array;
  readonly workers: number;
  readonly onDone: (samples: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Why samples failed, by sample number. */
export type Failures = Map<number, string>;

/** Longest stretch of work in the calling thread before the event loop gets its turn, in ms. */
const slice = 10;
const mostSamplesAChunk = 50;

function add(failures: Failures, report: WorkerReport): void {
  for (const [number, message] of report.failures) failures.set(number, message);
}

/** Runs every sample in the calling thread, in slices. */
async function runInline({ runner, draws, onDone, signal }: PoolJob): Promise<Failures> {
  const failures: Failures = new Map();
  let number = 0;
  while (number < runner.total) {
    signal?.throwIfAborted();
    const first = number;
    const until = performance.now() + slice;
    while (number < runner.total && performance.now() < until) {
      const message = runner.run(number, draws);
      if (message !== null) failures.set(number, message);
      number++;
    }
    onDone(number - first);
    await new Promise((resolve) => setImmediate(resolve));
  }
  signal?.throwIfAborted();
  return failures;
}

function startWorker(
  input: WorkerInput,
  onReport: (report: WorkerReport) => void,
): { worker: Worker; ended: Promise<void> } {
  const worker = new Worker(new URL('./bootstrap.worker.js', import.meta.url), { workerData: input });
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('message', onReport);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  return { worker, ended };
}

async function runInWorkers({ task, runner, draws, workers, onDone, signal }: PoolJob): Promise<Failures> {
  const failures: Failures = new Map();
  const next = new Int32Array(new SharedArrayBuffer(4));
  const chunk = Math.max(1, Math.min(mostSamplesAChunk, Math.ceil(runner.total / (workers * 8))));
  const report = (message: WorkerReport) => {
    add(failures, message);
    onDone(message.done);
  };
  const started = Array.from({ length: workers }, () => startWorker({ task, draws, next, chunk }, report));
  const stop = () => Promise.all(started.map(({ worker }) => worker.terminate()));
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([Promise.all(started.map(({ ended }) => ended)), aborted]);
    signal?.throwIfAborted();
    return failures;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await stop();
  }
}

/** Runs all samples of a job and fills `draws`; rejects with the signal's reason when cancelled. */
export function runSamples(job: PoolJob): Promise<Failures> {
  return job.workers === 0 ? runInline(job) : runInWorkers(job);
}
