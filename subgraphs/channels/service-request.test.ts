import { describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { serviceRequestKinds } from '../../plugins/sdk/index.js';
import { serviceRequestStatuses, stateMachines, stepRefusal } from './domain/service-request-states.js';
import type { OpenServiceRequest } from './domain/service-request.service.js';
import { as, type ChannelsWorld } from './testing/channels-world.js';

describe('the state machine of every kind', () => {
  test.each(serviceRequestKinds)('%s: each status can be reached from OPENED, and an end from each', (kind) => {
    const machine = stateMachines[kind];
    const reached = new Set<string>(['OPENED']);
    for (const status of reached) for (const next of machine[status as 'OPENED'] ?? []) reached.add(next);
    expect([...reached]).toEqual(expect.arrayContaining([...Object.keys(machine), 'DONE', 'REJECTED', 'CANCELLED']));
    for (const status of reached) {
      const ends = serviceRequestStatuses.some((end) => ['DONE', 'CANCELLED'].includes(end) && canReach(status, end));
      expect(ends || !(status in machine)).toBe(true);
    }
    function canReach(from: string, to: string, seen = new Set<string>()): boolean {
      if (seen.has(from)) return false;
      seen.add(from);
      const next = machine[from as 'OPENED'] ?? [];
      return next.includes(to as 'OPENED') || next.some((each) => canReach(each, to, seen));
    }
  });

  test('money needs two steps, documents one, and what has ended stays so', () => {
    expect(stepRefusal('CLAIM', 'VERIFIED', 'DONE')).toContain('APPROVED');
    expect(stepRefusal('REGISTRATION', 'IN_PROGRESS', 'DONE')).toContain('VERIFIED');
    expect(stepRefusal('INFORMATION', 'OPENED', 'DONE')).toBeUndefined();
    expect(stepRefusal('INFORMATION', 'DONE', 'OPENED')).toContain('ended');
  });
});

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

const officer = as('officer');
const own = as('participant', { subject: 'melati', participant: 'par_melati' });
const facility: OpenServiceRequest = {
  idempotencyKey: 'facility-change-1',
  kind: 'FACILITY_CHANGE',
  payload: { facilityCode: '0159B001', reason: 'Pindah rumah' },
  channelId: 'whatsapp-pandawa',
};

async function opened(context = officer, input: Partial<OpenServiceRequest> = {}) {
  const outcome = await world.domain.serviceRequestActions.open(context, { ...facility, ...input });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('opening a service request', () => {
  test('is once per key, also when the tries come together; its payload is sealed', async () => {
    const results = await Promise.all([opened(), opened(), opened()]);
    expect(new Set(results.map(({ request }) => request.id)).size).toBe(1);
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    const rows = await world.domain.models.serviceRequests.find().lean();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('0159B001');
    expect(results[0]!.request.payload).toEqual(facility.payload);
    expect(await world.logged('serviceRequest.opened.v1')).toMatchObject([{ data: { kind: 'FACILITY_CHANGE' } }]);
  });

  test('is refused with everything that is wrong, and never repeats what was given', async () => {
    const outcome = await world.domain.serviceRequestActions.open(officer, {
      idempotencyKey: 'short',
      kind: 'REGISTRATION',
      payload: { fullName: 'Melati Contoh', nationalId: '617101', birthdate: '1990-01-01' },
      channelId: 'fax',
    });
    expect(outcome).toMatchObject({ kind: 'invalid' });
    const fields = (outcome.kind === 'invalid' ? outcome.faults : []).map(({ field }) => field);
    expect(fields).toEqual(['idempotencyKey', 'channelId', 'payload.nationalId', 'payload.birthDate', 'payload']);
    expect(JSON.stringify(outcome)).not.toContain('617101');
    expect(await world.domain.models.serviceRequests.countDocuments()).toBe(0);
  });

  test('a participant opens its own and sees no other; an officer sees those of its channels', async () => {
    const { request } = await opened(own, { participantId: 'par_jalak' });
    expect(request.participantId).toBe('par_melati');
    const find = (context: typeof own) => world.domain.serviceRequestQueries.find(context, request.id);
    expect(await find(as('participant', { participant: 'par_melati' }))).toMatchObject({ id: request.id });
    expect(await find(as('participant', { participant: 'par_jalak' }))).toBeNull();
    expect(await find(as('officer', { channels: ['instagram'] }))).toBeNull();
    await expect(opened(as('analyst'))).rejects.toThrow('conversations:write');
    const advance = world.domain.serviceRequestActions.advance(own, { serviceRequestId: request.id, status: 'DONE' });
    await expect(advance).rejects.toThrow('conversations:write');
  });

  test('in a conversation of somebody else is not possible', async () => {
    await world.receive('halo');
    const { _id: conversationId } = await world.conversation();
    const outcome = await world.domain.serviceRequestActions.open(own, { ...facility, conversationId });
    expect(outcome).toMatchObject({ kind: 'notFound' });
  });
});

describe('advancing a service request', () => {
  test('tells the participant in its language, keeps a history, and a key steps once', async () => {
    await world.receive('hello, I need help');
    const { _id: conversationId, participantId } = await world.conversation();
    const { request } = await opened(officer, { conversationId, channelId: null });
    expect(request).toMatchObject({ participantId, channelId: 'whatsapp-pandawa' });
    expect(world.host.said().at(-1)).toContain(request.reference);
    const step = {
      serviceRequestId: request.id,
      status: 'WAITING_PARTICIPANT' as const,
      note: 'Please send your family card.',
      idempotencyKey: 'waiting-1',
    };
    const before = world.host.outbox.length;
    for (const repeated of [false, true])
      expect(await world.domain.serviceRequestActions.advance(officer, step)).toMatchObject({ kind: 'done', repeated });
    expect(world.host.said().slice(before)).toEqual([
      `Request ${request.reference}: waiting for you.\nPlease send your family card.`,
    ]);
    const [event] = await world.logged('serviceRequest.advanced.v1');
    expect(event!.data).toMatchObject({ from: 'OPENED', status: 'WAITING_PARTICIPANT', conversationId });
    expect(JSON.stringify(await world.domain.models.serviceRequests.find().lean())).not.toContain('family card');
    const found = await world.domain.serviceRequestQueries.find(as('officer'), request.id);
    expect(found!.history.map(({ status, note }) => [status, note])).toEqual([
      ['OPENED', null],
      ['WAITING_PARTICIPANT', 'Please send your family card.'],
    ]);
  });

  test('after the reply window a template tells it', async () => {
    await world.receive('halo');
    const { request } = await opened(officer, { conversationId: (await world.conversation())._id });
    world.pass(2 * 1440);
    await world.domain.serviceRequestActions.advance(officer, { serviceRequestId: request.id, status: 'DONE' });
    expect(world.host.outbox.at(-1)!.content).toMatchObject({
      kind: 'template',
      name: 'service_request_changed',
      parameters: [request.reference, 'selesai', '-'],
    });
  });

  test('is refused where the state machine has no such step, and of two at once only one is taken', async () => {
    const { request } = await opened();
    const advance = (status: 'DONE' | 'CANCELLED' | 'VERIFIED' | 'REJECTED', id = request.id) =>
      world.domain.serviceRequestActions.advance(officer, { serviceRequestId: id, status });
    expect(await advance('VERIFIED')).toMatchObject({
      kind: 'notNow',
      message: expect.stringContaining('possible now'),
    });
    expect(await advance('REJECTED')).toMatchObject({ kind: 'invalid', faults: [{ field: 'note' }] });
    expect(await advance('DONE', 'srq_none')).toMatchObject({ kind: 'notFound' });
    const both = await Promise.all([advance('DONE'), advance('CANCELLED')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'notNow']);
    expect(await world.logged('serviceRequest.advanced.v1')).toHaveLength(1);
  });
});
