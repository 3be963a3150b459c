import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { seededRandom } from '../../test/kit/random.js';
import type { ChannelPlugin, MediaOutcome, MediaReference } from '../sdk/index.js';
import { chunkBytes, mediaCollections } from './media-rows.js';
import { dropOthers, readChunks, writeChunks } from './media-store.js';
import type { MediaInfo } from './media-types.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';
import type { HostOptions } from './types.js';

let server: TestServer;
let database: Database;
let calls: MediaReference[];
let fetchIt: (reference: MediaReference, signal: AbortSignal) => Promise<MediaOutcome>;
let clock: number;
const hosts: HostUnderTest[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  [calls, clock] = [[], 0];
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function* pieces(...given: Buffer[]): AsyncIterable<Buffer> {
  for (const piece of given) yield await Promise.resolve(piece);
}
const found = (bytes: AsyncIterable<Uint8Array>, mimeType = 'image/jpeg'): MediaOutcome => ({
  status: 'found',
  mimeType,
  bytes,
});
const later = (code = 'BUSY', retryAfter = 0): MediaOutcome => ({
  status: 'later',
  retryAfter,
  error: { code, message: 'm' },
});
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

const fixture = fixturePlugin();
const plugin: ChannelPlugin = {
  ...fixture,
  operational: {
    ...fixture.operational,
    media: (reference, { signal }) => {
      calls.push(reference);
      return fetchIt(reference, signal);
    },
  },
};

async function start(tuning = {}, more: Partial<HostOptions> = {}): Promise<HostUnderTest> {
  const under = new HostUnderTest();
  await under.listen();
  hosts.push(under);
  const accounts = () => [
    { id: 'papan', plugin, config: {} },
    { id: 'tanpa', plugin: fixture, config: {} },
  ];
  const now = () => Date.now() + clock;
  const given = {
    mediaRetry: 20,
    mediaDeadline: 1_000,
    mediaLease: 1_500,
    mediaBytes: 1_000_000,
    pollInterval: 20,
    ...tuning,
  };
  await under.start({ database, vault: testVault(), log: quietLog, accounts, now, tuning: given, ...more } as never);
  return under;
}

const order = (
  under: HostUnderTest,
  reference: Partial<MediaReference> = {},
  channelId = 'papan',
  messageId = 'msg-1',
) =>
  database.transaction((unit) =>
    under.host.fetchMedia(unit, {
      messageId,
      channelId,
      reference: { kind: 'media', media: 'image', mediaId: '1', ...reference },
    }),
  );

async function until(under: HostUnderTest, state: MediaInfo['state']): Promise<MediaInfo> {
  await eventually(state, async () => (await under.host.media(['msg-1']))[0]?.state === state);
  return (await under.host.media(['msg-1']))[0]!;
}

async function bytesIn(under: HostUnderTest): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of (await under.host.openMedia('msg-1'))!.read()) parts.push(part);
  return Buffer.concat(parts);
}

describe('media of messages', () => {
  it('are fetched after the message, kept sealed and read back as they were', async () => {
    const bytes = Buffer.from('RAHASIA '.repeat(60_000));
    fetchIt = () => Promise.resolve(found(pieces(bytes.subarray(0, 7), bytes.subarray(7))));
    const under = await start();
    await order(under, { sha256: sha256(bytes), fileName: 'KTP-Sari.jpg' });
    expect(await until(under, 'READY')).toEqual({
      messageId: 'msg-1',
      state: 'READY',
      mimeType: 'image/jpeg',
      size: bytes.length,
      fileName: 'KTP-Sari.jpg',
      fault: null,
    });
    expect((await bytesIn(under)).equals(bytes)).toBe(true);
    const { media, chunks } = mediaCollections(database.connection.db!);
    const stored = JSON.stringify([await media.find().toArray(), await chunks.find().toArray()]);
    expect(/RAHASIA|KTP-Sari/.test(stored)).toBe(false);
    for (const { sealed } of await chunks.find().toArray()) expect(sealed.length).toBeLessThan(255_000);
    await order(under);
    expect(calls).toHaveLength(1);
  });

  it('are tried again while the provider asks to wait, and from the start when bytes were cut', async () => {
    const bytes = Buffer.from('utuh');
    const answers = [() => later(), () => found(pieces(bytes.subarray(0, 2))), () => found(pieces(bytes))];
    fetchIt = () => Promise.resolve(answers[Math.min(calls.length, answers.length) - 1]!());
    const under = await start();
    await order(under, { sha256: sha256(bytes) });
    await until(under, 'READY');
    expect(calls).toHaveLength(3);
    expect((await bytesIn(under)).toString()).toBe('utuh');
    expect(await mediaCollections(database.connection.db!).chunks.countDocuments()).toBe(1);
  });

  it.each<[string, () => MediaOutcome, string]>([
    ['what is gone', () => ({ status: 'gone', error: { code: '100', message: 'm' } }), '100'],
    ['what is too large', () => found(pieces(Buffer.alloc(600_000), Buffer.alloc(600_000))), 'TOO_LARGE'],
    ['what runs', () => found(pieces(Buffer.from('MZ')), 'application/x-msdownload'), 'TYPE_NOT_ALLOWED'],
    ['pages with scripts', () => found(pieces(Buffer.from('<svg/>')), 'image/svg+xml'), 'TYPE_NOT_ALLOWED'],
  ])('fail at once: %s', async (_name, outcome, fault) => {
    fetchIt = () => Promise.resolve(outcome());
    const under = await start();
    await order(under);
    expect(await until(under, 'FAILED')).toMatchObject({ fault, size: null });
    expect(calls).toHaveLength(1);
    expect(await under.host.openMedia('msg-1')).toBeNull();
    expect(await mediaCollections(database.connection.db!).chunks.countDocuments()).toBe(0);
  });

  it('are given up after days, and tried again by a replay', async () => {
    fetchIt = () => Promise.resolve(later('DOWN'));
    const under = await start({ mediaPatience: 100 });
    await order(under);
    expect(await until(under, 'FAILED')).toMatchObject({ fault: 'DOWN' });
    fetchIt = () => Promise.resolve(found(pieces(Buffer.from('x'))));
    expect(await under.host.replay('papan')).toBe(1);
    await until(under, 'READY');
  });

  it('are looked at by the scanner, where there is one', async () => {
    fetchIt = ({ mediaId }) => Promise.resolve(found(pieces(Buffer.from(mediaId === 'eicar' ? 'virus' : 'foto'))));
    const seen: string[] = [];
    const scan = async (bytes: AsyncIterable<Buffer>) => {
      let text = '';
      for await (const piece of bytes) text += piece.toString();
      seen.push(text);
      return text === 'virus' ? ('infected' as const) : ('clean' as const);
    };
    const under = await start({}, { mediaScanner: { scan } });
    await order(under, { mediaId: 'eicar' });
    expect(await until(under, 'FAILED')).toMatchObject({ fault: 'INFECTED' });
    expect(seen).toEqual(['virus']);
  });

  it('are left alone where the plugin fetches none', async () => {
    const under = await start();
    await order(under, {}, 'tanpa');
    expect(await under.host.media(['msg-1'])).toEqual([]);
  });

  it('a fetch that is under way when the host stops begins again at the next one', async () => {
    fetchIt = (_reference, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    const first = await start({ mediaDeadline: 20_000 });
    await order(first);
    await eventually('it began', () => calls.length === 1);
    await hosts.pop()!.close();
    fetchIt = () => Promise.resolve(found(pieces(Buffer.from('x'))));
    await until(await start(), 'READY');
  });
});

it('any sizes of pieces give the same bytes back, and a missing or foreign part is seen', async () => {
  const random = seededRandom('media chunks');
  const parts = { ...mediaCollections(database.connection.db!), vault: testVault() };
  for (const size of [
    1,
    chunkBytes - 1,
    chunkBytes,
    chunkBytes + 1,
    3 * chunkBytes,
    Math.floor(random() * 500_000) + 1,
  ]) {
    const bytes = Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
    const cut: Buffer[] = [];
    for (let from = 0; from < size;) {
      const to = from + 1 + Math.floor(random() * 2 * chunkBytes);
      cut.push(bytes.subarray(from, to));
      from = to;
    }
    const written = await writeChunks(parts, 'm', pieces(...cut), { largest: 1_000_000, sha256: sha256(bytes) });
    const back: Buffer[] = [];
    for await (const piece of readChunks(parts, 'm', written)) back.push(piece);
    expect(Buffer.concat(back).equals(bytes)).toBe(true);
    const read = async () => {
      for await (const piece of readChunks(parts, 'm', written)) void piece;
    };
    await parts.chunks.updateOne({ version: written.version }, { $set: { sealed: testVault().seal('x', 'other') } });
    await expect(read()).rejects.toThrow();
    await parts.chunks.deleteOne({ version: written.version });
    await expect(read()).rejects.toThrow();
    await dropOthers(parts, 'm');
  }
});
