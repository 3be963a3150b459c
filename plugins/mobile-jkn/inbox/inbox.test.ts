import { describe, expect, test } from '@jest/globals';
import type { InboundItem, MessageContent } from '../../sdk/index.js';
import { memoryMailbox, memoryStorage, serviceContext } from '../../sdk/testing/index.js';
import { conformance } from '../conformance.js';
import type { AppContext } from '../graph/answers.js';
import { inbox, readUpTo, sendMessage } from '../graph/inbox.resolvers.js';
import { isOlder } from '../graph/device.resolvers.js';
import { defaultPreferences, isQuiet } from '../preferences.js';
import { referenceIn } from './entry.js';
import { layDown } from './inbox.js';

const viewer = {
  subject: 'app:seroja',
  role: 'participant',
  scopes: [],
  tenant: 't',
  participant: 'par_seroja',
  tokenId: 'x',
  expiresAt: 2e9,
} as const;

function appContext(participant = 'par_seroja') {
  const received: InboundItem[] = [];
  const context: AppContext = serviceContext(conformance.config, {
    viewer: { ...viewer, participant },
    storage: memoryStorage(),
    mailbox: memoryMailbox(),
    receive: (items) => {
      received.push(...items);
      return Promise.resolve({ stored: items.length, duplicates: 0 });
    },
  });
  return { context, received };
}

const text = (words: string): MessageContent => ({ kind: 'text', text: words });

async function filled(messages: number) {
  const app = appContext();
  for (let index = 1; index <= messages; index += 1)
    await layDown(app.context, 'par_seroja', `msg_${index}`, { content: text(`pesan ${index}`) });
  return app;
}

const sequencesOf = ({ entries }: { entries: readonly { sequence: number }[] }) =>
  entries.map(({ sequence }) => sequence);

describe('the inbox', () => {
  test('gives pages, newest first, that join without gap or repeat, also while messages come', async () => {
    const { context } = await filled(250);
    const first = await inbox(context, 100, null);
    await layDown(context, 'par_seroja', 'msg_251', { content: text('baru') });
    const second = await inbox(context, 100, first.pageInfo.endCursor);
    const third = await inbox(context, 100, second.pageInfo.endCursor);
    const seen = [first, second, third].flatMap(sequencesOf);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index));
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
    expect(sequencesOf(await inbox(context, 1, null))).toEqual([251]);
  });

  test('counts what is unread; reading tells the hub each message once and never goes back', async () => {
    const { context, received } = await filled(130);
    expect((await inbox(context, 5, null)).unreadCount).toBe(130);
    expect(await readUpTo(context, 120)).toEqual({ unreadCount: 10, readUpTo: 120 });
    expect(received).toHaveLength(120);
    expect(received[0]).toMatchObject({ kind: 'status', status: 'READ', externalId: 'msg_1', reference: 'msg_1' });
    expect(await readUpTo(context, 7)).toEqual({ unreadCount: 10, readUpTo: 120 });
    expect(received).toHaveLength(120);
    expect(await readUpTo(context, 10_000)).toEqual({ unreadCount: 0, readUpTo: 130 });
    expect((await inbox(context, 2, null)).entries).toMatchObject([{ read: true }, { read: true }]);
  });

  test('knows messages whose laying down was interrupted before its marks moved', async () => {
    const { context } = await filled(3);
    await context.mailbox.append('par_seroja', { id: 'msg_4', value: { content: text('keempat') } });
    expect(await inbox(context, 1, null)).toMatchObject({ entries: [{ id: 'msg_4', sequence: 4 }], unreadCount: 4 });
  });

  test('of an empty mailbox is empty', async () => {
    const { context } = appContext();
    expect(await inbox(context, 20, null)).toEqual({
      entries: [],
      pageInfo: { hasNextPage: false, endCursor: null },
      unreadCount: 0,
    });
    expect(await readUpTo(context, 5)).toEqual({ unreadCount: 0, readUpTo: 0 });
  });

  test.each([
    [0, null],
    [101, null],
    [20, 'one'],
  ])('refuses first %s after %s', async (first, after) => {
    await expect(inbox(appContext().context, first, after)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('saying something', () => {
  test('makes a message of the signed-in participant; equal client ids of two people are two messages', async () => {
    const items = await Promise.all(
      ['par_seroja', 'par_other'].map(async (participant) => {
        const { context, received } = appContext(participant);
        await sendMessage(context, { clientId: 'client-id-1', text: ' Halo ' });
        return received[0]!;
      }),
    );
    expect(items[0]).toMatchObject({
      kind: 'message',
      sender: { key: 'par_seroja', participantId: 'par_seroja' },
      content: { kind: 'text', text: 'Halo' },
    });
    expect(items[0]!.externalId).not.toBe(items[1]!.externalId);
  });

  test.each([
    [{ clientId: 'x', text: 'Halo' }, 'clientId'],
    [{ clientId: 'client-id-1' }, 'text'],
    [{ clientId: 'client-id-1', text: 'Halo', choice: 'a' }, 'text'],
    [{ clientId: 'client-id-1', text: 'x'.repeat(4_001) }, 'text'],
    [{ clientId: 'client-id-1', choice: 'x'.repeat(201) }, 'choice'],
  ])('refuses %j', async (input, field) => {
    const { context, received } = appContext();
    expect(await sendMessage(context, input)).toMatchObject({ __typename: 'ValidationFailed', problems: [{ field }] });
    expect(received).toEqual([]);
  });
});

describe('small rules', () => {
  test.each([
    ['4.0.0', '4.0.0', false],
    ['3.9.9', '4.0.0', true],
    ['4.10.0', '4.9.9', false],
    ['4.0', '4.0.1', true],
  ])('%s is older than %s: %s', (version, than, expected) => expect(isOlder(version, than)).toBe(expected));

  test.each([
    ['21:59', false],
    ['22:00', true],
    ['05:59', true],
    ['06:00', false],
  ])('at %s in Makassar it is quiet from 22:00 to 06:00: %s', (time, expected) => {
    const quiet = { ...defaultPreferences, quietFrom: '22:00', quietTo: '06:00', zone: 'WITA' as const };
    expect(isQuiet(quiet, new Date(`2026-11-20T${time}:00+08:00`))).toBe(expected);
  });

  test('only references of cases are taken out of a text', () => {
    expect(referenceIn(text('Permohonan P-7K3F9Q2M: selesai'))).toBe('P-7K3F9Q2M');
    expect(referenceIn(text('NIK 6171015203959101, PIN 123456'))).toBeUndefined();
  });
});
