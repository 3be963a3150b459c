import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { quietLog, startTestLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { EventData } from '../../schema/index.js';
import type { Database } from '../kernel/database.js';
import type { Consumer, EventLog } from '../kernel/event-log/index.js';
import { prepareModels } from '../kernel/models.js';
import { erasureModels } from './data/erasure.model.js';
import { ErasureRepository } from './data/erasure.repository.js';
import { HistoryRepository } from './data/history.repository.js';
import { participantModels } from './data/participant.model.js';
import { ParticipantRepository } from './data/participant.repository.js';
import { historyModels } from './data/payment.model.js';
import { workerListModels } from './data/worker-list.model.js';
import { ErasureService } from './domain/erasure.js';
import { paymentKeptUntil, paymentsErasableBefore } from './domain/legal-holds.js';
import { openCasesConsumer } from './domain/open-cases.js';
import { ParticipantMapper } from './domain/participant.mapper.js';
import { ParticipantService } from './domain/participant.service.js';
import { Payments } from './domain/payments.js';
import { as } from './testing/employer-world.js';

const phone = '+6289900000042';
const nationalId = '6171015505900042';
const vault = testVault();
let server: TestServer;
let database: Database;
let events: EventLog;
let openCases: Consumer;
let people: ParticipantService;
let erasures: ErasureService;
let payments: Payments;
let clock: Date;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  clock = new Date('2026-11-21T03:00:00Z');
  database = await server.open();
  events = await startTestLog(database);
  const own = participantModels(database.connection);
  const kept = historyModels(database.connection);
  const models = { ...own, ...kept, ...erasureModels(database.connection), ...workerListModels(database.connection) };
  await prepareModels(models);
  const now = () => clock;
  const participants = new ParticipantRepository(own);
  const mapper = new ParticipantMapper(vault);
  const repository = new ErasureRepository(models);
  openCases = openCasesConsumer(events, repository, now);
  await openCases.start();
  people = new ParticipantService({ database, events, repository: participants, mapper });
  payments = new Payments({ database, events, vault, participants, history: new HistoryRepository(kept), now });
  erasures = new ErasureService({ database, events, repository, participants, mapper, openCases, log: quietLog, now });
});
afterEach(async () => {
  await openCases.stop();
  await events.stop();
});

const rows = (name: string) => database.connection.db!.collection(name);
const told = () => rows('event_log').find({ type: 'participant.erased.v1' }).sort({ sequence: 1 }).toArray();

async function register(): Promise<string> {
  const birthDate = new Date('1990-05-15');
  const home = { region: '61.71', place: 'Pontianak' };
  const who = { name: 'Warga Uji', nationalId, birthDate, sex: 'FEMALE', segment: 'PBPU', phone, ...home } as const;
  const outcome = await people.register(as('supervisor'), who, clock);
  if (outcome.kind !== 'registered') throw new Error(outcome.kind);
  return outcome.participant.id;
}

const pay = (participantId: string, paidAt: string) =>
  payments.record(as('supervisor'), {
    idempotencyKey: `pay-${paidAt}`,
    participantId,
    amount: { minorUnits: 4_200_000, currency: 'IDR' },
    method: 'TELLER',
    paidAt: new Date(paidAt),
  });

function complaint(status: string, participantId: string): Promise<void> {
  const at = clock.toISOString();
  const snapshot: EventData<'complaintFiled'>['complaint'] = {
    ...{ complaintId: 'cmp_1', ticket: 'K-TEST-0001', channelId: 'c', participantId, confidential: false },
    ...{ category: 'OTHER', severity: 'LOW', classification: 'COMPLAINT', region: '61.71', subject: 's', status },
    ...{ level: 'BRANCH', assigneeId: null, unit: null, filedAt: at, updatedAt: at, version: 1 },
  };
  const data = { complaint: snapshot, requestId: null, conversationId: 'cnv_1', language: null };
  return database.transaction((unit) =>
    events.append(unit, 'complaintFiled', { key: 'complaint:cmp_1', actor: 'test', at: clock, data }),
  );
}

async function settleDue(): Promise<void> {
  await openCases.settled();
  await erasures.timer().settleDue();
}

describe('the right to erasure', () => {
  test('without holds the person is gone at once; again changes nothing', async () => {
    const participantId = await register();
    const outcome = await erasures.erase(as('officer'), { participantId, reason: 'CONSENT_WITHDRAWN' });
    expect(outcome).toMatchObject({
      kind: 'erased',
      erasure: { repeated: false, holds: [], participant: { name: '' } },
    });
    expect(await rows('participants').findOne({})).toMatchObject({ name: '', contactPoints: [], erasedAt: clock });
    expect(JSON.stringify(await rows('event_log').find().toArray())).not.toContain(vault.lookupHash('phone', phone));
    expect((await events.verify(`participant:${participantId}`)).verified).toBe(true);
    expect(await erasures.erase(as('officer'), { participantId })).toMatchObject({
      kind: 'erased',
      erasure: { repeated: true },
    });
    expect(await told()).toHaveLength(1);
    // The same NIK is nobody's: it can be registered anew.
    expect(await register()).not.toBe(participantId);
  });

  test('payments are kept ten years after their year, and go one year after the other', async () => {
    const participantId = await register();
    await pay(participantId, '2025-12-31T16:59:59Z');
    await pay(participantId, '2025-12-31T17:00:00Z');
    const until = new Date('2036-12-31T17:00:00Z');
    const outcome = await erasures.erase(as('officer'), { participantId });
    expect(outcome).toMatchObject({ kind: 'erased', erasure: { holds: [{ kind: 'PAYMENT_HISTORY', until }] } });
    clock = new Date('2035-12-31T16:59:59Z');
    await settleDue();
    expect(await rows('contribution_payments').countDocuments()).toBe(2);
    clock = new Date('2035-12-31T17:00:00Z');
    await settleDue();
    expect(await rows('contribution_payments').countDocuments()).toBe(1);
    expect(await rows('event_log').countDocuments({ type: 'payment.recorded.v1', sealed: { $exists: true } })).toBe(1);
    clock = until;
    await settleDue();
    expect(await rows('contribution_payments').countDocuments()).toBe(0);
    expect(await rows('participant_erasures').findOne({})).toMatchObject({ holds: [] });
    expect((await events.verify(`participant:${participantId}`)).verified).toBe(true);
  });

  test('an open complaint holds the person till it is closed, a resolved one for ten days', async () => {
    const participantId = await register();
    await complaint('IN_PROGRESS', participantId);
    const held = await erasures.erase(as('officer'), { participantId });
    expect(held).toMatchObject({
      kind: 'held',
      erasure: {
        participant: { name: 'Warga Uji' },
        holds: [{ kind: 'OPEN_COMPLAINT', reference: 'K-TEST-0001', until: null }],
      },
    });
    expect((await told())[0]!.data).toMatchObject({
      complete: false,
      heldComplaintIds: ['cmp_1'],
      heldConversationIds: ['cnv_1'],
    });
    await complaint('RESOLVED', participantId);
    await settleDue();
    const until = new Date(clock.getTime() + 10 * 86_400_000);
    expect(await erasures.erase(as('officer'), { participantId })).toMatchObject({
      kind: 'held',
      erasure: { holds: [{ until }] },
    });
    clock = until;
    await settleDue();
    expect(await erasures.erase(as('officer'), { participantId })).toMatchObject({
      kind: 'erased',
      erasure: { holds: [] },
    });
    expect((await told()).at(-1)!.data).toMatchObject({ complete: true, heldComplaintIds: [] });
  });

  test('a prospect with the same number is the same person', async () => {
    const prospect = {
      id: 'par_prospect',
      name: 'Tamu',
      memberships: [],
      domicile: { region: '00', place: '' },
      priorityGroups: [],
    };
    const contactPoints = [{ kind: 'PHONE', value: phone }] as const;
    const rest = { stage: 'PROSPECT', language: 'id', contactPoints, consents: [], registeredAt: clock } as const;
    await database.transaction((unit) => people.enter(unit, { ...prospect, ...rest }, 'test'));
    const participantId = await register();
    await erasures.erase(as('participant', { participant: participantId }), { participantId: 'par_somebody_else' });
    expect((await told())[0]!.data).toMatchObject({ participantId, participantIds: [participantId, 'par_prospect'] });
    expect(await rows('participants').countDocuments({ erasedAt: { $exists: true } })).toBe(2);
  });

  test('who may: the person, officers in their regions; nobody else', async () => {
    const participantId = await register();
    const elsewhere = as('officer', { regions: ['33'] });
    await expect(erasures.erase(elsewhere, { participantId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const role of ['partner', 'channel', 'analyst', 'employer'] as const)
      await expect(erasures.erase(as(role), { participantId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await erasures.erase(as('officer'), {})).toMatchObject({ kind: 'invalid' });
    expect(await erasures.erase(as('officer'), { participantId: 'par_none' })).toEqual({ kind: 'unknown' });
    expect(await told()).toHaveLength(0);
  });
});

test('records of payments follow the calendar of Jakarta', () => {
  expect(paymentKeptUntil(new Date('2025-12-31T16:59:59Z')).toISOString()).toBe('2035-12-31T17:00:00.000Z');
  expect(paymentKeptUntil(new Date('2025-12-31T17:00:00Z')).toISOString()).toBe('2036-12-31T17:00:00.000Z');
  expect(paymentsErasableBefore(new Date('2035-12-31T17:00:00Z')).toISOString()).toBe('2025-12-31T17:00:00.000Z');
});
