import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEventParser, type ServerEvent } from './client/event-parser.js';
import { linkPieces } from './client/links.js';
import { originAllowed } from './client/origins.js';
import { say } from './client/chat-words.js';

function parse(pieces: readonly string[]): ServerEvent[] {
  const seen: ServerEvent[] = [];
  const take = createEventParser((event) => seen.push(event));
  pieces.forEach(take);
  return seen;
}

describe('the reader of server-sent events', () => {
  const stream =
    'retry: 2000\n\n: alive\n\nid: 1\nevent: entry\ndata: {"a":1}\n\nid: 2\r\ndata:x\r\ndata: y\r\n\r\ndata: last\rid: 3\r\r:\n';
  const expected = [
    { event: 'entry', data: '{"a":1}', id: '1' },
    { event: 'message', data: 'x\ny', id: '2' },
    { event: 'message', data: 'last', id: '3' },
  ];

  test('reads fields, comments, several data lines and all three line breaks', () => {
    expect(parse([stream])).toEqual(expected);
  });

  test('wherever the stream is cut, the events are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const pieces = places.slice(1).map((end, i) => stream.slice(places[i], end));
        expect(parse(pieces)).toEqual(expected);
      }),
    );
  });

  test('a line or an event without end is refused', () => {
    expect(() => parse(['data: ' + 'x'.repeat(1_000_001)])).toThrow(RangeError);
    expect(() => parse(Array.from({ length: 1_100 }, () => `data: ${'x'.repeat(1_000)}\n`))).toThrow(RangeError);
  });
});

describe('links in messages', () => {
  test('addresses become links without the end of the sentence', () => {
    expect(linkPieces('Lihat https://www.contoh.example/a?b=c&d. Terima kasih')).toEqual([
      { text: 'Lihat ' },
      { text: 'https://www.contoh.example/a?b=c&d', href: 'https://www.contoh.example/a?b=c&d' },
      { text: '. Terima kasih' },
    ]);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://nama:sandi@jahat.example', 'https://', 'file:///etc'])(
    '%s is no link',
    (text) => expect(linkPieces(text).some(({ href }) => href !== undefined)).toBe(false),
  );

  test('whatever is written stays whole, and only http and https are linked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.webUrl(), fc.string(), (before, url, after) => {
        const text = `${before} ${url}${after}`;
        const pieces = linkPieces(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const { href } of pieces) if (href) expect(href).toMatch(/^https?:\/\//);
      }),
    );
  });
});

test('origins are compared whole; only loopback may have any port', () => {
  const allowed = ['https://www.contoh.example', 'http://localhost:*'];
  for (const origin of ['https://www.contoh.example', 'http://localhost', 'http://localhost:5173'])
    expect(originAllowed(allowed, origin)).toBe(true);
  for (const origin of [
    'https://www.contoh.example.jahat.example',
    'http://www.contoh.example',
    'https://contoh.example',
    'http://localhost.jahat.example',
    'http://localhost:80.jahat.example',
    'https://localhost:443',
    'null',
    '',
  ])
    expect(originAllowed(allowed, origin)).toBe(false);
});

test('texts are filled', () => {
  expect(say('openUnread', 'en', { count: '2' })).toBe('Open the chat, 2 new messages');
});
