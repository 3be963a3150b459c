import { expect, test } from '@jest/globals';
import { externalUri, randomSeed } from '../support/environment.js';
import { killRounds } from './torture.js';

const ownStoreOnly = externalUri === undefined ? test : test.skip;

ownStoreOnly('ten rounds of SIGKILL under load lose no acknowledged write', async () => {
  const seed = randomSeed();
  const report = await killRounds({ rounds: 10, seed, compact: true });
  process.stdout.write(`SIGKILL: KANAL_SEED=${seed} ${JSON.stringify({ ...report, faults: report.faults.length })}\n`);
  expect(report.faults).toEqual([]);
  expect(report.rounds).toBe(10);
  expect(report.compactions).toBeGreaterThan(0);
  expect(report.acknowledgedTransactions).toBeGreaterThan(10);
});
