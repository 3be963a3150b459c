import { closeSync, linkSync, openSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process works on the data folder. */
export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError';
}

interface Holder {
  pid: number;
  /** When that process started, as the kernel tells it; tells a reused process number apart. */
  started: string;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Boot and start time of a process; empty where the system does not tell (not Linux) or there is no such process. */
function startOf(pid: number): string {
  const status = readText(`/proc/${pid}/stat`);
  // The command in parentheses may hold spaces; the start time is the 20th field after it.
  const start = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return start ? `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${start}` : '';
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === '' || now === '' || now === started;
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readText(path) ?? '') as Holder;
  } catch {
    return undefined;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const takeoverLimit = 10_000;

/** Lets one process at a time clear a dead one's lock away; a takeover that died is cleared after 10 s. */
function clearStale(lock: string): void {
  const guard = `${lock}.takeover`;
  try {
    closeSync(openSync(guard, 'wx', 0o600));
  } catch {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > takeoverLimit) rmSync(guard, { force: true });
    return;
  }
  const holder = readHolder(lock);
  if (!holder || !isAlive(holder)) rmSync(lock, { force: true });
  unlinkSync(guard);
}

const pause = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/**
 * Takes the data folder for this process; returns how to give it back. The lock of a process that died, by kill -9 too,
 * is taken over. Throws StoreInUseError while its holder lives.
 */
export function lockDirectory(directory: string): () => void {
  const lock = join(directory, 'store.lock');
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (tryLink(mine, lock)) return () => rmSync(lock, { force: true });
      const holder = readHolder(lock);
      if (holder && isAlive(holder)) throw inUse(directory, holder);
      clearStale(lock);
      pause(20);
    }
    throw new StoreInUseError(
      `The data folder ${directory} is locked and the lock cannot be cleared: delete ${lock} if no process uses it.`,
    );
  } finally {
    rmSync(mine, { force: true });
  }
}

const inUse = (directory: string, { pid }: Holder): StoreInUseError =>
  new StoreInUseError(
    `The data folder ${directory} is in use by process ${pid}: stop that process, choose another folder, or connect to it by the address in store.uri.`,
  );
