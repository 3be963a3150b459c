import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryMailbox, memoryStorage } from '../sdk/testing/index.js';
import { createEventParser } from './client/event-parser.js';
import { events, eventStream, formatEntry, streamCaps, type EventStreamOptions } from './events.js';
import { takeSlot } from './limits.js';
import { enter, jsonOf, request, testBench } from './testing/requests.js';

const visit = { visitor: 'visitor-a', site: 'demo', expiresAt: new Date('2100-01-01') };
const aborts: AbortController[] = [];
afterEach(() => aborts.splice(0).forEach((each) => each.abort()));

function world(changes: Partial<EventStreamOptions> = {}) {
  const abort = new AbortController();
  aborts.push(abort);
  const mailbox = memoryMailbox();
  const context = { mailbox, now: () => new Date(), signal: abort.signal };
  return { mailbox, abort, options: { context, visit, after: 0, heartbeat: 50, ...changes } };
}

/** Reads a stream as the widget does, into sequences and events. */
async function read(stream: AsyncIterable<string>, until: (sequences: readonly number[], events: string[]) => boolean) {
  const sequences: number[] = [];
  const seen: string[] = [];
  const parse = createEventParser(({ event, data, id }) => {
    seen.push(event === 'end' ? `end ${data}` : event);
    if (event !== 'entry') return;
    expect(id).toBe(String((JSON.parse(data) as { sequence: number }).sequence));
    sequences.push(Number(id));
  });
  for await (const piece of stream) {
    parse(piece);
    if (until(sequences, seen)) break;
  }
  return { sequences, events: seen };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('the stream of a visitor', () => {
  test('a text with line breaks stays one event, and its id is the sequence', () => {
    const text = formatEntry({
      sequence: 7,
      id: 'x',
      at: new Date(0),
      value: { from: 'hub', text: 'a\n\ndata: b\r\n' },
    });
    expect(text).toMatch(/^id: 7\nevent: entry\ndata: \{.*\}\n\n$/);
    expect(text.split('\n')).toHaveLength(5);
  });

  test('entries that many append while several readers come and go: each reader has every one once, in order', async () => {
    const { mailbox, options } = world();
    const total = 400;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; i < total / 4; i++) {
        await mailbox.append('visitor-a', { id: `${writer}-${i}`, value: { from: 'hub' } });
        if (i % 7 === writer) await pause(1);
      }
    });
    const readers = Array.from({ length: 3 }, async (_, reader) => {
      const all: number[] = [];
      while (all.length < total) {
        const portion = 5 + ((reader * 17 + all.length) % 40);
        const stream = eventStream({ ...options, after: all.at(-1) ?? 0 });
        const { sequences } = await read(stream, (some) => some.length >= Math.min(portion, total - all.length));
        all.push(...sequences);
      }
      return all;
    });
    await Promise.all(writers);
    for (const all of await Promise.all(readers)) expect(all).toEqual(upTo(total));
  });

  test('more than a page is given before it is ready; then silence brings signs of life', async () => {
    const { mailbox, options } = world();
    for (const id of upTo(250)) await mailbox.append('visitor-a', { id: `m${id}`, value: { from: 'hub' } });
    const pieces: string[] = [];
    for await (const piece of eventStream(options)) {
      pieces.push(piece);
      if (pieces.filter((each) => each === ': alive\n\n').length === 2) break;
    }
    const ready = pieces.findIndex((piece) => piece.startsWith('event: ready'));
    expect(pieces.slice(0, ready).filter((piece) => piece.startsWith('id: '))).toHaveLength(250);
    expect(pieces.filter((piece) => piece.startsWith('event: ready'))).toHaveLength(1);
    expect(pieces.slice(ready + 1)).toEqual([': alive\n\n', ': alive\n\n']);
  });

  test('an entry wakes the reader at once, not at the next sign of life', async () => {
    const { mailbox, options } = world({ heartbeat: 60_000 });
    const reading = read(eventStream(options), (sequences) => sequences.length === 1);
    await pause(20);
    await mailbox.append('visitor-a', { id: 'm', value: { from: 'hub' } });
    expect((await reading).sequences).toEqual([1]);
  });

  test('it ends in order with the session, and when the host goes down', async () => {
    const expired = world({ visit: { ...visit, expiresAt: new Date(Date.now() + 60) } });
    expect((await read(eventStream(expired.options), () => false)).events).toContain('end {"reason":"expired"}');
    const stopped = world({ heartbeat: 60_000 });
    setTimeout(() => stopped.abort.abort(), 20);
    expect((await read(eventStream(stopped.options), () => false)).events).toContain('end {"reason":"restart"}');
  });

  test('its places are given back when the reader goes', async () => {
    const book = { storage: memoryStorage(), now: () => new Date() };
    const slot = (await takeSlot(book, 'a', 1))!;
    const { options } = world();
    expect(await takeSlot(book, 'a', 1)).toBeNull();
    await read(eventStream({ ...options, slots: [slot] }), (_, seen) => seen.includes('ready'));
    expect(await takeSlot(book, 'a', 1)).not.toBeNull();
  });
});

describe('GET events', () => {
  test('needs a session, a number to go on from, and a free place', async () => {
    const bench = testBench();
    expect((await events(request(), bench.context)).status).toBe(401);
    const { token } = await enter(bench);
    expect((await events(request({ token, query: { after: '-1' } }), bench.context)).status).toBe(400);
    const open = [];
    for (let i = 0; i < streamCaps.visitor; i++) open.push(await events(request({ token }), bench.context));
    expect(open.map(({ status }) => status)).toEqual(Array.from({ length: streamCaps.visitor }, () => 200));
    const refused = await events(request({ token }), bench.context);
    expect([refused.status, jsonOf(refused).error.code]).toEqual([429, 'TOO_MANY_STREAMS']);
    expect(open[0]!.headers!['content-type']).toBe('text/event-stream; charset=utf-8');
  });

  test('goes on behind Last-Event-ID', async () => {
    const bench = testBench();
    const { token } = await enter(bench);
    const { visitor } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { visitor: string };
    for (const id of ['a', 'b', 'c']) await bench.context.mailbox.append(visitor, { id, value: { from: 'hub' } });
    const answer = await events(request({ token, headers: { 'last-event-id': '2' } }), bench.context);
    const { sequences } = await read(answer.body as AsyncIterable<string>, (_, seen) => seen.includes('ready'));
    expect(sequences).toEqual([3]);
  });
});
