import { expect, test } from '@jest/globals';
import { runConformance } from '../sdk/testing/index.js';
import { conformance } from './conformance.js';

test('the plugin passes the conformance kit', async () => {
  const report = await runConformance(conformance);
  expect(report.results.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(report.passed).toBe(true);
}, 60_000);
