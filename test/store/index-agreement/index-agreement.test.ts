import { expect, test } from '@jest/globals';
import { agreementRun } from './run.js';

test('1,000 random queries give the same answers with and without indexes', async () => {
  const report = await agreementRun(1_000);
  expect(report.queries).toBe(1_000);
  expect(report.byIndex).toBeGreaterThan(report.explained / 10);
}, 120_000);
