import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  advance,
  defineChannel,
  movableFrom,
  parseMenu,
  pluginFaults,
  rangeFault,
  secretText,
  settingsOf,
  signHmacSha256,
  staleness,
  verifyHmacSha256,
  type InboundItem,
  type Menu,
  type MessageStatus,
} from './index.js';

describe('signatures', () => {
  // Vectors computed with an independent implementation, see the WhatsApp README.
  it.each([
    ['secret', 'test', '0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914'],
    [
      'app-secret',
      '{"object":"whatsapp_business_account","entry":[]}',
      'd3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f',
    ],
  ])('agrees with the vector for key %s', (secret, body, hex) => {
    const rawBody = Buffer.from(body);
    const check = (header: string | undefined, bytes = rawBody) =>
      verifyHmacSha256({ secret, rawBody: bytes, header, prefix: 'sha256=' });
    expect(signHmacSha256(secret, body, 'sha256=')).toBe(`sha256=${hex}`);
    expect(check(`sha256=${hex}`)).toEqual({ genuine: true });
    expect(check(undefined)).toEqual({ genuine: false, reason: 'missing' });
    expect(check(hex)).toEqual({ genuine: false, reason: 'malformed' });
    expect(check(`sha256=${hex.toUpperCase()}`)).toEqual({ genuine: false, reason: 'malformed' });
    expect(check(`sha256=${hex}`, Buffer.from(`${body} `))).toEqual({ genuine: false, reason: 'wrong' });
  });
});

describe('staleness', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  const week = 7 * 86_400_000;
  const item = (secondsAgo: number | null): InboundItem => ({
    kind: 'status',
    status: 'SENT',
    accountKey: '1',
    externalId: 'x',
    at: secondsAgo === null ? null : new Date(now.getTime() - secondsAgo * 1000),
  });
  it('judges an envelope by its newest item', () => {
    expect(staleness([item(0)], now, week)).toBeNull();
    expect(staleness([item(8 * 86_400), item(6 * 86_400)], now, week)).toBeNull();
    expect(staleness([item(8 * 86_400)], now, week)).toBe('old');
    expect(staleness([item(-299)], now, week)).toBeNull();
    expect(staleness([item(-301)], now, week)).toBe('future');
    expect(staleness([item(null)], now, week)).toBeNull();
  });
});

describe('the receipt ladder', () => {
  const all: MessageStatus[] = ['QUEUED', 'UNKNOWN', 'SENT', 'DELIVERED', 'READ', 'FAILED'];
  it('moves forward only, whatever the order of the news', () => {
    expect(advance('QUEUED', 'READ')).toBe('READ');
    expect(advance('READ', 'DELIVERED')).toBeNull();
    expect(advance('DELIVERED', 'FAILED')).toBeNull();
    expect(advance('SENT', 'UNKNOWN')).toBeNull();
    expect(advance('UNKNOWN', 'SENT')).toBe('SENT');
    expect(all.every((news) => advance('FAILED', news) === null)).toBe(true);
    expect(movableFrom('DELIVERED')).toEqual(['QUEUED', 'UNKNOWN', 'SENT']);
  });
});

describe('version ranges', () => {
  it('reads them as npm does', () => {
    expect(rangeFault('^1.0.0', '1.4.2')).toBeNull();
    expect(rangeFault('^1.5.0', '1.4.2')).toBe('needs ^1.5.0, and this is the older 1.4.2');
    expect(rangeFault('^1.0.0', '2.0.0')).toBe('needs ^1.0.0, and this is 2.0.0');
    expect(rangeFault('~1.4.0', '1.4.9')).toBeNull();
    expect(rangeFault('1.4.2', '1.4.3')).not.toBeNull();
    expect(rangeFault('>=1', '1.0.0')).toContain('is not a range');
  });
});

const text = (value: string) => ({ id: value, en: value });
const menu = (): Menu => ({
  version: '1',
  start: 'main',
  nodes: {
    main: {
      kind: 'choices',
      text: text('Pilih'),
      choices: [
        { id: 'info', label: text('Info'), keypad: '1', next: 'info' },
        { id: 'keluhan', label: text('Keluhan'), keypad: '2', next: 'keluhan' },
      ],
    },
    info: { kind: 'action', action: { type: 'article', id: 'hours' }, next: 'main' },
    keluhan: {
      kind: 'script',
      questions: [
        {
          field: 'category',
          kind: 'choice',
          text: text('Apa?'),
          invalid: text('?'),
          choices: [
            { value: 'A', label: text('A'), keypad: '1' },
            { value: 'B', label: text('B'), keypad: '2' },
          ],
        },
        { field: 'description', kind: 'text', text: text('Ceritakan'), invalid: text('?') },
      ],
      action: { type: 'fileComplaint', category: 'category', description: 'description' },
    },
  },
  articles: { hours: { title: text('Jam'), body: text('08.00-15.00') } },
  commands: { menu: ['menu', '0'], cancel: ['batal'], skip: ['lewati'], language: { id: ['bahasa'], en: ['english'] } },
  texts: {
    greeting: text('Halo'),
    invalidChoice: text('?'),
    unreadable: text('?'),
    cancelled: text('x'),
    complaintReceived: text('x'),
    complaintFiled: text('{ticket} {pin}'),
    complaintResponded: text('{ticket} {text}'),
    complaintResolved: text('{ticket} {text}'),
    serviceRequestOpened: text('{reference}'),
    handedOff: text('x'),
    closed: text('x'),
  },
});

describe('menu data', () => {
  it('takes a whole tree and survives JSON', () => {
    expect(parseMenu(JSON.parse(JSON.stringify(menu())))).toEqual(menu());
  });
  it.each<[string, (data: Menu) => void, RegExp]>([
    ['an unknown next', (data) => Object.assign(data.nodes.info!, { next: 'nowhere' }), /there is no node "nowhere"/],
    [
      'an unreachable node',
      (data) => (data.nodes.lost = { kind: 'action', action: { type: 'close' } }),
      /nodes.lost: nothing leads/,
    ],
    ['an unknown article', (data) => delete data.articles.hours, /no article "hours"/],
    [
      'a key given twice',
      (data) => data.nodes.main!.kind === 'choices' && (data.nodes.main!.choices[1]!.keypad = '1'),
      /key 1 is given twice/,
    ],
    [
      'a key that is a command',
      (data) => data.nodes.main!.kind === 'choices' && (data.nodes.main!.choices[1]!.keypad = '0'),
      /key 0 is a command/,
    ],
    [
      'a complaint without a question for it',
      (data) => data.nodes.keluhan!.kind === 'script' && data.nodes.keluhan!.questions.pop(),
      /nothing asks for "description"/,
    ],
    ['a missing placeholder', (data) => (data.texts.complaintFiled = text('{ticket}')), /\{pin\} is missing/],
    ['a placeholder nobody fills', (data) => (data.texts.greeting = text('Halo {name}')), /nothing fills \{name\}/],
    ['a word with two meanings', (data) => data.commands.cancel.push('menu'), /"menu" means two things/],
  ])('refuses %s, with its place', (_name, spoil, message) => {
    const data = menu();
    spoil(data);
    expect(() => parseMenu(data)).toThrow(message);
  });
  it('refuses a text in one language only', () => {
    const data = menu() as unknown as { texts: { greeting: Record<string, string> } };
    delete data.texts.greeting.en;
    expect(() => parseMenu(data)).toThrow(/texts.greeting.en/);
  });
});

describe('defineChannel', () => {
  const plugin = () =>
    defineChannel({
      id: 'demo',
      version: '0.1.0',
      sdk: '^1.0.0',
      name: text('Demo'),
      config: z.object({
        token: secretText({ description: 'A token', developmentDefault: 'dev-token-1' }),
        zone: z.string().optional(),
      }),
      capabilities: {
        direction: 'TWO_WAY',
        text: { maximumLength: 10 },
        buttons: null,
        list: null,
        keypad: null,
        headerLength: 0,
        footerLength: 0,
        media: {},
        templates: false,
        voice: false,
        replyWindow: null,
        proactive: 'always',
        receipts: [],
        quotas: { account: null, recipient: null },
        webhook: null,
      },
      operational: { send: () => Promise.resolve({ status: 'accepted', externalId: '1' }), menu: menu() },
    });
  it('accepts a sound plugin and lists its settings', () => {
    expect(pluginFaults(plugin())).toEqual([]);
    expect(settingsOf(plugin().config)).toEqual([
      { key: 'token', secret: true, developmentDefault: 'dev-token-1', description: 'A token', required: true },
      { key: 'zone', secret: false, description: '', required: false },
    ]);
  });
  it('gives the exact reason of a refusal', () => {
    expect(pluginFaults({ ...plugin(), sdk: '^2.0.0' })).toEqual([
      'SDK range: the plugin needs ^2.0.0, and this is the older 1.1.0',
    ]);
    expect(pluginFaults({ ...plugin(), operational: {} })).toEqual([
      'promises to speak but has neither operational.send nor operational.answer',
    ]);
    const polling = { pause: 1, deadline: 1 };
    expect(pluginFaults({ ...plugin(), capabilities: { ...plugin().capabilities, polling } })).toEqual([
      'declares polling but has no operational.poll',
    ]);
    expect(pluginFaults({ id: 'half', capabilities: {} } as never)).toEqual(['version is missing', 'sdk is missing']);
  });
});
