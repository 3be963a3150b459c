import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  quietLog,
  startTestLog,
  startTestServer,
  testSecret,
  testVault,
  type TestServer,
} from '../../test/kit/database.js';
import { scopesByRole } from '../../schema/index.js';
import { systemContext } from '../kernel/context.js';
import { createCursors } from '../kernel/cursor.js';
import type { Database } from '../kernel/database.js';
import type { EventLog } from '../kernel/event-log/index.js';
import { prepareModels } from '../kernel/models.js';
import { complaintModels } from './data/complaint.model.js';
import { ComplaintRepository } from './data/complaint.repository.js';
import { complaintClocks } from './domain/clocks.js';
import { ComplaintUpdates, type Update } from './domain/complaint-updates.js';
import { ComplaintMapper } from './domain/complaint.mapper.js';
import { ComplaintService } from './domain/complaint.service.js';
import type { ComplaintClass } from './domain/complaint.js';
import { adoptCases, deadlineTimer } from './domain/deadlines.js';
import { publishedStandards, type ComplaintStandards } from './domain/standards.js';

let server: TestServer;
let database: Database;
let events: EventLog;
/** Monday 2 November 2026, 09.00 WIB: no holiday for the rest of the month. */
const monday = new Date('2026-11-02T02:00:00Z');
let clock = monday;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

beforeEach(async () => {
  clock = monday;
  database = await server.open();
  events = await startTestLog(database);
  await prepareModels(complaintModels(database.connection));
});
afterEach(() => events.stop());

/** One process of the subgraph: service and timer. */
function replica(standards: ComplaintStandards = publishedStandards) {
  const repository = new ComplaintRepository(complaintModels(database.connection).complaints);
  const mapper = new ComplaintMapper(testVault());
  const now = () => clock;
  const parts = { database, events, vault: testVault(), repository, mapper, standards, log: quietLog, now };
  return { service: new ComplaintService(parts), timer: deadlineTimer(parts), adopt: () => adoptCases(parts) };
}

const officer = systemContext(quietLog, 'r', {
  subject: 'kenari',
  role: 'supervisor',
  scopes: scopesByRole.supervisor,
  tenant: 't',
  tokenId: 'x',
  expiresAt: 2e9,
});

let filings = 0;
async function file(service: ComplaintService, region: string | null = '61.71'): Promise<string> {
  const input = { participantId: null, channelId: 'website', category: 'CLAIM', description: 'Contoh.', region };
  const outcome = await service.file(officer, input, `deadline-${(filings += 1)}`);
  if (outcome.kind !== 'filed') throw new Error(JSON.stringify(outcome));
  return outcome.complaint.id;
}

const verify = (service: ComplaintService, id: string, classification: ComplaintClass = 'COMPLAINT') =>
  service.act(officer, id, { kind: 'verify', classification });

const row = async (id: string) => (await complaintModels(database.connection).complaints.findById(id).lean())!;

const logged = async (type: string) =>
  (await database.connection.db!.collection('event_log').find({ type }).sort({ sequence: 1 }).toArray()).map(
    ({ data }) => data as Record<string, unknown>,
  );
const breaches = async () => (await logged('clock.breached.v1')).map(({ kind, dueAt }) => [kind, dueAt]);
const escalations = async () => (await logged('complaint.escalated.v1')).map(({ from, clocks }) => [from, clocks]);

/** Close of business in WIB on a day of November 2026: 16.00, on Fridays 16.30. */
const closeOf = (day: number) => {
  const friday = new Date(Date.UTC(2026, 10, day)).getUTCDay() === 5;
  return new Date(`2026-11-${String(day).padStart(2, '0')}T09:${friday ? '30' : '00'}:00.000Z`);
};
const before = (instant: Date) => new Date(instant.getTime() - 1);

describe('complaint clocks', () => {
  test('verification falls due after three working days, at the instant: told once by three replicas, and the case moves up', async () => {
    const { service } = replica();
    const id = await file(service);
    const timers = [replica().timer, replica().timer, replica().timer];
    clock = before(closeOf(5));
    expect(await timers[0]!.settleDue()).toBe(1);
    expect(await breaches()).toEqual([]);
    clock = closeOf(5);
    await Promise.all(timers.map((timer) => timer.settleDue()));
    expect(await breaches()).toEqual([['VERIFICATION', closeOf(5).toISOString()]]);
    expect(await escalations()).toEqual([['BRANCH', ['VERIFICATION']]]);
    expect(await row(id)).toMatchObject({ level: 'REGION', version: 2, breached: ['VERIFICATION'] });
    expect((await row(id)).dueAt).toBeUndefined();
    clock = closeOf(30);
    await replica().timer.settleDue();
    expect(await breaches()).toHaveLength(1);
    expect((await logged('clock.breached.v1'))[0]).toMatchObject({
      complaintId: id,
      conversationId: null,
      channelId: 'website',
      calendar: 'office-wib@2026.1',
      policy: 'complaint-verification@1',
    });
  });

  test('follow-up and resolution move it on to the centre, where it stays; each instant is one step', async () => {
    const { service, timer } = replica();
    const id = await file(service);
    clock = new Date('2026-11-03T02:00:00Z');
    await verify(service, id);
    // Five working days after Tuesday the 3rd, fourteen after it; the hub was down all the time.
    clock = closeOf(30);
    await timer.settleDue();
    expect(await breaches()).toEqual([
      ['FOLLOW_UP', closeOf(10).toISOString()],
      ['RESOLUTION', closeOf(23).toISOString()],
    ]);
    expect(await escalations()).toEqual([
      ['BRANCH', ['FOLLOW_UP']],
      ['REGION', ['RESOLUTION']],
    ]);
    expect(await row(id)).toMatchObject({ level: 'CENTRE', version: 4 });
    expect(await service.act(officer, id, { kind: 'escalate' })).toMatchObject({ kind: 'refused' });
  });

  test('two clocks that fall due at one instant move it up once', async () => {
    const { service, timer } = replica();
    const id = await file(service);
    await verify(service, id, 'INFORMATION');
    clock = closeOf(9);
    await timer.settleDue();
    expect((await breaches()).map(([kind]) => kind)).toEqual(['FOLLOW_UP', 'RESOLUTION']);
    expect(await escalations()).toEqual([['BRANCH', ['FOLLOW_UP', 'RESOLUTION']]]);
    expect(await row(id)).toMatchObject({ level: 'REGION' });
  });

  test('a case at the centre stays there, and the breach is told all the same', async () => {
    const { service, timer } = replica();
    const id = await file(service, null);
    clock = closeOf(5);
    await timer.settleDue();
    expect(await breaches()).toHaveLength(1);
    expect(await escalations()).toEqual([]);
    expect(await row(id)).toMatchObject({ level: 'CENTRE', version: 1, breached: ['VERIFICATION'] });
  });

  test('what was done in time leaves nothing to tell; what was done late is told, also when the timer was not there', async () => {
    const { service, timer } = replica();
    const [inTime, late, withdrawn] = [await file(service), await file(service), await file(service)];
    clock = new Date('2026-11-03T02:00:00Z');
    await service.actAsComplainant(officer, withdrawn, { kind: 'withdraw' });
    clock = closeOf(5);
    await service.act(officer, inTime, { kind: 'reject', note: 'Bukan kewenangan kami.' });
    clock = new Date(closeOf(5).getTime() + 1);
    await service.act(officer, late, { kind: 'reject', note: 'Bukan kewenangan kami.' });
    await timer.settleDue();
    expect(await logged('clock.breached.v1')).toMatchObject([{ complaintId: late, kind: 'VERIFICATION' }]);
    // It has ended: nobody above has to handle it.
    expect(await escalations()).toEqual([]);
  });

  test('resolution pauses while the participant is asked, and its due instant moves', async () => {
    const { service, timer } = replica();
    const id = await file(service);
    await verify(service, id, 'INFORMATION');
    clock = new Date('2026-11-03T02:00:00Z');
    await service.act(officer, id, { kind: 'respond', note: 'Mohon kirim contoh.', awaitParticipant: true });
    expect((await row(id)).dueAt).toBeUndefined();
    clock = new Date('2026-11-10T02:00:00Z');
    await timer.settleDue();
    await service.act(officer, id, { kind: 'respond', note: 'Terima kasih.', awaitParticipant: false });
    // No day of the first week counted: on the 2nd it began, on the 3rd it was paused before the close of business.
    expect((await row(id)).dueAt).toEqual(closeOf(16));
    expect(await breaches()).toEqual([]);
  });

  test('a later limit never judges a clock that began under an earlier one', async () => {
    const stricter: ComplaintStandards = {
      ...publishedStandards,
      verification: { ...publishedStandards.verification, version: '2', target: { counting: 'WORKING_DAYS', days: 1 } },
      calendarOf: () => ({ ...publishedStandards.calendarOf('51'), id: 'office-new', version: '2027.1' }),
      calendarByKey: (key) =>
        key === 'office-new@2027.1' ? stricter.calendarOf('51') : publishedStandards.calendarByKey(key),
    };
    const old = await file(replica().service);
    const { service, timer } = replica(stricter);
    const young = await file(service);
    clock = new Date('2026-11-04T02:00:00Z');
    await timer.settleDue();
    expect(await logged('clock.breached.v1')).toMatchObject([
      { complaintId: young, policy: 'complaint-verification@2', calendar: 'office-new@2027.1' },
    ]);
    await service.act(officer, old, { kind: 'verify', classification: 'COMPLAINT', region: '94.71' });
    const complaint = new ComplaintMapper(testVault()).fromRow(await row(old));
    const versions = complaintClocks(complaint, clock, stricter).map((clockOf) => [
      clockOf.kind,
      clockOf.calendarVersion,
      clockOf.policyVersion,
      clockOf.state,
    ]);
    expect(versions).toEqual([
      ['VERIFICATION', 'office-wib@2026.1', 'complaint-verification@1', 'MET'],
      ['FOLLOW_UP', 'office-new@2027.1', 'complaint-follow-up@1', 'RUNNING'],
      ['RESOLUTION', 'office-new@2027.1', 'complaint-resolution-complaint@1', 'RUNNING'],
    ]);
  });

  test('a hand moves it up too, with its reason sealed; an officer and the timer at once lose nothing', async () => {
    const { service, timer } = replica();
    const id = await file(service);
    clock = closeOf(5);
    const byHand = service.act(officer, id, { kind: 'escalate', note: 'Mendesak: contoh alasan.' });
    await Promise.all([byHand, timer.settleDue()]);
    expect(await row(id)).toMatchObject({ level: 'CENTRE', version: 3 });
    const causes = (await logged('complaint.escalated.v1')).map(({ cause }) => cause);
    expect(causes.sort()).toEqual(['CLOCK', 'PERSON']);
    expect(JSON.stringify(await database.connection.db!.collection('event_log').find().toArray())).not.toContain(
      'Mendesak',
    );
    expect(await service.act(officer, id, { kind: 'escalate', note: ' ' })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: 'reason' }],
    });
  });

  test('an escalation is live for subscribers, with its cause, and stands in the replay', async () => {
    const { service, timer } = replica();
    const updates = new ComplaintUpdates(events, createCursors(testSecret));
    const cursor = await updates.now(officer);
    const live = updates.subscribe(officer, cursor, { kinds: ['ESCALATED'] });
    const id = await file(service);
    clock = closeOf(5);
    await timer.settleDue();
    await service.act(officer, id, { kind: 'escalate' });
    const seen = [await live.next(), await live.next()].map(({ value }) => value as Update);
    await live.return?.();
    expect(seen).toMatchObject([
      {
        sequence: 2,
        complaint: { level: 'REGION' },
        escalation: { cause: 'CLOCK', from: 'BRANCH', clocks: ['VERIFICATION'] },
      },
      { sequence: 3, complaint: { level: 'CENTRE' }, escalation: { cause: 'PERSON', from: 'REGION', clocks: [] } },
    ]);
    const again = updates.subscribe(officer, cursor, { complaint: id });
    const replayed = [await again.next(), await again.next(), await again.next()].map(({ value }) => value as Update);
    await again.return?.();
    expect(replayed.map((each) => each.kind === 'changed' && [each.sequence, each.event])).toEqual([
      [1, 'FILED'],
      [2, 'ESCALATED'],
      [3, 'ESCALATED'],
    ]);
  });

  test('cases from before the clocks were kept with them fall due too', async () => {
    const { service, timer, adopt } = replica();
    const [old, late] = [await file(service), await file(service)];
    const { complaints } = complaintModels(database.connection);
    await complaints.updateMany({ _id: { $in: [old, late] } }, { $unset: { terms: 1, breached: 1, dueAt: 1 } });
    await Promise.all([adopt(), replica().adopt()]);
    expect((await row(old)).dueAt).toEqual(closeOf(5));
    await complaints.updateMany({ _id: late }, { $unset: { terms: 1, breached: 1, dueAt: 1 } });
    clock = closeOf(6);
    await adopt();
    await timer.settleDue();
    expect(await breaches()).toEqual([
      ['VERIFICATION', closeOf(5).toISOString()],
      ['VERIFICATION', closeOf(5).toISOString()],
    ]);
  });

  test('a crash before the commit leaves the instant for the next process', async () => {
    const { service } = replica();
    const id = await file(service);
    clock = closeOf(5);
    const append = events.append.bind(events);
    events.append = (async (unit: never, name: string, input: never) => {
      if (name === 'complaintEscalated') throw new Error('killed');
      return append(unit, name as never, input);
    }) as never;
    await replica().timer.settleDue();
    expect(await breaches()).toEqual([]);
    expect(await row(id)).toMatchObject({ level: 'BRANCH', version: 1 });
    events.append = append;
    await replica().timer.settleDue();
    expect([await breaches(), await escalations()].map(({ length }) => length)).toEqual([1, 1]);
  });
});
