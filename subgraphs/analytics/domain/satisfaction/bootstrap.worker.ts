import { parentPort, workerData } from 'node:worker_threads';
import type { ResampleTask } from './resample-runner.js';
import { ResampleRunner } from './resample-runner.js';

/** What a bootstrap worker gets; the arrays are shared by all workers. */
export interface WorkerInput {
  readonly task: ResampleTask;
  readonly draws: Float64Array;
  /** One cell: the number of the next sample nobody has taken. */
  readonly next: Int32Array;
  readonly chunk: number;
}

/** What it sends after every chunk. */
export interface WorkerReport {
  readonly done: number;
  readonly failures: readonly (readonly [number: number, message: string])[];
}

function work({ task, draws, next, chunk }: WorkerInput, send: (report: WorkerReport) => void): void {
  const runner = new ResampleRunner(task);
  for (;;) {
    const first = Atomics.add(next, 0, chunk);
    if (first >= runner.total) return;
    const end = Math.min(first + chunk, runner.total);
    const failures: [number, string][] = [];
    for (let number = first; number < end; number++) {
      const message = runner.run(number, draws);
      if (message !== null) failures.push([number, message]);
    }
    send({ done: end - first, failures });
  }
}

if (parentPort) {
  const port = parentPort;
  work(workerData as WorkerInput, (report) => port.postMessage(report));
}
