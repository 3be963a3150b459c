import { test } from '@jest/globals';
import { seededRandom } from '../kit/random.js';
import { expectEachOnce } from './mixed-webhooks.expectations.js';
import { MixedWebhooks, type MixedOptions } from './mixed-webhooks.scenario.js';

test('10,000 mixed webhooks, each five times in random order, and three SIGKILLs: each takes effect once', async () => {
  const options: MixedOptions = {
    webhooks: 10_000,
    people: { whatsapp: 1_900, instagram: 1_200, calls: 200 },
    times: 5,
    kills: 3,
    random: seededRandom('mixed webhooks, long'),
  };
  expectEachOnce(await MixedWebhooks.run(options), options);
}, 1_800_000);
