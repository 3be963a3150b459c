import { expect, test } from '@jest/globals';
import { externalUri, randomSeed } from '../support/environment.js';
import { killRounds } from './torture.js';

const ownStoreOnly = externalUri === undefined ? test : test.skip;

ownStoreOnly(
  'two rounds of SIGKILL under load lose no acknowledged write',
  async () => {
    const seed = randomSeed();
    process.stdout.write(`SIGKILL: 2 rounds, KANAL_SEED=${seed}\n`);
    const report = await killRounds({ rounds: 2, seed });
    expect(report.faults).toEqual([]);
    expect(report.rounds).toBe(2);
    expect(report.acknowledgedWrites).toBeGreaterThan(0);
  },
  120_000,
);
