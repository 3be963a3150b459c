import { expect, test } from '@jest/globals';
import { seededRandom } from '../kit/random.js';
import { expectNothingLost } from './kill.expectations.js';
import { KillScenario } from './kill.scenario.js';

test('the hub is killed with SIGKILL once: nothing acknowledged is lost, the partner misses and repeats nothing', async () => {
  const report = await KillScenario.run({ kills: 1, writers: 2, people: 20, random: seededRandom('kill') });
  expect(report.connections).toBeGreaterThan(1);
  expectNothingLost(report);
}, 120_000);
