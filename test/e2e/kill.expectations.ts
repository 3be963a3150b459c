import { expect } from '@jest/globals';
import type { KillReport } from './kill.scenario.js';

/** Nothing acknowledged is lost, order per case holds, no subscriber misses or repeats, the ledger balances. */
export function expectNothingLost(report: KillReport): void {
  for (const [id, changes] of report.acknowledged) expect(report.versions.get(id) ?? 0).toBeGreaterThanOrEqual(changes);
  expect(report.versions.size).toBe(report.acknowledged.size);
  expect(report.proofs.every(Boolean)).toBe(true);

  const next = new Map<string, number>();
  for (const { complaint, sequence } of report.seen) {
    expect(sequence).toBe((next.get(complaint.id) ?? 0) + 1);
    next.set(complaint.id, sequence);
  }
  expect(next).toEqual(report.versions);
  expect(report.resyncs).toEqual([]);

  expect(report.inboundCounts).toEqual(Array.from({ length: report.delivered }, () => 1));
  const { received, stored, rejected, duplicates, processed } = report.ledger;
  expect(received).toBe(stored + rejected + duplicates);
  expect(processed).toBe(stored);
}
