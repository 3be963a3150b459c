import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalIdentity, type LocalIdentity, type TokenRequest } from '../../gateway/index.js';
import { testEnvironment } from './environment.js';

const entry = new URL('../../hub/main.js', import.meta.url).pathname;
const startTimeout = 90_000;

/** The hub as a process of its own on a free port, as `npm start` runs it. */
export interface HubProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it wrote to standard error so far: its log. */
  readonly log: () => string;
  /** SIGTERM, and waits for the end; gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

/** A data folder, with tokens for it, on which a hub is started, killed and started again. */
export interface HubHome {
  readonly folder: string;
  token(request: TokenRequest): Promise<string>;
  identity: LocalIdentity;
  start(environment?: Readonly<Record<string, string>>): Promise<HubProcess>;
  /** Ends what still runs and removes the folder. */
  close(): Promise<void>;
}

export async function createHubHome(): Promise<HubHome> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-hub-'));
  const identity = await createLocalIdentity(folder);
  const running = new Set<HubProcess>();
  const databaseName = `test_${folder.slice(-6)}`;
  return {
    folder,
    identity,
    token: (request) => identity.issue(request),
    async start(environment = {}) {
      const hub = await startProcess({
        KANAL_DATA: folder,
        KANAL_PORT: '0',
        KANAL_DATABASE: databaseName,
        // Nobody answers there: tests that send bring a simulator of their own.
        WHATSAPP_PANDAWA_API_BASE: 'http://127.0.0.1:9/v24.0',
        ...(testEnvironment.mongoUri && { MONGODB_URI: testEnvironment.mongoUri }),
        ...environment,
      });
      running.add(hub);
      hub.process.once('exit', () => running.delete(hub));
      return hub;
    },
    async close() {
      identity.close();
      for (const hub of running) await hub.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startProcess(environment: Readonly<Record<string, string>>): Promise<HubProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    env: { PATH: '/usr/bin:/bin', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await readyUrl(child, () => errors);
  const ended = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  };
  return {
    url,
    process: child,
    log: () => errors,
    stop: () => ended('SIGTERM'),
    kill: async () => void (await ended('SIGKILL')),
  };
}

/** Resolves with the URL of the line that says that the hub is ready; rejects with what it said instead. */
function readyUrl(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => finish(new Error(`The hub did not start in time.\n${errors()}`)), startTimeout);
    const finish = (error: Error | undefined, url = '') => {
      clearTimeout(timer);
      child.stdout?.removeAllListeners('data').resume();
      if (error) reject(error);
      else resolve(url);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /ready: (http\S+)\/graphql/.exec(output);
      if (ready) finish(undefined, ready[1]);
    });
    child.once('exit', (code) => finish(new Error(`The hub ended with ${code}.\n${errors()}`)));
  });
}

/** Starts a hub that is expected not to start; gives what it said and its exit code. */
export async function startFailing(
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [entry], {
    env: { PATH: '/usr/bin:/bin', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, errors };
}
