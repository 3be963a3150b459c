import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a benchmark module exports. */
export interface Benchmark {
  readonly name: string;
  run(print: (line: string) => void): Promise<void>;
}

/** CPU time (milliseconds, all threads) and resident memory (bytes) of a process. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
}

/** A part of a benchmark in a process of its own, so that load and server do not share a heap. */
export interface Child<Ready> {
  readonly ready: Ready;
  /** Usage since the process began. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Forks a built script of this folder; it answers with `serveParent`. */
export async function forkChild<Ready>(script: string, input: object): Promise<Child<Ready>> {
  const child: ChildProcess = fork(new URL(script, import.meta.url), [JSON.stringify(input)], {
    execArgv: ['--enable-source-maps', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended before it was ready`))),
  ])) as [Ready];
  return {
    ready,
    async usage() {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** The other side of `forkChild`: says that it is ready, answers questions about usage, ends on SIGTERM. */
export function serveParent(ready: object): void {
  process.on('message', () => {
    (globalThis as { gc?: () => void }).gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1000, rss: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on('SIGTERM', () => process.exit(0));
  process.send?.(ready);
}

/** The input that the parent gave. */
export const childInput = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T;

/** The value below which a share (0 to 1) of the sorted samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The middle of some samples. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
