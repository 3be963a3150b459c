import { test } from '@jest/globals';
import { seededRandom } from '../kit/random.js';
import { expectEachOnce } from './mixed-webhooks.expectations.js';
import { MixedWebhooks, type MixedOptions } from './mixed-webhooks.scenario.js';

test('webhooks of three channels, each five times in random order, and one SIGKILL: each takes effect once', async () => {
  const options: MixedOptions = {
    webhooks: 200,
    people: { whatsapp: 50, instagram: 40, calls: 4 },
    times: 5,
    kills: 1,
    random: seededRandom('mixed webhooks'),
  };
  expectEachOnce(await MixedWebhooks.run(options), options);
}, 120_000);
