import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, HostState, Question } from './messages.js';

const child = fileURLToPath(new URL('./host-child.js', import.meta.url));

/** A host with the plugin in a process of its own, over a data folder that outlives it. */
export class HostProcess {
  private readonly open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly process: ChildProcess;
  private number = 0;
  private written = '';

  private constructor(conformancePath: string, directory: string) {
    this.process = fork(child, [conformancePath, directory], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.written += chunk.toString('utf8')));
    this.process.on('message', (answer: Answer) => this.settle(answer));
    this.process.once('exit', () => this.fail(new Error(`The host ended: ${this.written.slice(-500)}`)));
  }

  /** @param hold see `Question` */
  static async start(given: {
    conformancePath: string;
    directory: string;
    config: unknown;
    hold?: boolean;
  }): Promise<HostProcess> {
    const host = new HostProcess(given.conformancePath, given.directory);
    await host.ask({ ask: 'start', config: given.config, hold: given.hold ?? false });
    return host;
  }

  /** All that the process wrote so far: its log. */
  get log(): string {
    return this.written;
  }

  post(headers: Readonly<Record<string, string | undefined>>, query: string, rawBody: Buffer): Promise<number> {
    return this.ask({ ask: 'post', headers, query, rawBody }) as Promise<number>;
  }

  async enqueue(message: Omit<Extract<Question, { ask: 'enqueue' }>, 'ask'>): Promise<void> {
    await this.ask({ ask: 'enqueue', ...message });
  }

  state(): Promise<HostState> {
    return this.ask({ ask: 'state' }) as Promise<HostState>;
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }

  /** Drains the host, then ends the process. */
  async stop(): Promise<void> {
    await this.ask({ ask: 'stop' });
    this.process.disconnect();
    if (this.process.exitCode === null) await once(this.process, 'exit');
  }

  private ask(question: Question): Promise<unknown> {
    const number = (this.number += 1);
    return new Promise((resolve, reject) => {
      this.open.set(number, { resolve, reject });
      this.process.send({ ...question, number }, (error) => error && reject(error));
    });
  }

  private settle({ number, value, fault }: Answer): void {
    const waiting = this.open.get(number);
    this.open.delete(number);
    if (fault === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(fault));
  }

  private fail(error: Error): void {
    for (const { reject } of this.open.values()) reject(error);
    this.open.clear();
  }
}
