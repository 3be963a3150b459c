import { expect, test } from '@jest/globals';
import { complaintClocks } from './clocks.js';
import type { TimelineStep } from './complaint.js';

const step = (kind: TimelineStep['kind'], status: TimelineStep['status'], at: string): TimelineStep => ({
  kind,
  status,
  at: new Date(at),
});
const complaint = (timeline: TimelineStep[]) => ({
  region: '61.71',
  classification: 'COMPLAINT' as const,
  timeline,
  terms: [],
});
const filed = step('FILED', 'RECEIVED', '2026-11-02T02:00:00Z');
const states = (timeline: TimelineStep[], now: string) =>
  Object.fromEntries(complaintClocks(complaint(timeline), new Date(now)).map(({ kind, state }) => [kind, state]));

test('verification runs from filing and is breached after three working days', () => {
  expect(states([filed], '2026-11-03T02:00:00Z')).toEqual({ VERIFICATION: 'RUNNING' });
  expect(states([filed], '2026-11-09T02:00:00Z')).toEqual({ VERIFICATION: 'BREACHED' });
});

test('verification stops, follow-up and resolution begin', () => {
  const verified = step('VERIFIED', 'VERIFIED', '2026-11-03T02:00:00Z');
  expect(states([filed, verified], '2026-11-04T02:00:00Z')).toEqual({
    VERIFICATION: 'MET',
    FOLLOW_UP: 'RUNNING',
    RESOLUTION: 'RUNNING',
  });
  const waiting = step('RESPONDED', 'WAITING_PARTICIPANT', '2026-11-04T02:00:00Z');
  expect(states([filed, verified, waiting], '2026-12-30T02:00:00Z')).toEqual({
    VERIFICATION: 'MET',
    FOLLOW_UP: 'MET',
    RESOLUTION: 'PAUSED',
  });
  const resolved = step('RESOLVED', 'RESOLVED', '2026-12-30T02:00:00Z');
  expect(states([filed, verified, waiting, resolved], '2026-12-31T02:00:00Z')).toMatchObject({ RESOLUTION: 'MET' });
});

test('a withdrawn complaint cancels its clocks, an aspiration has no limit of resolution', () => {
  const withdrawn = step('WITHDRAWN', 'WITHDRAWN', '2026-11-03T02:00:00Z');
  expect(states([filed, withdrawn], '2026-11-04T02:00:00Z')).toEqual({ VERIFICATION: 'CANCELLED' });
  const verified = step('VERIFIED', 'VERIFIED', '2026-11-03T02:00:00Z');
  const clocks = complaintClocks(
    { ...complaint([filed, verified]), classification: 'ASPIRATION' },
    new Date('2026-11-04T02:00:00Z'),
  );
  expect(clocks.map(({ kind }) => kind)).toEqual(['VERIFICATION', 'FOLLOW_UP']);
});
