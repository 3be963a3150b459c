import { expect } from '@jest/globals';
import type { MixedOptions, MixedReport } from './mixed-webhooks.scenario.js';

/** Every webhook took effect once, every ledger balances, and nothing was given up. */
export function expectEachOnce(report: MixedReport, { webhooks, kills, times }: MixedOptions): void {
  expect(report).toMatchObject({ webhooks, kills, unlike: [] });
  for (const [channel, { items, ledger }] of report.channels) {
    const { received, stored, rejected, duplicates, processed, deadLettered } = ledger;
    expect({ channel, stored, processed, rejected, deadLettered }).toEqual({
      channel,
      stored: items,
      processed: items,
      rejected: 0,
      deadLettered: 0,
    });
    expect({ channel, received }).toEqual({ channel, received: stored + rejected + duplicates });
    // A delivery whose answer was lost by a kill comes once more.
    expect(received).toBeGreaterThanOrEqual(items * times);
  }
  const written = new Set(report.written);
  expect(report.kept.filter((words) => written.has(words)).sort()).toEqual([...written].sort());
  expect(new Set(report.references).size).toBe(report.references.length);
}
