import { describe, expect, test } from '@jest/globals';
import { ChannelsGraph } from '../../test/kit/channels-graph.js';
import { principal } from './testing/channels-world.js';

const graph = ChannelsGraph.forEachTest();
const officer = principal('officer');

describe('service requests', () => {
  test('are opened and advanced by mutations, and read by id and with their participant', async () => {
    const open = `mutation ($input: OpenServiceRequestInput!) { openServiceRequest(input: $input) {
      ... on ServiceRequestChanged { repeated serviceRequest { id kind status payload } }
      ... on ValidationFailed { problems { field } } } }`;
    const input = {
      idempotencyKey: 'appointment-1',
      kind: 'APPOINTMENT',
      channelId: 'whatsapp-pandawa',
      payload: { facilityCode: '0159B001', clinic: 'Gigi', date: '2026-12-01' },
      participantId: 'par_melati',
    };
    const { openServiceRequest } = await graph.ask(officer, open, { input });
    expect(openServiceRequest).toMatchObject({ repeated: false, serviceRequest: { status: 'OPENED' } });
    const { id } = openServiceRequest.serviceRequest;
    const advance = `mutation ($input: AdvanceServiceRequestInput!) { advanceServiceRequest(input: $input) {
      __typename ... on NotAllowedNow { message } } }`;
    const step = { serviceRequestId: id, status: 'SCHEDULED', note: '1 Desember, pukul 09.00, nomor antrean 12' };
    expect(await graph.ask(officer, advance, { input: step })).toEqual({
      advanceServiceRequest: { __typename: 'ServiceRequestChanged' },
    });
    const mine = principal('participant', { participant: 'par_melati' });
    const { serviceRequest } = await graph.ask(mine, `{ serviceRequest(id: "${id}") { history { status note } } }`);
    expect(serviceRequest.history).toMatchObject([{ status: 'OPENED' }, { status: 'SCHEDULED', note: step.note }]);
    const found = await graph.ask(
      mine,
      `{ _entities(representations: [{ __typename: "Participant", id: "par_melati" }]) { ... on Participant { serviceRequests { edges { node { id } } } } } }`,
    );
    expect(found._entities[0].serviceRequests.edges).toEqual([{ node: { id } }]);
  });
});

test('queues show places, officers and waits; presence and the next conversation are mutations', async () => {
  for (const input of ['halo', '4']) await graph.world.receive(input);
  const queue =
    '{ channels { operational { queue { waiting officersAvailable longestWaitingSince estimatedWait } } } }';
  const places = '{ inbox { edges { node { queuePlace { position estimatedWait } } } } }';
  const presence =
    'mutation ($input: SetPresenceInput!) { setPresence(input: $input) { ... on PresenceSet { available officer { id skills } } } }';
  expect(await graph.ask(officer, presence, { input: { available: true, skills: ['claims'] } })).toEqual({
    setPresence: { available: true, officer: { id: 'officer-1', skills: ['claims'] } },
  });
  expect((await graph.ask(officer, queue)).channels[0].operational.queue).toEqual({
    waiting: 1,
    officersAvailable: 1,
    longestWaitingSince: graph.world.clock.toISOString(),
    estimatedWait: null,
  });
  const waiting = { queuePlace: { position: 1, estimatedWait: null } };
  expect((await graph.ask(officer, places)).inbox.edges).toEqual([{ node: waiting }]);
  const take =
    'mutation { takeNextConversation { ... on NextConversation { conversation { status assignee { id } } } } }';
  expect((await graph.ask(officer, take)).takeNextConversation.conversation).toEqual({
    status: 'WITH_OFFICER',
    assignee: { id: 'officer-1' },
  });
  expect((await graph.ask(officer, places)).inbox.edges).toEqual([{ node: { queuePlace: null } }]);
});
