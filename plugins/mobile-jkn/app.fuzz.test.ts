import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InboundItem } from '../sdk/index.js';
import { memoryMailbox, memoryStorage, serviceContext } from '../sdk/testing/index.js';
import { conformance } from './conformance.js';
import { sendMessage, type MessageInput } from './graph/inbox.resolvers.js';
import { confirmRegistration } from './registration/confirm-registration.js';
import { requestCode } from './registration/request-code.js';
import { resultOf } from './push/fcm-errors.js';

const seed = randomInt(2 ** 31);
const runs = { seed, numRuns: 2_000 };

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('0899-0000-0101'));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const viewer = {
  subject: 'app:seroja',
  role: 'participant',
  scopes: [],
  tenant: 't',
  participant: 'par_seroja',
  tokenId: 'x',
  expiresAt: 2e9,
} as const;

describe(`whatever the app sends (seed ${seed})`, () => {
  test('a message is taken as its sender’s own or refused, and never thrown at', async () => {
    const id = fc.oneof(anyText, fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/));
    const input: fc.Arbitrary<MessageInput> = fc.record({
      clientId: id,
      text: maybe(anyText),
      choice: maybe(anyText),
      title: maybe(anyText),
      replyTo: maybe(anyText),
    });
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const received: InboundItem[] = [];
        const receive = (items: readonly InboundItem[]) => {
          received.push(...items);
          return Promise.resolve({ stored: items.length, duplicates: 0 });
        };
        const outcome = await sendMessage(serviceContext(conformance.config, { viewer, receive }), given);
        expect(received).toHaveLength(outcome.__typename === 'MobileJknMessageTaken' ? 1 : 0);
        for (const item of received) expect(item).toMatchObject({ sender: { participantId: 'par_seroja' } });
      }),
      runs,
    );
  });

  test('registration answers with an outcome, and no code but the right one registers', async () => {
    const person = fc.record({
      name: anyText,
      nationalId: anyText,
      birthDate: anyText,
      sex: anyText,
      segment: anyText,
      region: anyText,
      place: anyText,
    });
    const given = fc.record({
      phone: anyText,
      installation: fc.oneof(anyText, fc.constant('installation-1')),
      challenge: anyText,
      code: fc.oneof(anyText, fc.stringMatching(/^\d{6}$/)),
      person,
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ phone, installation, challenge, code, person: described }) => {
        let sent = '';
        const context = serviceContext(conformance.config, {
          storage: memoryStorage(),
          mailbox: memoryMailbox(),
          fetch: (_url, init) => {
            sent = /\d{6}/.exec(String((JSON.parse(String(init?.body)) as { text: string }).text))![0];
            return Promise.resolve(new Response('{}', { status: 202 }));
          },
        });
        const asked = await requestCode(context, { phone, installation });
        const id = asked.kind === 'sent' ? asked.challenge : challenge;
        if (code === sent) return;
        const outcome = await confirmRegistration(context, { challenge: id, installation, code, person: described });
        expect(['invalid', 'refused']).toContain(outcome.kind);
      }),
      runs,
    );
  });

  test('whatever FCM answers has a result', () => {
    const answer = fc.record({
      status: fc.integer({ min: 300, max: 599 }),
      retryAfter: fc.option(anyText),
      body: fc.oneof(
        fc.jsonValue(),
        fc.record({ error: fc.record({ status: anyText, details: fc.array(fc.dictionary(anyText, fc.jsonValue())) }) }),
      ),
      now: fc.constant(new Date(0)),
      attempt: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(answer, (given) => {
        const result = resultOf(given);
        expect(['gone', 'later', 'never', 'unknown']).toContain(result.kind);
        if (result.kind === 'later' && result.retryAfter !== undefined)
          expect(result.retryAfter).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });
});
