import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { quietLog, startTestLog, startTestServer, type TestServer } from '../../test/kit/database.js';
import { scopesByRole, type EventData, type EventName, type Principal, type Role } from '../../schema/index.js';
import { systemContext } from '../kernel/context.js';
import type { Database } from '../kernel/database.js';
import type { Consumer, EventLog } from '../kernel/event-log/index.js';
import { prepareModels } from '../kernel/models.js';
import { journeyModels } from './data/journey.models.js';
import { JourneyRepository } from './data/journey.repository.js';
import { dropOff, funnelOf, peopleOf } from './domain/journey/funnel.js';
import { journeyConsumer } from './domain/journey/journey-consumer.js';
import { Journeys } from './domain/journey/journey.service.js';

let server: TestServer;
let database: Database;
let events: EventLog;
let consumer: Consumer;
let journeys: Journeys;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  events = await startTestLog(database);
  const models = journeyModels(database.connection);
  await prepareModels(models);
  const repository = new JourneyRepository(models);
  journeys = new Journeys(repository);
  consumer = journeyConsumer(events, repository);
  await consumer.start();
});
afterEach(async () => {
  await consumer.stop();
  await events.stop();
});

const day = (count: number) => new Date(Date.UTC(2026, 10, count));
const as = (role: Role, extra: Partial<Principal> = {}) =>
  systemContext(quietLog, 'r', {
    subject: 's',
    role,
    scopes: scopesByRole[role],
    tenant: 't',
    tokenId: 'x',
    expiresAt: 2e9,
    ...extra,
  });

async function append<N extends EventName>(name: N, data: EventData<N>, actor = 'test'): Promise<void> {
  const key = `test:${name}`;
  await database.transaction(async (unit) => void (await events.append(unit, name, { key, actor, at: day(5), data })));
}

type Step = Pick<EventData<'touchpointRecorded'>, 'participantId' | 'channelId' | 'stage' | 'method' | 'place'>;
const touch = (step: Step, at: Date) =>
  append('touchpointRecorded', {
    ...step,
    conversationId: 'cnv_1',
    cause: 'conversation-opened',
    causeId: 'cnv_1',
    at: at.toISOString(),
  });
const advertised = (participantId: string | null, at: Date, channelId = 'instagram') =>
  touch({ participantId, channelId, stage: 'SEARCH', method: 'ADVERTISEMENT', place: 'INSTAGRAM' }, at);
const chatted = (participantId: string, at: Date, stage: 'LEARN' | 'SERVICE' = 'LEARN') =>
  touch({ participantId, channelId: 'whatsapp-pandawa', stage, method: 'CHAT', place: 'WHATSAPP' }, at);
const person = (participantId: string, stage: string, phone = participantId, region = '61.71') => ({
  participantId,
  stage,
  region,
  segment: 'PBPU',
  language: 'id' as const,
  phoneHashes: [phone],
});

/** What somebody did as a prospect on two channels, before it registered in an app. */
async function prospectWhoRegisters(): Promise<void> {
  await append('participantRegistered', person('par_prospect', 'PROSPECT', 'phone-1', '00'));
  await advertised('par_prospect', day(1));
  await chatted('par_prospect', day(2));
  await chatted('par_prospect', day(2), 'SERVICE');
  await append('participantRegistered', person('par_new', 'ACTIVE', 'phone-1'), 'channel:mobile-jkn');
  // A channel that has not heard of it yet still writes the prospect's id.
  await chatted('par_prospect', day(4));
}

const shown = async (context = as('officer'), id = 'par_new') => {
  const { search, learn, register } = await journeys.of(context, id, 20);
  return [search, learn, register].map((steps) => steps.map(({ place, at }) => `${place} ${at.getUTCDate()}`));
};

describe('a journey', () => {
  test('begins with the prospect that the participant was, over all channels, and ends with the registration', async () => {
    await prospectWhoRegisters();
    await consumer.settled();
    const expected = [['INSTAGRAM 1'], ['WHATSAPP 2', 'WHATSAPP 4'], ['mobile-jkn 5']];
    expect(await shown()).toEqual(expected);
    expect(await shown(as('officer'), 'par_prospect')).toEqual(expected);
  });

  test('is rebuilt from the log, the same', async () => {
    await prospectWhoRegisters();
    await consumer.settled();
    const before = await journeyModels(database.connection).steps.find().sort({ _id: 1 }).lean();
    await consumer.stop();
    const db = database.connection.db!;
    for (const name of ['journey_steps', 'journey_people']) await db.collection(name).deleteMany({});
    for (const { name } of await db.listCollections().toArray()) {
      await db.collection<{ _id: string }>(name).deleteMany({ _id: 'analytics.journey' });
    }
    consumer = journeyConsumer(events, new JourneyRepository(journeyModels(database.connection)));
    await consumer.start();
    await consumer.settled();
    expect(await journeyModels(database.connection).steps.find().sort({ _id: 1 }).lean()).toEqual(before);
    expect(before).toHaveLength(4);
  });

  test('counts a request to register as I-Daftar, and other requests not at all', async () => {
    const request = { status: 'OPENED', channelId: 'website', conversationId: null, participantId: 'par_new' };
    await append('serviceRequestOpened', {
      ...request,
      requestId: 'r1',
      kind: 'REGISTRATION',
      at: day(2).toISOString(),
    });
    await append('serviceRequestOpened', { ...request, requestId: 'r2', kind: 'PAYMENT', at: day(3).toISOString() });
    await consumer.settled();
    expect(await shown()).toEqual([[], [], ['website 2']]);
  });

  test('is shown to the participant itself and to officers, on their channels', async () => {
    await prospectWhoRegisters();
    await consumer.settled();
    const nothing = [[], [], []];
    expect(await shown(as('participant', { participant: 'par_new' }))).not.toEqual(nothing);
    expect(await shown(as('participant', { participant: 'par_other' }))).toEqual(nothing);
    expect(await shown(as('partner'))).toEqual(nothing);
    expect(await shown(as('analyst'))).toEqual(nothing);
    expect(await shown(as('officer', { channels: ['instagram'] }))).toEqual([['INSTAGRAM 1'], [], []]);
  });

  test('workers of a list register one by one', async () => {
    await append(
      'participantsRegistered',
      { participants: [person('par_a', 'ACTIVE'), person('par_b', 'ACTIVE')] },
      'employer:1',
    );
    await consumer.settled();
    for (const id of ['par_a', 'par_b']) expect(await shown(as('officer'), id)).toEqual([[], [], ['DATA_BANK 5']]);
  });
});

describe('the funnel', () => {
  test('counts people, not steps, and who went on', async () => {
    await prospectWhoRegisters();
    await advertised('par_lost', day(2));
    await advertised('par_lost', day(3));
    await advertised(null, day(3));
    await chatted('par_late', day(20));
    await consumer.settled();
    const funnel = (by: 'CHANNEL' | 'REGION' | 'SEGMENT' | null, extra?: Partial<Principal>) =>
      journeys.funnel(as('analyst', extra), day(1), day(10), by);
    const { total, groups } = await funnel('CHANNEL');
    expect(total).toEqual({
      key: 'ALL',
      searched: 2,
      learned: 1,
      registered: 1,
      wentOnFromSearch: 1,
      wentOnFromLearn: 1,
    });
    expect(groups).toEqual([{ ...total, key: 'instagram' }]);
    expect((await funnel('REGION')).groups.map(({ key, searched }) => [key, searched])).toEqual([
      ['61', 1],
      ['UNKNOWN', 1],
    ]);
    expect((await funnel('SEGMENT')).groups.map(({ key }) => key)).toEqual(['PBPU', 'UNKNOWN']);
    expect((await funnel(null)).groups).toEqual([]);
    expect((await funnel(null, { channels: ['website'] })).total.searched).toBe(0);
    await expect(journeys.funnel(as('officer'), day(1), day(2), null)).rejects.toThrow('analytics:read');
    await expect(journeys.funnel(as('analyst'), day(2), day(2), null)).rejects.toThrow('later');
  });

  test('nobody goes on to what came before', () => {
    const at = (stage: 'SEARCH' | 'LEARN' | 'REGISTER', count: number) => ({
      participantId: 'p',
      channelId: null,
      stage,
      at: day(count),
    });
    const [group] = funnelOf(peopleOf([at('REGISTER', 1), at('LEARN', 2), at('SEARCH', 3)]), () => 'x');
    expect(group).toMatchObject({ wentOnFromSearch: 0, wentOnFromLearn: 0 });
    expect([dropOff(0, 0), dropOff(4, 1)]).toEqual([null, 0.75]);
  });
});
