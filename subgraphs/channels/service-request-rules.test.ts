import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { ServiceRequestKind } from '../../plugins/sdk/index.js';
import { exampleChannel } from './testing/fake-host.js';
import { as, ChannelsWorld } from './testing/channels-world.js';

let server: TestServer;
let world: ChannelsWorld;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const app = {
  ...exampleChannel,
  id: 'app',
  capabilities: { ...exampleChannel.capabilities, replyWindow: null, addressedBy: 'participant' as const },
};

beforeEach(async () => {
  const database = await server.open();
  world = await ChannelsWorld.start(database, await startTestLog(database), testVault(), [exampleChannel, app]);
});

afterEach(() => world.stop());

const officer = as('officer');
const participant = (id: string) => as('participant', { subject: id, participant: id });
let key = 0;

async function open(context = officer, kind: ServiceRequestKind, payload: object, channelId = 'whatsapp-pandawa') {
  const input = { idempotencyKey: `rules-key-${(key += 1)}`, kind, payload, channelId };
  return world.domain.serviceRequestActions.open(context, input);
}

const appointment = (clinic = 'Poli Umum', date = '2026-11-23') => ({ facilityCode: '0159B001', clinic, date });
type Opened = Awaited<ReturnType<typeof open>>;
const numberOf = (outcome: Opened) => (outcome.kind === 'done' ? outcome.request.appointment?.number : outcome.kind);

describe('an appointment', () => {
  test('gets a number per facility, clinic and day: 20 at once get 1 to 20', async () => {
    const people = Array.from({ length: 20 }, (_, index) => participant(`par_${index}`));
    const outcomes = await Promise.all(people.map((person) => open(person, 'APPOINTMENT', appointment())));
    expect(outcomes.map(numberOf).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(numberOf(await open(people[0], 'APPOINTMENT', appointment('Poli Gigi')))).toBe(1);
    expect(numberOf(await open(people[1], 'APPOINTMENT', appointment('Poli Umum', '2026-11-24')))).toBe(1);
    expect(numberOf(await open(participant('par_20'), 'APPOINTMENT', appointment('poli  umum ')))).toBe(21);
  });

  test('is one per person and queue, until it is given up by the participant; who waits before it is counted', async () => {
    const [first, second] = [participant('par_1'), participant('par_2')];
    const held = await open(first, 'APPOINTMENT', appointment());
    const later = await open(second, 'APPOINTMENT', appointment());
    if (held.kind !== 'done' || later.kind !== 'done') throw new Error('both are admitted');
    expect(await open(first, 'APPOINTMENT', appointment())).toMatchObject({
      kind: 'notNow',
      message: expect.stringContaining('nomor antrean 1'),
    });
    const shown = () => world.domain.appointments.shown(later.request);
    expect(await shown()).toMatchObject({ queueNumber: 2, ahead: 1, clinic: 'Poli Umum' });
    const cancel = { serviceRequestId: held.request.id, status: 'CANCELLED' as const };
    expect(await world.domain.serviceRequestActions.advance(second, cancel)).toMatchObject({ kind: 'notFound' });
    expect(await world.domain.serviceRequestActions.advance(first, cancel)).toMatchObject({ kind: 'done' });
    expect(await shown()).toMatchObject({ ahead: 0 });
    expect(numberOf(await open(first, 'APPOINTMENT', appointment()))).toBe(3);
  });

  test.each(['2026-11-19', '2026-12-21'])('on %s is over or too far ahead', async (date) => {
    const outcome = await open(participant('par_1'), 'APPOINTMENT', appointment('Poli Umum', date));
    expect(outcome).toMatchObject({ kind: 'invalid', faults: [{ field: 'payload.date' }] });
  });
});

describe('a change of facility', () => {
  const facility = { facilityCode: '0159B001' };

  test('is refused while one is pending, and for three months after it is done', async () => {
    const melati = participant('par_melati');
    const both = await Promise.all([1, 2].map(() => open(participant('par_both'), 'FACILITY_CHANGE', facility)));
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'notNow']);
    const first = await open(melati, 'FACILITY_CHANGE', facility);
    if (first.kind !== 'done') throw new Error('the first is admitted');
    expect(await open(melati, 'FACILITY_CHANGE', facility)).toMatchObject({ kind: 'notNow' });
    await world.domain.serviceRequestActions.advance(officer, { serviceRequestId: first.request.id, status: 'DONE' });
    expect(await open(melati, 'FACILITY_CHANGE', facility)).toMatchObject({
      kind: 'notNow',
      message: expect.stringContaining('20 Februari 2027'),
    });
    world.pass(92 * 1440);
    expect(await open(melati, 'FACILITY_CHANGE', facility)).toMatchObject({ kind: 'done' });
  });

  test('of a member of TNI goes by an officer', async () => {
    await world.register('par_tni', '+6289900000077', { segment: 'PPU_PN', occupation: 'TNI', language: 'en' });
    expect(await open(participant('par_tni'), 'FACILITY_CHANGE', facility)).toMatchObject({
      kind: 'notNow',
      message: expect.stringContaining('officer'),
    });
  });
});

describe('a request on a channel that is addressed by participant', () => {
  test('tells its steps there without a conversation, in one conversation, and nobody on other channels', async () => {
    await world.register('par_melati', '+6289900000001', { language: 'en' });
    const melati = participant('par_melati');
    for (const channelId of ['app', 'whatsapp-pandawa']) {
      const opened = await open(melati, 'CLAIM', { treatedOn: '2026-11-01', description: 'Operasi' }, channelId);
      if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
      for (const status of ['IN_PROGRESS', 'VERIFIED'] as const)
        await world.domain.serviceRequestActions.advance(officer, { serviceRequestId: opened.request.id, status });
    }
    expect(world.host.outbox.map(({ channelId, recipient }) => [channelId, recipient.key])).toEqual([
      ['app', 'par_melati'],
      ['app', 'par_melati'],
    ]);
    expect(world.host.said()[1]).toMatch(/^Request P-[0-9A-Z]{8}: verified\.$/);
    expect(await world.conversations()).toMatchObject([{ channelId: 'app', participantId: 'par_melati' }]);
  });
});
