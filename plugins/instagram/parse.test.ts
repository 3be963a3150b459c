import { describe, expect, it } from '@jest/globals';
import type { InboundItem } from '../sdk/index.js';
import { itemKey } from '../sdk/testing/index.js';
import { parse } from './parse.js';
import { changeEntry, commentChange, echoEntry, envelope, messagingEntry } from './simulator/payloads.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
const person = { id: '6000000000000001', username: 'warga.contoh' };
const at = new Date('2026-11-21T03:04:05Z');
const parsed = (body: unknown) => parse(Buffer.from(JSON.stringify(body)));
const said = (part: object) => parsed(envelope([messagingEntry(account, person, part, at)]));
const message = (rest: object) => said({ message: { mid: 'mid.1', ...rest } });
const contents = (items: InboundItem[]) => items.map((item) => (item.kind === 'message' ? item.content : item.kind));

describe('parse of direct messages', () => {
  it('gives account, sender, time and text', () => {
    expect(message({ text: 'Halo', reply_to: { mid: 'mid.0' } })).toEqual([
      {
        kind: 'message',
        accountKey: account.accountId,
        externalId: 'mid.1',
        at,
        sender: { key: person.id },
        content: { kind: 'text', text: 'Halo' },
        replyTo: 'mid.0',
      },
    ]);
  });

  it.each<[string, object, object[]]>([
    ['a quick reply', { text: 'Ya', quick_reply: { payload: 'yes' } }, [{ kind: 'choice', id: 'yes', title: 'Ya' }]],
    [
      'an image',
      { attachments: [{ type: 'image', payload: { url: 'https://cdn.example/1' } }] },
      [{ kind: 'media', media: 'image', url: 'https://cdn.example/1' }],
    ],
    [
      'two attachments with words',
      {
        text: 'Bukti',
        attachments: [
          { type: 'video', payload: { url: 'https://cdn.example/2' } },
          { type: 'audio', payload: { url: 'https://cdn.example/3' } },
        ],
      },
      [
        { kind: 'text', text: 'Bukti' },
        { kind: 'media', media: 'video', url: 'https://cdn.example/2' },
        { kind: 'media', media: 'audio', url: 'https://cdn.example/3' },
      ],
    ],
    [
      'a shared post',
      { attachments: [{ type: 'share', payload: { url: 'https://cdn.example/4' } }] },
      [{ kind: 'text', text: 'https://cdn.example/4' }],
    ],
    ['what Instagram cannot show', { is_unsupported: true }, [{ kind: 'unsupported', rawType: 'is_unsupported' }]],
    [
      'an attachment of the future',
      { attachments: [{ type: 'hologram', payload: { url: 'https://cdn.example/5' } }] },
      [{ kind: 'unsupported', rawType: 'hologram' }],
    ],
    [
      'a type named like a member of Object',
      { attachments: [{ type: 'constructor', payload: { url: 'https://cdn.example/6' } }] },
      [{ kind: 'unsupported', rawType: 'constructor' }],
    ],
    ['an empty message', {}, [{ kind: 'unsupported', rawType: 'message' }]],
  ])('reads %s', (_name, rest, expected) => {
    const items = message(rest);
    expect(contents(items)).toEqual(expected);
    expect(new Set(items.map(itemKey)).size).toBe(expected.length);
  });

  it.each<[string, object, object]>([
    [
      'an advertisement',
      { text: 'x', referral: { source: 'ADS', ad_id: '99', ref: 'r' } },
      { sourceId: '99', sourceType: 'ad' },
    ],
    [
      'an ig.me link',
      { text: 'x', referral: { source: 'SHORTLINKS', ref: 'spanduk' } },
      { sourceId: 'spanduk', sourceType: 'link' },
    ],
    [
      'an answer to a story',
      { text: 'x', reply_to: { story: { id: '55', url: 'u' } } },
      { sourceId: '55', sourceType: 'story-reply' },
    ],
    [
      'a story that mentions us',
      { attachments: [{ type: 'story_mention', payload: { url: 'https://cdn.example/s' } }] },
      { sourceId: 'mid.1', sourceType: 'story-mention' },
    ],
  ])('tells that somebody came by %s', (_name, rest, referral) => {
    expect(message(rest)).toMatchObject([{ kind: 'message', referral }]);
  });

  it('takes an echo as a receipt, never as a message', () => {
    const echo = echoEntry(account, person.id, { mid: 'mid.9', text: 'Jawaban', metadata: 'msg_1' } as never, at);
    expect(parsed(envelope([echo]))).toEqual([
      {
        kind: 'status',
        accountKey: account.accountId,
        externalId: 'mid.9',
        variant: 'echo',
        at,
        status: 'SENT',
        reference: 'msg_1',
      },
    ]);
    // Even without the flag, what the account itself sent is no message of a person.
    const unmarked = {
      ...messagingEntry(account, { ...person, id: account.accountId }, { message: { mid: 'm', text: 'x' } }),
    };
    expect(parsed(envelope([unmarked]))).toMatchObject([{ kind: 'unknown', name: 'messages' }]);
  });

  it('reads postbacks, reactions, reading and referrals', () => {
    expect(said({ postback: { mid: 'mid.2', title: 'Mulai', payload: 'start' } })).toMatchObject([
      { kind: 'message', externalId: 'mid.2', content: { kind: 'choice', id: 'start', title: 'Mulai' } },
    ]);
    const react = said({ reaction: { mid: 'mid.3', action: 'react', reaction: 'love', emoji: '❤️' } });
    const unreact = said({ reaction: { mid: 'mid.3', action: 'unreact' } });
    expect(contents([...react, ...unreact])).toEqual([
      { kind: 'reaction', to: 'mid.3', emoji: '❤️' },
      { kind: 'reaction', to: 'mid.3', emoji: null },
    ]);
    expect(itemKey(react[0]!)).not.toBe(itemKey(unreact[0]!));
    expect(said({ read: { mid: 'mid.4' } })).toMatchObject([{ kind: 'status', status: 'READ', externalId: 'mid.4' }]);
    expect(said({ referral: { ref: 'kampanye', source: 'SHORTLINKS', type: 'OPEN_THREAD' } })).toMatchObject([
      { kind: 'message', content: { kind: 'unsupported', rawType: 'referral' }, referral: { sourceId: 'kampanye' } },
    ]);
  });

  it('keeps the fact, not the words, of a message that was taken back', () => {
    const items = message({ is_deleted: true, text: 'rahasia' });
    expect(items).toMatchObject([{ kind: 'unknown', name: 'message_deleted', externalId: 'mid.1' }]);
    expect(JSON.stringify(items)).not.toContain('rahasia');
    expect(itemKey(items[0]!)).not.toBe(itemKey(message({ text: 'rahasia' })[0]!));
  });

  it('keeps handovers, standby and what is new', () => {
    const standby = {
      id: account.accountId,
      time: at.getTime(),
      standby: [{ sender: { id: '1' }, message: { mid: 'm' } }],
    };
    const names = [...said({ take_thread_control: {} }), ...said({ message_edit: {} }), ...parsed(envelope([standby]))];
    expect(names).toMatchObject([{ name: 'messaging_handover' }, { name: 'messaging' }, { name: 'standby' }]);
  });
});

describe('parse of comments and other changes', () => {
  const comment = { id: '17911', text: 'Kapan buka?', mediaId: '17800', parentId: '17910' };

  it.each(['changes', 'direct'] as const)('reads a comment in the shape "%s"', (shape) => {
    expect(parsed(envelope([changeEntry(account, commentChange(person, comment), shape, at)]))).toEqual([
      {
        kind: 'message',
        accountKey: account.accountId,
        externalId: '17911',
        at,
        sender: { key: 'comment:17911', aliases: [person.id], name: 'warga.contoh', singleReply: true },
        content: { kind: 'text', text: 'Kapan buka?' },
        replyTo: '17910',
        referral: { sourceId: '17800', sourceType: 'comment' },
      },
    ]);
  });

  it('knows comments on broadcasts and advertisements', () => {
    const live = changeEntry(account, commentChange(person, { ...comment, live: true }));
    const ad = changeEntry(account, commentChange(person, { ...comment, adId: '77' }));
    expect(parsed(envelope([live, ad]))).toMatchObject([
      { sender: { key: 'live-comment:17911' }, referral: { sourceType: 'live-comment' } },
      { sender: { key: 'comment:17911' }, referral: { sourceId: '77', sourceType: 'ad-comment' } },
    ]);
  });

  it('takes the account’s own comment as a receipt', () => {
    const own = commentChange({ id: account.accountId, username: account.username }, comment);
    const scoped = { field: 'comments', value: { id: '2', from: { id: '3', self_ig_scoped_id: '3' }, text: 'x' } };
    expect(parsed(envelope([changeEntry(account, own), changeEntry(account, scoped)]))).toMatchObject([
      { kind: 'status', externalId: '17911', status: 'SENT' },
      { kind: 'status', externalId: '2', status: 'SENT' },
    ]);
  });

  it('keeps mentions and story figures under their own keys', () => {
    const changes = [
      { field: 'mentions', value: { media_id: '1', comment_id: '2' } },
      { field: 'mentions', value: { media_id: '1' } },
      { field: 'story_insights', value: { media_id: '9', reach: 12 } },
      { field: 'something_new', value: {} },
    ].map((change, i) => changeEntry(account, change, i % 2 ? 'direct' : 'changes', at));
    expect(parsed(envelope(changes)).map((item) => [item.kind, item.variant, item.externalId])).toEqual([
      ['unknown', 'mentions', '1/2'],
      ['unknown', 'mentions', '1/caption'],
      ['unknown', 'story_insights', '9'],
      ['unknown', 'something_new', expect.stringMatching(/^[0-9a-f]{40}$/)],
    ]);
  });

  it('reads the samples of the dashboard, which show messaging events as changes', () => {
    const value = {
      sender: { id: '12334' },
      recipient: { id: '23245' },
      timestamp: '1527459824',
      message: { mid: 'random_mid', text: 'random_text' },
    };
    expect(parsed(envelope([changeEntry(account, { field: 'messages', value })]))).toMatchObject([
      { kind: 'message', externalId: 'random_mid', at: new Date(1_527_459_824_000), sender: { key: '12334' } },
    ]);
  });

  it('returns every item of a batch, also when one entry mixes them and values are lists', () => {
    const { value } = commentChange(person, comment);
    const entry = {
      ...messagingEntry(account, person, { message: { mid: 'a', text: '1' } }, at),
      changes: [{ field: 'comments', value: [value, { ...value, id: '17912' }] }],
      field: 'mentions',
      value: { media_id: '5' },
    };
    const more = messagingEntry(account, person, { message: { mid: 'b', text: '2' } }, at);
    const items = parsed([envelope([entry, more])]);
    expect(items.map((item) => item.externalId)).toEqual(['a', '17911', '17912', '5/caption', 'b']);
  });
});

describe('parse of odd bodies', () => {
  it('refuses what is no JSON object and keeps other products', () => {
    for (const body of ['{"object":', '7', 'null', '["x"]', '[[]]'])
      expect(() => parse(Buffer.from(body))).toThrow(SyntaxError);
    expect(parsed({ object: 'page', entry: [] })).toMatchObject([{ kind: 'unknown', name: 'page' }]);
    expect(parsed({ object: 'instagram', entry: [] })).toEqual([]);
    expect(parsed({ object: 'instagram', entry: [{}, null, 'x'] })).toHaveLength(3);
  });
});
