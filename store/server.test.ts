import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { startStore } from './index.js';
import type { RunningStore, StoreOptions } from './index.js';

/** An OP_MSG with one body. */
function message(command: object, flags = 0): Buffer {
  const body = serialize(command);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(77, 4);
  head.writeInt32LE(2013, 12);
  head.writeInt32LE(flags, 16);
  return Buffer.concat([head, body]);
}

describe('a running store', () => {
  let base: string;
  let directory: string;
  let store: RunningStore;
  const opened: Socket[] = [];
  const start = async (options: Partial<StoreOptions> = {}): Promise<string> => {
    store = await startStore({ directory, ...options });
    return store.uri;
  };
  beforeEach(() => void (directory = base = mkdtempSync(join(tmpdir(), 'kanal-server-'))));
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await store.close();
    rmSync(base, { recursive: true, force: true });
  });

  const dial = (uri: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const address = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '');
      const socket = address.startsWith('/') ? connect(address) : connect(Number(address.split(':')[1]), '127.0.0.1');
      opened.push(socket);
      socket.once('connect', () => resolve(socket)).once('error', reject);
    });
  const answerTo = (socket: Socket): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      socket.once('data', (data) => resolve(deserialize(data.subarray(data.readInt32LE(12) === 1 ? 36 : 21))));
      socket.once('close', () => reject(new Error('closed')));
    });

  test('leaves its address for others, listens privately, and clears up when it is closed', async () => {
    const uri = await start();
    expect(readFileSync(join(directory, 'store.uri'), 'utf8').trim()).toBe(uri);
    expect(statSync(join(directory, 'store.uri')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'socket')).mode & 0o777).toBe(0o700);
    await store.close();
    await store.close();
    expect(existsSync(join(directory, 'store.uri'))).toBe(false);
    expect(existsSync(join(directory, 'store.lock'))).toBe(false);
  });

  test('answers what is under way when it is closed, and does not wait for change streams', async () => {
    // What comes too late is tried again by the driver: not for long here.
    const client = new MongoClient(await start(), { serverSelectionTimeoutMS: 1000 });
    const stream = client.db('db').collection('c').watch([], { maxAwaitTimeMS: 60_000 });
    const news = stream.next().catch((error: Error) => error);
    const writes = Array.from({ length: 50 }, (_, n) =>
      client.db('db').collection<{ _id: number }>('c').insertOne({ _id: n }),
    );
    await writes[0];
    const closed = store.close();
    const acknowledged = (await Promise.allSettled(writes)).filter(({ status }) => status === 'fulfilled').length;
    await closed;
    // A stream left open would connect its client again.
    await stream.close().catch(() => undefined);
    await news;
    await client.close(true);
    const again = new MongoClient(await start());
    expect(await again.db('db').collection('c').countDocuments()).toBeGreaterThanOrEqual(acknowledged);
    await again.close();
  });

  test('serves TCP on the loopback address, which hello names', async () => {
    const uri = await start({ port: 0 });
    const address = /mongodb:\/\/(127\.0\.0\.1:\d+)\//.exec(uri)?.[1];
    const client = new MongoClient(`mongodb://${address}/?replicaSet=kanal`);
    const hello = await client.db('admin').command({ hello: 1 });
    expect(hello).toMatchObject({
      me: address,
      hosts: [address],
      primary: address,
      isWritablePrimary: true,
      setName: 'kanal',
    });
    expect(hello).not.toHaveProperty('topologyVersion');
    await client.close();
  });

  test('finds a place for its socket when the path of the folder is too long', async () => {
    directory = join(directory, 'x'.repeat(100));
    const client = new MongoClient(await start());
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });

  test('refuses what it does not do with 115, what nobody knows with 59, and unknown options', async () => {
    const client = new MongoClient(await start());
    const run = (command: object): Promise<unknown> => client.db('db').command(command as never);
    await expect(run({ mapReduce: 'c' })).rejects.toMatchObject({ code: 115 });
    await expect(run({ noSuchThing: 1 })).rejects.toMatchObject({ code: 59 });
    await expect(run({ find: 'c', showRecordId: true })).rejects.toMatchObject({ code: 115 });
    await expect(run({ create: 'c', capped: true, size: 1 })).rejects.toMatchObject({ code: 115 });
    await expect(run({ find: 'c', collation: { locale: 'id' } })).rejects.toMatchObject({ code: 115 });
    await expect(run({ createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'a' }] })).rejects.toMatchObject({
      code: 115,
    });
    await expect(run({ toString: 1 })).rejects.toMatchObject({ code: 59 });
    await client.close();
  });

  test('answers messages that come in pieces, several at once, and the first hello of old drivers', async () => {
    const socket = await dial(await start());
    const ping = message({ ping: 1, $db: 'admin' });
    for (const byte of ping.subarray(0, 30)) socket.write(Buffer.from([byte]));
    const first = answerTo(socket);
    socket.write(ping.subarray(30));
    expect(await first).toMatchObject({ ok: 1 });
    const body = serialize({ isMaster: 1, helloOk: true });
    const query = Buffer.concat([Buffer.alloc(20), Buffer.from('admin.$cmd\0'), Buffer.alloc(8), body]);
    query.writeInt32LE(query.length, 0);
    query.writeInt32LE(2004, 12);
    const second = answerTo(socket);
    socket.write(query);
    expect(await second).toMatchObject({ ismaster: true, helloOk: true });
    const answered = new Promise<number>((resolve) => {
      let bytes = 0;
      socket.on('data', (data) => (bytes += data.length) >= 3 * size && resolve(bytes));
    });
    const size = 21 + 5 + 8 + 100;
    socket.write(Buffer.concat([ping, ping, ping, ping, ping]));
    expect(await answered).toBeGreaterThan(0);
  });

  test('closes a connection that sends nonsense and goes on serving the others', async () => {
    const uri = await start();
    const nonsense = [
      Buffer.alloc(64, 0xff),
      Buffer.alloc(16),
      (() => {
        const bad = message({ ping: 1, $db: 'admin' });
        bad.writeInt32LE(1_000_000, 21);
        return bad;
      })(),
      message({ ping: 1, $db: 'admin' }, 0x8000),
    ];
    for (const bytes of nonsense) {
      const socket = await dial(uri);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(bytes);
      await closed;
    }
    const client = new MongoClient(uri);
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });
});
