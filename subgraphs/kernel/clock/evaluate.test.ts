import { describe, expect, test } from '@jest/globals';
import {
  alwaysOpen,
  createCalendar,
  evaluateClock,
  indonesianCalendar,
  isOpen,
  nextOpening,
  officeCalendars,
  officeHours,
  officerResponse,
  pandawaHours,
  participantResponse,
  resolutionByClass,
  verification,
  zoneOfRegion,
  type ClockEvent,
} from './index.js';

const pandawa = indonesianCalendar({ id: 'pandawa', zone: 'WIB', week: pandawaHours, ramadan: officeHours.ramadan });
/** Local time in WIB (UTC+7). */
const wib = (text: string) => new Date(`${text}+07:00`);
const start = (at: Date): ClockEvent => ({ type: 'START', at });
const stop = (at: Date): ClockEvent => ({ type: 'STOP', at });
const pause = (at: Date): ClockEvent => ({ type: 'PAUSE', at, reason: 'waiting for the participant' });
const resume = (at: Date): ClockEvent => ({ type: 'RESUME', at });

describe('the 30 minutes of WhatsApp', () => {
  const judge = (events: ClockEvent[], now: Date) => evaluateClock(events, pandawa, officerResponse, now);

  test('an answer after ten minutes of business is in time, and the verdict says what was counted', () => {
    const verdict = judge([start(wib('2026-11-20T09:00')), stop(wib('2026-11-20T09:10'))], wib('2026-11-20T12:00'));
    expect(verdict).toMatchObject({
      state: 'MET',
      elapsed: 'PT10M',
      target: 'PT30M',
      stoppedAt: wib('2026-11-20T09:10'),
    });
    expect(verdict.explanation).toEqual([
      { from: wib('2026-11-20T09:00'), to: wib('2026-11-20T09:10'), counted: true, reason: 'business hours' },
    ]);
  });

  test('a message shortly before the close on a Friday is due on Monday morning', () => {
    const verdict = judge([start(wib('2026-11-20T14:50'))], wib('2026-11-21T10:00'));
    expect(verdict).toMatchObject({ state: 'RUNNING', dueAt: wib('2026-11-23T08:20'), elapsed: 'PT10M' });
    expect(verdict.explanation.map(({ counted, reason }) => [counted, reason])).toEqual([
      [true, 'business hours'],
      [false, 'outside business hours'],
      [false, 'weekend'],
    ]);
  });

  test('an answer at exactly the thirtieth minute is in time, a second later it is not', () => {
    const from = wib('2026-11-20T09:00');
    expect(judge([start(from), stop(wib('2026-11-20T09:30'))], wib('2026-11-20T10:00')).state).toBe('MET');
    expect(judge([start(from), stop(wib('2026-11-20T09:30:01'))], wib('2026-11-20T10:00')).state).toBe('BREACHED');
  });

  test('a clock nobody stops is breached at its due instant and not a millisecond before', () => {
    const from = wib('2026-11-20T09:00');
    const due = wib('2026-11-20T09:30').getTime();
    expect(judge([start(from)], new Date(due - 1)).state).toBe('RUNNING');
    expect(judge([start(from)], new Date(due)).state).toBe('BREACHED');
  });

  test('holidays, shared leave and Ramadan hours come from the decree', () => {
    // Thursday 12 March 2026 lies in Ramadan: open until 15.00 with a break from 12.00 to 12.30.
    expect(judge([start(wib('2026-03-12T11:50'))], wib('2026-03-12T12:10')).dueAt).toEqual(wib('2026-03-12T12:50'));
    // From Nyepi eve to the end of Idulfitri leave nobody works: 17 March 14.45 -> 25 March.
    const verdict = judge([start(wib('2026-03-17T14:45'))], wib('2026-03-24T12:00'));
    expect(verdict.dueAt).toEqual(wib('2026-03-25T08:15'));
    const reasons = verdict.explanation.map(({ reason }) => reason);
    expect(reasons).toContain('shared leave: Cuti bersama Hari Suci Nyepi');
    expect(reasons).toContain('national holiday: Idulfitri 1447 Hijriah');
    expect(reasons).toContain('outside business hours (Ramadan 1447 H)');
  });

  test('the participant has 30 minutes by the wall clock, also at night', () => {
    const verdict = evaluateClock(
      [start(wib('2026-11-20T23:50'))],
      pandawa,
      participantResponse,
      wib('2026-11-20T23:55'),
    );
    expect(verdict).toMatchObject({ state: 'RUNNING', dueAt: wib('2026-11-21T00:20'), elapsed: 'PT5M' });
  });

  test('what is cancelled in time is cancelled, what is cancelled late stays breached', () => {
    const from = wib('2026-11-20T09:00');
    const cancel = (at: Date): ClockEvent => ({ type: 'CANCEL', at });
    expect(judge([start(from), cancel(wib('2026-11-20T09:10'))], wib('2026-11-20T11:00')).state).toBe('CANCELLED');
    expect(judge([start(from), cancel(wib('2026-11-20T09:40'))], wib('2026-11-20T11:00')).state).toBe('BREACHED');
  });
});

describe('working days of complaints', () => {
  const office = officeCalendars.WIB;

  test('the day of filing does not count, and the third close of business is the limit', () => {
    const verdict = evaluateClock([start(wib('2026-11-20T10:00'))], office, verification, wib('2026-11-23T09:00'));
    expect(verdict).toMatchObject({ state: 'RUNNING', dueAt: wib('2026-11-25T16:00'), elapsed: 'P0D', target: 'P3D' });
  });

  test('what is filed on a Saturday begins to count on Monday', () => {
    const verdict = evaluateClock([start(wib('2026-11-21T10:00'))], office, verification, wib('2026-11-24T17:00'));
    expect(verdict).toMatchObject({ dueAt: wib('2026-11-25T16:00'), elapsed: 'P2D' });
    expect(verdict.explanation.map(({ reason }) => reason)).toEqual([
      'weekend',
      'working day 1 of 3',
      'working day 2 of 3',
    ]);
  });

  test('a pause over two closes of business moves the limit by two working days', () => {
    const events = [start(wib('2026-11-16T10:00')), pause(wib('2026-11-17T10:00')), resume(wib('2026-11-19T10:00'))];
    const verdict = evaluateClock(events, office, verification, wib('2026-11-19T11:00'));
    expect(verdict.dueAt).toEqual(wib('2026-11-23T16:00'));
    expect(verdict.explanation[2]).toMatchObject({ counted: false, reason: 'paused: waiting for the participant' });
  });

  test('a paused clock has no due date and is never breached by waiting', () => {
    const events = [start(wib('2026-11-16T10:00')), pause(wib('2026-11-17T10:00'))];
    expect(evaluateClock(events, office, verification, wib('2027-02-01T10:00'))).toMatchObject({
      state: 'PAUSED',
      dueAt: null,
    });
  });

  test('sixty working days skip every holiday between', () => {
    const verdict = evaluateClock(
      [start(wib('2026-03-02T10:00'))],
      office,
      resolutionByClass.SUPERVISED,
      wib('2026-03-02T11:00'),
    );
    // 2 March + 60 working days; 18-20 and 23-24 March, 3 April, 1, 14, 15, 27 and 28 May, 1 June are off.
    expect(verdict.dueAt).toEqual(wib('2026-06-10T16:00'));
  });

  test('zones decide when the day ends', () => {
    const filed = new Date('2026-11-19T22:00:00Z'); // Friday 05.00 WIB, 06.00 WITA, 07.00 WIT
    const due = (region: string) =>
      evaluateClock([start(filed)], officeCalendars[zoneOfRegion(region)], verification, filed).dueAt!.toISOString();
    expect(due('61.71')).toBe('2026-11-25T09:00:00.000Z');
    expect(due('73.71')).toBe('2026-11-25T08:00:00.000Z');
    expect(due('91.71')).toBe('2026-11-25T07:00:00.000Z');
  });
});

describe('calendars', () => {
  test('a regional holiday holds in its region only', () => {
    const regionalHolidays = [
      { date: '2026-11-23', name: 'Hari Jadi', kind: 'REGIONAL' as const, regions: ['61'], source: 'a governor' },
    ];
    const of = (region: string) =>
      indonesianCalendar({ id: region, zone: 'WIB', region, week: pandawaHours, regionalHolidays });
    expect(isOpen(of('61.71'), wib('2026-11-23T10:00'))).toBe(false);
    expect(isOpen(of('62.71'), wib('2026-11-23T10:00'))).toBe(true);
  });

  test('a service that never closes works on holidays too', () => {
    const careCenter = indonesianCalendar({ id: '165', zone: 'WIB', week: alwaysOpen, observesHolidays: false });
    expect(isOpen(careCenter, wib('2026-03-21T03:00'))).toBe(true);
  });

  test('the next opening skips the weekend', () => {
    expect(nextOpening(pandawa, wib('2026-11-20T15:00'))).toEqual(wib('2026-11-23T08:00'));
    expect(nextOpening(pandawa, wib('2026-11-20T14:59'))).toEqual(wib('2026-11-20T14:59'));
  });

  test('an office that never opens has no due date', () => {
    const closed = createCalendar({ ...pandawa, id: 'closed', week: {}, seasons: [] });
    expect(
      evaluateClock([start(wib('2026-11-20T09:00'))], closed, officerResponse, wib('2026-11-20T09:00')).dueAt,
    ).toBeNull();
    expect(nextOpening(closed, wib('2026-11-20T09:00'))).toBeNull();
  });

  test('faults are named', () => {
    expect(() => createCalendar({ ...pandawa, zone: 'Java' })).toThrow('Java is no time zone');
    const overlapping = {
      1: [
        { from: '08:00', to: '12:00' },
        { from: '11:00', to: '15:00' },
      ],
    };
    expect(() => createCalendar({ ...pandawa, week: overlapping })).toThrow('weekday 1: 11:00-15:00');
    expect(() => evaluateClock([], pandawa, officerResponse, new Date())).toThrow('START');
  });
});
