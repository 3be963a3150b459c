import { expect, test } from '@jest/globals';
import { seededRandom } from '../kit/random.js';
import { expectNothingLost } from './kill.expectations.js';
import { KillScenario } from './kill.scenario.js';

test('the hub is killed eight times under writers, webhooks and a partner: nothing is lost, missed or repeated', async () => {
  const report = await KillScenario.run({ kills: 8, writers: 4, people: 90, random: seededRandom('kill, long') });
  expect(report.connections).toBeGreaterThan(8);
  expect(report.acknowledged.size).toBeGreaterThan(10);
  expectNothingLost(report);
});
