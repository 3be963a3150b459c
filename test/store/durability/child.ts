import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('store-process.js', import.meta.url));

/** A store in a process of its own, to be killed. */
export class StoreChild {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** Starts a store on `directory`; it is not ready yet. */
  constructor(directory: string) {
    this.#process = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#exited = once(this.#process, 'exit');
  }

  /** The address, as soon as the store listens. Throws when it ends before that. */
  async uri(): Promise<string> {
    const lines = createInterface({ input: this.#process.stdout! });
    const ended = this.#exited.then(() => {
      throw new Error('The store ended before it was ready.');
    });
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return line;
  }

  /** SIGKILL: no handler runs, nothing is flushed; returns when the process is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }
}
