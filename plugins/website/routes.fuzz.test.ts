import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RouteAnswer } from '../sdk/index.js';
import { getForm, postForm } from './forms.js';
import { postMessage } from './messages.js';
import { events } from './events.js';
import { frame } from './frame-page.js';
import { postReceipts } from './receipts.js';
import { openSession } from './session.js';
import { start } from './start.js';
import { enter, request, testBench } from './testing/requests.js';

const seed = Date.now() % 2 ** 31;
const runs = 400;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('demo', '__proto__', 'constructor', '\ud800', '0'),
);
const body = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.record(
    {
      id: fc.oneof(text, fc.constant('b1a7c0de-0000')),
      text,
      choice: fc.jsonValue(),
      site: fc.oneof(text, fc.constant('demo')),
      page: fc.oneof(text, fc.constant('https://www.contoh.example')),
      resume: text,
      start: text,
      identity: text,
      consent: text,
      status: fc.constantFrom('READ', 'DELIVERED', 'x'),
      sequences: fc.array(fc.oneof(fc.integer(), fc.double())),
      token: text,
      values: fc.oneof(fc.dictionary(text, fc.oneof(text, fc.boolean())), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
);

test(`whatever is sent, every route answers, and none with an error of ours (seed ${seed})`, async () => {
  const bench = testBench();
  const { token } = await enter(bench);
  const { context } = bench;
  await fc.assert(
    fc.asyncProperty(body, text, text, fc.boolean(), async (json, name, value, signedIn) => {
      bench.clock.now += 60_000 / 50;
      const options = { parameters: { name }, query: { site: value, after: value, lang: value } };
      const headers = { 'last-event-id': value, 'accept-language': value };
      const post = { ...options, json, ...(signedIn && { token }) };
      const answers: RouteAnswer[] = [
        await openSession(request(post), context),
        await postMessage(request(post), context),
        await postReceipts(request(post), context),
        await postForm(request(post), context),
        await postForm(request({ ...post, parameters: { name: 'complaint' } }), context),
        await start(request(options), context),
        await frame(request(options), context),
        await getForm(request(options), context),
        await events(request({ ...options, headers, token: value }), context),
      ];
      for (const { status } of answers) expect(status).toBeLessThan(500);
    }),
    { seed, numRuns: runs },
  );
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
