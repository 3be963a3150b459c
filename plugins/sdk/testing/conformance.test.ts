import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  defineChannel,
  signHmacSha256,
  verifyHmacSha256,
  type ChannelPlugin,
  type InboundItem,
  type OperationalLevel,
  type WebhookRequest,
} from '../index.js';
import { checkInbound } from './conformance.js';

const secret = 'kit-secret';
interface Body {
  events: { id: string; time: number; from: string }[];
}

const toItem = ({ id, time, from }: Body['events'][number]): InboundItem => ({
  kind: 'message',
  accountKey: 'a',
  externalId: String(id),
  at: Number.isFinite(time) && Math.abs(time) < 8e15 ? new Date(time) : null,
  sender: { key: String(from) },
  content: { kind: 'text', text: 'x' },
});

function parse({ rawBody }: WebhookRequest): InboundItem[] {
  const body = JSON.parse(rawBody.toString()) as Partial<Body> | null;
  const events: unknown[] = Array.isArray(body?.events) ? body.events : [];
  return events.flatMap((event) => {
    const { id, time, from } = (event ?? {}) as Partial<Body['events'][number]>;
    const named = [id, from].every((each) => typeof each === 'string' && each !== '');
    return id && from && named ? [toItem({ id, time: typeof time === 'number' ? time : Number.NaN, from })] : [];
  });
}

/** A sound plugin, with one member replaced by a broken one. */
function plugin(broken: Partial<OperationalLevel<unknown>> = {}, extra: Partial<ChannelPlugin> = {}): ChannelPlugin {
  return defineChannel({
    id: 'kit',
    version: '1.0.0',
    sdk: '^1.0.0',
    name: { id: 'Kit', en: 'Kit' },
    config: z.object({}),
    capabilities: {
      direction: 'TWO_WAY',
      text: { maximumLength: 100 },
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
      webhook: { maximumBytes: 1000, retryPeriod: 3_600_000 },
    },
    operational: {
      verify: ({ rawBody, headers }) =>
        verifyHmacSha256({ secret, rawBody, header: headers['x-signature'], prefix: '' }),
      parse,
      send: () => Promise.resolve({ status: 'accepted', externalId: '1' }),
      ...broken,
    },
    ...extra,
  });
}

function broken(subject: ChannelPlugin): string[] {
  const results = checkInbound({
    plugin: subject,
    config: {},
    sign: (rawBody) => ({ 'x-signature': signHmacSha256(secret, rawBody, '') }),
    samples: (now) => [
      { name: 'one', body: { events: [{ id: '1', time: now.getTime(), from: 'p' }] }, items: 1 },
      {
        name: 'two',
        body: {
          events: [
            { id: '2', time: now.getTime(), from: 'p' },
            { id: '3', time: now.getTime(), from: 'q' },
          ],
        },
        items: 2,
      },
    ],
  });
  return results.filter(({ passed }) => !passed).map(({ rule }) => rule);
}

let random = 0;

describe('the conformance kit', () => {
  it('passes a sound plugin', () => {
    expect(broken(plugin())).toEqual([]);
  });

  it.each<[string, ChannelPlugin]>([
    ['manifest and menu are sound', plugin({}, { sdk: '^2.0.0' })],
    ['a genuine webhook is accepted', plugin({ verify: () => ({ genuine: false, reason: 'wrong' }) })],
    ['a missing signature is refused', plugin({ verify: () => ({ genuine: true }) })],
    [
      'a changed body is refused',
      plugin({
        verify: ({ headers }) => (headers['x-signature'] ? { genuine: true } : { genuine: false, reason: 'missing' }),
      }),
    ],
    [
      'a damaged signature is refused',
      plugin({
        verify: ({ rawBody, headers }) =>
          (headers['x-signature'] ?? '').startsWith(signHmacSha256(secret, rawBody, '').slice(0, 8))
            ? { genuine: true }
            : { genuine: false, reason: 'wrong' },
      }),
    ],
    ['every item of a batch is returned', plugin({ parse: (request) => parse(request).slice(0, 1) })],
    [
      'parse is pure and keys are stable',
      plugin({ parse: (request) => parse(request).map((item) => ({ ...item, externalId: `${(random += 1)}` })) }),
    ],
    [
      'items carry the time of the sender',
      plugin({ parse: (request) => parse(request).map((item) => ({ ...item, at: new Date() })) }),
    ],
    [
      'parses any body without harm',
      plugin({ parse: ({ rawBody }) => (JSON.parse(rawBody.toString()) as Body).events.map(toItem) }),
    ],
  ])('catches a plugin that breaks "%s"', (rule, subject) => {
    expect(broken(subject)).toContain(rule);
  });
});
