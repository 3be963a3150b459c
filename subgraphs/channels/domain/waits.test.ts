import { expect, test } from '@jest/globals';
import { exampleChannel } from '../testing/fake-host.js';
import { calendarOf, standardsOf } from './service-standards.js';
import { cancelWaits, clocksOf, startWait, stopWait } from './waits.js';

const { calendar, officer, participant } = standardsOf(exampleChannel);
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 2, minute));
const states = (waits: ReturnType<typeof startWait>) => clocksOf(waits, at(50)).map(({ kind, state }) => [kind, state]);

test('a wait that runs is not begun again, and an ended one does not keep the next from beginning', () => {
  let waits = startWait([], officer, calendar, at(0));
  waits = startWait(waits, officer, calendar, at(5));
  expect(waits).toHaveLength(1);
  waits = startWait(stopWait(waits, 'OFFICER_RESPONSE', at(10)), officer, calendar, at(15));
  expect(states(waits)).toEqual([
    ['OFFICER_RESPONSE', 'MET'],
    ['OFFICER_RESPONSE', 'BREACHED'],
  ]);
});

test('an answer that was sent before the question was asked ends the wait at once', () => {
  const waits = stopWait(startWait([], participant, calendar, at(10)), 'PARTICIPANT_RESPONSE', at(3));
  expect(clocksOf(waits, at(50))).toMatchObject([{ state: 'MET', stoppedAt: at(10), elapsed: 'PT0S' }]);
});

test('the end of a conversation cancels what runs and leaves verdicts alone', () => {
  const answered = stopWait(startWait([], officer, calendar, at(0)), 'OFFICER_RESPONSE', at(10));
  const waits = cancelWaits(startWait(answered, participant, calendar, at(10)), at(20));
  expect(states(waits)).toEqual([
    ['OFFICER_RESPONSE', 'MET'],
    ['PARTICIPANT_RESPONSE', 'CANCELLED'],
  ]);
});

test('a conversation keeps its last forty waits, and a channel without a standard has none', () => {
  let waits = startWait([], null, calendar, at(0));
  expect(waits).toEqual([]);
  for (let minute = 0; minute < 45; minute += 1) {
    waits = stopWait(startWait(waits, officer, calendar, at(minute)), 'OFFICER_RESPONSE', at(minute));
  }
  expect(waits).toHaveLength(40);
  expect(waits[0]!.startedAt).toEqual(at(5));
});

test('a standard is judged by the version it began under, whatever the plugin promises later', () => {
  const waits = startWait([], officer, calendar, at(0));
  const stricter = {
    ...exampleChannel,
    strategic: { ...exampleChannel.strategic!, serviceStandard: { officerResponse: 'PT5M' } },
    plugin: { ...exampleChannel.plugin, version: '2.0.0' },
  };
  expect(standardsOf(stricter)).toMatchObject({ officer: { version: '2.0.0' }, participant: null });
  expect(clocksOf(waits, at(20))).toMatchObject([
    { state: 'RUNNING', target: 'PT30M', policyVersion: 'whatsapp-officer-response@1.0.0' },
  ]);
  expect(calendarOf({ strategic: null }).id).toBe('office-wib');
});
