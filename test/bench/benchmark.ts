import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a benchmark module exports. */
export interface Benchmark {
  readonly name: string;
  run(print: Print): Promise<void>;
}

/** Writes one line of the report. */
export type Print = (line: string) => void;

/** CPU time (milliseconds, all threads) and memory (bytes, after a collection) of a process. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
}

/** A part of a benchmark in a process of its own, so that load and server do not share a heap. */
export interface Child<Ready> {
  readonly ready: Ready;
  /** Usage since the process began. */
  usage(): Promise<Usage>;
  /** Asks the child something (see `serveParent`). */
  ask<Answer>(question: object): Promise<Answer>;
  stop(): Promise<void>;
}

interface Envelope {
  readonly id: number;
  readonly usage?: true;
  readonly question?: object;
  readonly answer?: unknown;
  readonly fault?: string;
}

/** Forks a built script of this folder; it answers with `serveParent`. */
export async function forkChild<Ready>(script: string, input: object): Promise<Child<Ready>> {
  const child: ChildProcess = fork(new URL(script, import.meta.url), {
    execArgv: ['--enable-source-maps', '--expose-gc', '--no-warnings'],
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended before it was told to`)));
  ended.catch(() => undefined);
  child.send(input);
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [Ready];
  let last = 0;
  const exchange = (message: Omit<Envelope, 'id'>): Promise<unknown> => {
    const id = (last += 1);
    const answered = new Promise((resolve, reject) => {
      const take = (envelope: Envelope) => {
        if (envelope.id !== id) return;
        child.off('message', take);
        if (envelope.fault === undefined) resolve(envelope.answer);
        else reject(new Error(`${script}: ${envelope.fault}`));
      };
      child.on('message', take);
      child.send({ ...message, id });
    });
    return Promise.race([answered, ended]);
  };
  return {
    ready,
    usage: () => exchange({ usage: true }) as Promise<Usage>,
    ask: <Answer>(question: object) => exchange({ question }) as Promise<Answer>,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** The other side of `forkChild`: says that it is ready, answers questions, ends on SIGTERM. */
export function serveParent(ready: object, answer?: (question: never) => Promise<unknown>): void {
  process.on('message', ({ id, usage: wanted, question }: Envelope) => {
    const asked = wanted ? Promise.resolve(usage()) : (answer?.(question as never) ?? Promise.resolve(null));
    asked.then(
      (given) => process.send?.({ id, answer: given }),
      (error: unknown) => process.send?.({ id, fault: String((error as Error).stack) }),
    );
  });
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
  process.send?.(ready);
}

/** CPU is read before the collection, so that measuring costs nothing that is measured. */
function usage(): Usage {
  const { user, system } = process.cpuUsage();
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpu: (user + system) / 1000, rss, heap: heapUsed + external };
}

/** The input that the parent gave; to be asked for first. */
export async function childInput<T>(): Promise<T> {
  const [input] = (await once(process, 'message')) as [T];
  return input;
}

/** Gives the work a temporary folder and removes it after. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same with a folder that holds the seed (see seed.ts). */
export async function withSeededFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const seeding = await forkChild<object>('seed.child.js', { folder });
    await seeding.stop();
    return work(folder);
  });
}

/** The value below which a share (0 to 1) of the sorted samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The middle of some samples. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** One line of a bar: what was measured, the bar, and whether it holds. */
export function verdict(print: Print, what: string, measured: string, bar: string, holds: boolean): void {
  print(`${what.padEnd(56)} ${measured.padStart(18)}   bar ${bar.padEnd(14)} ${holds ? 'holds' : 'MISSED'}`);
}
