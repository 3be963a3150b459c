import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundItem } from '../sdk/index.js';
import { fetchAttachment } from './media.js';
import { poll } from './poll.js';
import { ImapSimulator } from './simulator/imap-server.js';
import { letter, letterWithFiles } from './simulator/mails.js';
import { configWith, contextOf, settings } from './testing/world.js';

const login = { user: settings.address, password: settings.password };
let server: ImapSimulator;

beforeEach(async () => {
  server = await ImapSimulator.start(login);
});
afterEach(() => server.close());

const configOf = (changes = {}) => configWith({ imapPort: String(server.port), ...changes });
const ask = (checkpoint: string | null, changes = {}) => poll(contextOf(configOf(changes)), checkpoint, 0);
const ids = (items: readonly InboundItem[]) => items.map(({ externalId }) => externalId);
const deliver = (number: number, receivedAt = new Date()) =>
  server.deliver(letter({ messageId: `<${number}@warga.example>` }), receivedAt);

describe('reading', () => {
  it('gives every mail once, in order, and goes on from the checkpoint', async () => {
    deliver(1);
    deliver(2);
    const first = await ask(null);
    expect(ids(first.items)).toEqual(['<1@warga.example>', '<2@warga.example>']);
    const nothing = await ask(first.checkpoint);
    expect(nothing).toEqual({ items: [], checkpoint: first.checkpoint });
    deliver(3);
    expect(ids((await ask(nothing.checkpoint)).items)).toEqual(['<3@warga.example>']);
  });

  it('from an older checkpoint gives the same items again: a crash loses nothing', async () => {
    const receivedAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    deliver(1, receivedAt);
    expect(await ask(null)).toEqual(await ask(null));
  });

  it('passes over holes in the uids, and mail that somebody took away', async () => {
    [1, 2, 3].forEach((number) => deliver(number));
    const { checkpoint } = await ask(null);
    [4, 5].forEach((number) => deliver(number));
    server.folder.mails.splice(1, 3);
    expect(ids((await ask(checkpoint)).items)).toEqual(['<5@warga.example>']);
  });

  it('gives no mail again when the only new one was taken away', async () => {
    deliver(1);
    const { checkpoint } = await ask(null);
    deliver(2);
    server.folder.mails.pop();
    expect((await ask(checkpoint)).items).toEqual([]);
  });

  it('takes a large backlog in portions', async () => {
    for (let i = 0; i < 60; i++) deliver(i);
    const seen: string[] = [];
    let checkpoint: string | null = null;
    for (const expected of [25, 25, 10, 0]) {
      const found = await ask(checkpoint);
      expect(found.items).toHaveLength(expected);
      seen.push(...ids(found.items));
      ({ checkpoint } = found);
    }
    expect(new Set(seen).size).toBe(60);
  });

  it('changes nothing at the server', async () => {
    deliver(1);
    await ask(null);
    expect(server.commands).toContain('EXAMINE');
    expect(server.commands.filter((command) => /STORE|SELECT|EXPUNGE|COPY|MOVE/.test(command))).toEqual([]);
  });

  it('gives a mail over the limit by its beginning, without attachments', async () => {
    const content = Buffer.alloc(400_000, 'x');
    server.deliver(letterWithFiles({ text: 'Bukti terlampir.' }, [{ name: 'a.txt', type: 'text/plain', content }]));
    const { items } = await ask(null, { maximumMessageBytes: '100000' });
    expect(items).toMatchObject([
      { content: { kind: 'text', text: 'Pertanyaan\n\nBukti terlampir.' } },
      { content: { kind: 'unsupported', code: 'MAIL_TOO_LARGE' } },
    ]);
  });
});

describe('waiting', () => {
  it('ends as soon as a letter arrives, and the next call reads it', async () => {
    const { checkpoint } = await ask(null);
    const waiting = poll(contextOf(configOf()), checkpoint, 20_000);
    while (!server.commands.includes('IDLE')) await new Promise((resolve) => setTimeout(resolve, 5));
    deliver(1);
    expect(await waiting).toEqual({ items: [], checkpoint });
    expect(ids((await ask(checkpoint)).items)).toEqual(['<1@warga.example>']);
  });

  it('ends with the signal', async () => {
    const { checkpoint } = await ask(null);
    const waiting = poll(contextOf(configOf(), AbortSignal.timeout(300)), checkpoint, 20_000);
    await expect(waiting).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });
});

describe('the first start', () => {
  it('reads only what arrives from then on', async () => {
    deliver(1, new Date('2020-01-01T00:00:00Z'));
    const first = await ask(null, { firstRead: 'new' });
    expect(first.items).toEqual([]);
    deliver(2);
    expect(ids((await ask(first.checkpoint, { firstRead: 'new' })).items)).toEqual(['<2@warga.example>']);
  });

  it('of an empty folder loses no mail that follows', async () => {
    const { checkpoint } = await ask(null, { firstRead: 'new' });
    deliver(1);
    expect((await ask(checkpoint)).items).toHaveLength(1);
  });

  it('keeps mail from before it out even when the folder is built anew', async () => {
    deliver(1, new Date('2020-01-01T00:00:00Z'));
    const { checkpoint } = await ask(null, { firstRead: 'new' });
    deliver(2);
    server.rebuild();
    const found = await ask(checkpoint, { firstRead: 'new' });
    expect(ids(found.items)).toEqual(['<2@warga.example>']);
    expect(JSON.parse(String(found.checkpoint))).toMatchObject({ uidValidity: '2', uid: 2 });
  });
});

it('a folder that was built anew is read from the start under the same keys', async () => {
  [1, 2].forEach((number) => deliver(number));
  const first = await ask(null);
  server.rebuild();
  expect(ids((await ask(first.checkpoint)).items)).toEqual(ids(first.items));
});

describe('a server in trouble', () => {
  it('that refuses the login is told without login or password', async () => {
    const failure = await ask(null, { password: 'wrong-secret-2' }).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'MailboxError', code: 'LOGIN_REFUSED' });
    expect(JSON.stringify([String(failure), failure])).not.toMatch(/wrong-secret-2|layanan@/);
  });

  it('without the folder is told apart', async () => {
    await expect(ask(null, { mailbox: 'Arsip' })).rejects.toMatchObject({ code: 'FOLDER_MISSING' });
  });

  it('that cuts the connection within a mail loses nothing', async () => {
    deliver(1);
    server.cutNextFetch = true;
    await expect(ask(null)).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect((await ask(null)).items).toHaveLength(1);
  });

  it('that never answers is left at the deadline', async () => {
    server.hangNext = true;
    const context = contextOf(configOf(), AbortSignal.timeout(100));
    await expect(poll(context, null, 0)).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });

  it('that offers no TLS gets no password', async () => {
    await expect(ask(null, { imapSecurity: 'starttls' })).rejects.toMatchObject({ name: 'MailboxError' });
    expect(server.commands.filter((command) => /LOGIN|AUTHENTICATE/.test(command))).toEqual([]);
  });
});

describe('an attachment', () => {
  const content = Buffer.from('%PDF-1.7 contoh');

  it('is fetched by the id of its item, and by no other', async () => {
    server.deliver(letterWithFiles({}, [{ name: 'a.pdf', type: 'application/pdf', content }]));
    const { items } = await ask(null);
    expect(items[1]).toMatchObject({ content: { kind: 'media', mediaId: '1.1.1' } });
    const context = contextOf(configOf());
    expect(await fetchAttachment('1.1.1', context)).toEqual({ mimeType: 'application/pdf', content });
    for (const other of ['1.1.2', '2.1.1', '1.9.1', 'x']) expect(await fetchAttachment(other, context)).toBeNull();
  });
});
