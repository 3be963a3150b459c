import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClientConnection, Services } from './commands/context.js';
import { Cursors } from './commands/cursors.js';
import { answer } from './commands/dispatch.js';
import { startHousekeeping } from './commands/housekeeping.js';
import { lockDirectory } from './engine/lock.js';
import type { OpenEngine } from './engine/open.js';
import { openEngine } from './engine/open.js';
import { serveConnection } from './wire/connection.js';

/** How to run a store. */
export interface StoreOptions {
  /** The data folder; made when missing. */
  directory: string;
  /** Listen on this TCP port of 127.0.0.1 instead of a unix socket; 0 takes any free port. */
  port?: number | undefined;
  /** Milliseconds that a transaction may stay open; 60,000 unless given, as in MongoDB. */
  transactionLifetime?: number | undefined;
}

/** A running store. */
export interface RunningStore {
  /** A connection string for the official driver and mongoose; choose the database with their own option. */
  uri: string;
  /** What a person should know about the state the data folder was found in: worth a line in the log. */
  notice?: string | undefined;
  /** Answers what is under way, closes the connections and gives the data folder back. */
  close(): Promise<void>;
}

const setName = 'kanal';
/** Unix socket paths are limited to 104 bytes on some systems, 108 on others. */
const longestSocketPath = 100;
/** Milliseconds that answers under way may take once the store is being closed. */
const longestFarewell = 2_000;

interface Place {
  listen: { path: string } | { host: string; port: number };
  remove(): void;
}

/** A socket in the data folder, or, where its path would be too long, in a fresh private folder under the system's own. */
function socketPlace(directory: string): Place {
  const own = join(resolve(directory), 'socket');
  const fits = Buffer.byteLength(join(own, 'store.sock')) <= longestSocketPath;
  const folder = fits ? own : mkdtempSync(join(tmpdir(), 'kanal-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const path = join(folder, 'store.sock');
  rmSync(path, { force: true });
  return { listen: { path }, remove: () => rmSync(fits ? path : folder, { recursive: true, force: true }) };
}

function listen(server: Server, place: Place): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(place.listen, done);
  });
}

/** The address clients dial: `host:port`, or the socket's path. */
function addressOf(server: Server): string {
  const address = server.address() as AddressInfo | string;
  return typeof address === 'string' ? address : `127.0.0.1:${address.port}`;
}

const uriOf = (address: string): string =>
  `mongodb://${address.startsWith('/') ? encodeURIComponent(address) : address}/?directConnection=true&replicaSet=${setName}`;

function writeUri(directory: string, uri: string): void {
  const path = join(directory, 'store.uri');
  writeFileSync(`${path}.part`, `${uri}\n`, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

/** Accepts connections and hands their requests to the commands. */
class Listener {
  private readonly sockets = new Map<Socket, ClientConnection>();
  private lastConnection = 0;
  private underWay = 0;
  readonly server: Server;

  constructor(private readonly services: Services) {
    this.server = createServer((socket) => this.accept(socket));
  }

  private accept(socket: Socket): void {
    const connection = { id: ++this.lastConnection, address: addressOf(this.server), closed: false };
    this.sockets.set(socket, connection);
    socket.setNoDelay(true);
    socket.on('close', () => {
      connection.closed = true;
      this.sockets.delete(socket);
    });
    serveConnection(socket, async (request) => {
      this.underWay++;
      try {
        return await answer(this.services, connection, request);
      } finally {
        this.underWay--;
      }
    });
  }

  /** Takes no more connections, ends waits and transactions, waits for what is being answered, and hangs up. */
  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    const { cursors, engine } = this.services;
    cursors.hurry();
    for (const transaction of [...engine.transactions]) engine.abort(transaction);
    for (const limit = Date.now() + longestFarewell; this.underWay > 0 && Date.now() < limit;)
      await new Promise((resolve) => setTimeout(resolve, 5));
    for (const socket of this.sockets.keys()) socket.destroySoon();
    await closed;
  }
}

/** Runs a store in this thread. Throws StoreInUseError when another process has the data folder. */
export async function serveStore(options: StoreOptions, onFailure: (error: Error) => void): Promise<RunningStore> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  let opened: OpenEngine | undefined;
  let place: Place | undefined;
  try {
    opened = await openEngine(directory, onFailure);
    const services: Services = { engine: opened.engine, cursors: new Cursors(), setName };
    const listener = new Listener(services);
    place =
      options.port === undefined
        ? socketPlace(directory)
        : { listen: { host: '127.0.0.1', port: options.port }, remove: () => undefined };
    await listen(listener.server, place);
    const uri = uriOf(addressOf(listener.server));
    writeUri(directory, uri);
    const stopHousekeeping = startHousekeeping(services, options.transactionLifetime);
    return {
      uri,
      notice: opened.notice,
      close: () => shutDown({ opened, place, listener, stopHousekeeping, directory, unlock } as Running),
    };
  } catch (error) {
    await opened?.close();
    place?.remove();
    unlock();
    throw error;
  }
}

interface Running {
  opened: OpenEngine;
  place: Place;
  listener: Listener;
  stopHousekeeping: () => void;
  directory: string;
  unlock: () => void;
}

async function shutDown({ opened, place, listener, stopHousekeeping, directory, unlock }: Running): Promise<void> {
  stopHousekeeping();
  await listener.close();
  await opened.close();
  place.remove();
  const uriFile = join(directory, 'store.uri');
  if (existsSync(uriFile)) rmSync(uriFile);
  unlock();
}
