import { describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../schema/index.js';
import { ChannelsGraph } from '../../test/kit/channels-graph.js';
import { principal } from './testing/channels-world.js';

const graph = ChannelsGraph.forEachTest();
const officer = principal('officer');
const partner = principal('partner');

describe('channels', () => {
  test('answer on all three levels', async () => {
    const { channels } = await graph.ask(
      partner,
      `{ channels {
          id name direction plugin { id version sdk levels }
          capabilities { textLength replyWindow proactive receipts templates }
          health { state message circuit channel { id } }
          strategic(language: en) { valueProposition { speed } commitments { behaviour text }
            serviceStandard { officerResponse participantResponse calendar { id zone week { weekday spans { from to } } holidays { date kind source } } } }
          operational { openNow opensAt menu { greeting entries { id keypad label } } ledger { received stored rejected duplicates } queue { waiting withOfficer } }
          analytical { mapsTouchpoints volumes { openConversations } }
        } plugins { id } }`,
    );
    expect(channels).toMatchObject([
      {
        id: 'whatsapp-pandawa',
        direction: 'TWO_WAY',
        plugin: { id: 'whatsapp', levels: ['STRATEGIC', 'OPERATIONAL', 'ANALYTICAL'] },
        capabilities: { replyWindow: 'PT24H', proactive: 'TEMPLATE' },
        health: { state: 'OK', channel: { id: 'whatsapp-pandawa' } },
        strategic: { serviceStandard: { officerResponse: 'PT30M', calendar: { zone: 'Asia/Jakarta' } } },
        operational: {
          openNow: true,
          menu: { entries: expect.arrayContaining([{ id: 'complaint', keypad: '2', label: 'Pengaduan' }]) },
        },
        analytical: { mapsTouchpoints: true },
      },
    ]);
  });

  test('that other subgraphs name are found without sign-in, also when they are not configured any more', async () => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Channel { id name health { state } } } }`;
    const named = query.replace('health { state }', '');
    const reference = (id: unknown) => ({ r: [{ __typename: 'Channel', id }] });
    expect(await graph.ask(null, named, reference('whatsapp-pandawa'))).toEqual({
      _entities: [{ id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA' }],
    });
    expect(await graph.ask(null, named, reference('fax'))).toEqual({ _entities: [{ id: 'fax', name: 'fax' }] });
    expect(await graph.ask(partner, query, reference('fax'))).toMatchObject({
      _entities: [{ health: { state: 'DOWN' } }],
    });
    await expect(graph.ask(null, query, reference('fax'))).rejects.toThrow('Sign in');
    await expect(graph.ask(null, named, reference({ $ne: null }))).rejects.toThrow('must be a text');
  });

  test('their health is told as it is when somebody subscribes', async () => {
    const stream = (await graph.run(
      partner,
      `subscription { channelHealthChanged { state channel { id } } }`,
    )) as AsyncIterableIterator<ExecutionResult>;
    expect((await stream.next()).value).toMatchObject({
      data: { channelHealthChanged: { state: 'OK', channel: { id: 'whatsapp-pandawa' } } },
    });
    const waiting = stream.next();
    await stream.return?.();
    expect(await waiting).toMatchObject({ done: true });
  });
});

describe('conversations', () => {
  const fields = `id status language menuPath skill replyWindowEndsAt channel { name } participant { id } assignee { id name }
    clocks { kind state elapsed target dueAt explanation { counted reason } }
    messages(first: 10) { totalCount edges { cursor node { sequence direction author kind text status } } pageInfo { hasNextPage } }`;

  test('are handled by an officer from the queue to the close', async () => {
    for (const input of ['halo', '4']) await graph.world.receive(input);
    graph.world.pass(5);
    const { inbox } = await graph.ask(officer, `{ inbox(status: QUEUED) { totalCount edges { node { ${fields} } } } }`);
    const [{ node }] = inbox.edges;
    expect(node).toMatchObject({
      status: 'QUEUED',
      skill: 'general',
      menuPath: ['officer'],
      channel: { name: 'WhatsApp PANDAWA' },
      clocks: [{ kind: 'OFFICER_RESPONSE', state: 'RUNNING', elapsed: 'PT5M', target: 'PT30M' }],
      messages: { totalCount: 5, pageInfo: { hasNextPage: false } },
    });
    expect(node.messages.edges[0].node).toMatchObject({
      sequence: 1,
      direction: 'INBOUND',
      author: 'PARTICIPANT',
      text: 'halo',
    });
    const assigned = await graph.ask(
      officer,
      `mutation ($i: AssignConversationInput!) { assignConversation(input: $i) { ... on ConversationChanged { conversation { status assignee { id } } } } }`,
      { i: { conversationId: node.id } },
    );
    expect(assigned.assignConversation.conversation).toEqual({ status: 'WITH_OFFICER', assignee: { id: 'officer-1' } });
    const send = (text: string) =>
      graph.ask(
        officer,
        `mutation ($i: SendMessageInput!) { sendMessage(input: $i) { __typename ... on MessageQueued { message { status text } conversation { status } } ... on ValidationFailed { problems { field } } } }`,
        { i: { conversationId: node.id, text } },
      );
    expect((await send('Selamat pagi')).sendMessage).toEqual({
      __typename: 'MessageQueued',
      message: { status: 'QUEUED', text: 'Selamat pagi' },
      conversation: { status: 'WAITING_PARTICIPANT' },
    });
    expect((await send(' ')).sendMessage).toEqual({ __typename: 'ValidationFailed', problems: [{ field: 'text' }] });
    const close = () =>
      graph.ask(
        officer,
        `mutation ($i: CloseConversationInput!) { closeConversation(input: $i) { __typename ... on NotAllowedNow { message } } }`,
        { i: { conversationId: node.id } },
      );
    expect((await close()).closeConversation).toEqual({ __typename: 'ConversationChanged' });
    expect((await close()).closeConversation).toMatchObject({ __typename: 'NotAllowedNow' });
    expect((await graph.ask(officer, `{ inbox { totalCount } }`)).inbox.totalCount).toBe(0);
  });

  test('page by cursors that are bound to the list and the viewer', async () => {
    await graph.world.receive('halo');
    const { _id: id } = await graph.world.conversation();
    const page = (who: Principal, after?: string, first = 1) =>
      graph.ask(
        who,
        `query ($id: ID!, $first: Int, $after: Cursor) { conversation(id: $id) { messages(first: $first, after: $after) { edges { cursor node { sequence } } pageInfo { hasNextPage endCursor } } } }`,
        { id, first, after },
      );
    const first = (await page(officer)).conversation.messages;
    expect(first).toMatchObject({ edges: [{ node: { sequence: 1 } }], pageInfo: { hasNextPage: true } });
    expect((await page(officer, first.pageInfo.endCursor)).conversation.messages.edges[0].node.sequence).toBe(2);
    await expect(page(principal('officer', { subject: 'officer-2' }), first.pageInfo.endCursor)).rejects.toThrow(
      'cursor',
    );
    await expect(page(officer, undefined, 101)).rejects.toThrow('first');
  });

  test('hang on a participant, and database calls do not grow with the length of a list', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((letter) => `par_${letter}`);
    for (const [index, id] of ids.entries()) {
      await graph.world.register(id, `+628990000100${index}`);
      await graph.world.receive('halo', { key: `628990000100${index}`, phone: `+628990000100${index}` });
    }
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Participant { id conversations(first: 5) { totalCount edges { node { ${fields} } } } serviceRequests { totalCount } } } }`;
    const calls = async (some: string[]) => {
      let count = 0;
      const { connection } = graph.world.database;
      connection.set('debug', () => (count += 1));
      const result = await graph.ask(officer, query, { r: some.map((id) => ({ __typename: 'Participant', id })) });
      connection.set('debug', false);
      return { count, result };
    };
    const many = await calls(ids);
    expect(
      many.result._entities.map((each: { conversations: { totalCount: number } }) => each.conversations.totalCount),
    ).toEqual([1, 1, 1, 1]);
    expect(many.result._entities[2].conversations.edges[0].node).toMatchObject({
      participant: { id: 'par_c' },
      status: 'MENU',
    });
    expect(many.count).toBeGreaterThan(2);
    expect(many.count).toBe((await calls(ids.slice(0, 1))).count);
  });

  test('are told live, with the message', async () => {
    const stream = (await graph.run(
      officer,
      `subscription { conversationUpdates(channel: "whatsapp-pandawa") { kind conversation { status } message { text } } }`,
    )) as AsyncIterableIterator<ExecutionResult>;
    const next = stream.next();
    await graph.world.receive('halo');
    const kinds = [(await next).value, (await stream.next()).value];
    expect(kinds).toMatchObject([
      { data: { conversationUpdates: { kind: 'OPENED', message: null } } },
      {
        data: {
          conversationUpdates: {
            kind: 'MESSAGE_RECEIVED',
            conversation: { status: 'MENU' },
            message: { text: 'halo' },
          },
        },
      },
    ]);
    await stream.return?.();
  });

  test('are nobody else’s business', async () => {
    await graph.world.receive('halo');
    const { _id: id, participantId } = await graph.world.conversation();
    const query = `query ($id: ID!) { conversation(id: $id) { id } }`;
    expect(
      (await graph.ask(principal('participant', { participant: participantId! }), query, { id })).conversation,
    ).toEqual({
      id,
    });
    expect(
      (await graph.ask(principal('participant', { participant: 'par_other' }), query, { id })).conversation,
    ).toBeNull();
    await expect(graph.ask(partner, query, { id })).rejects.toThrow('conversations:read');
    await expect(graph.ask(null, query, { id })).rejects.toThrow('Sign in');
    await expect(
      graph.ask(partner, `mutation { sendMessage(input: { conversationId: "x", text: "x" }) { __typename } }`),
    ).rejects.toThrow('conversations:write');
  });
});

test('service requests show their answers to officers and to the participant', async () => {
  await graph.world.register('par_demo', '+6289900000001');
  for (const input of ['halo', '3', '6171014101900001', '01-01-1990', '2']) await graph.world.receive(input);
  const query = `{ _entities(representations: [{ __typename: "Participant", id: "par_demo" }]) { ... on Participant { serviceRequests { edges { node { kind status code payload channel { id } history { status actor } } } } } } }`;
  const { _entities } = await graph.ask(officer, query);
  expect(_entities[0].serviceRequests.edges).toMatchObject([
    {
      node: {
        kind: 'REGISTRATION',
        code: 'A',
        status: 'OPENED',
        payload: { birthDate: '1990-01-01' },
        history: [{ actor: 'channel:whatsapp-pandawa' }],
      },
    },
  ]);
  expect(
    (await graph.ask(principal('participant', { participant: 'par_other' }), query))._entities[0].serviceRequests.edges,
  ).toEqual([]);
});

test('the culture calendar is planned by supervisors and read by everybody who is signed in', async () => {
  const plan = (who: Principal, input: object) =>
    graph.ask(
      who,
      `mutation ($i: PlanCultureInput!) { planCulture(input: $i) { __typename
        ... on CulturePlanned { entry { startsOn endsOn behaviour commitments { behaviour text } } }
        ... on ValidationFailed { problems { field } } } }`,
      { i: input },
    );
  const march = { startsOn: '2026-03-01', endsOn: '2026-03-31', behaviour: 'PATIENT', title: 'Bulan sabar' };
  const commitments = [{ behaviour: 'PATIENT', text: 'Mendengar sampai selesai.' }];
  expect((await plan(principal('supervisor'), { ...march, commitments })).planCulture).toEqual({
    __typename: 'CulturePlanned',
    entry: { startsOn: '2026-03-01', endsOn: '2026-03-31', behaviour: 'PATIENT', commitments },
  });
  expect((await plan(principal('supervisor'), { ...march, endsOn: '2026-02-01', title: ' ' })).planCulture).toEqual({
    __typename: 'ValidationFailed',
    problems: [{ field: 'endsOn' }, { field: 'title' }],
  });
  await expect(plan(officer, march)).rejects.toThrow('supervisors');
  const between = (who: Principal | null, from: string, to: string) =>
    graph.ask(who, `query ($from: Date!, $to: Date!) { cultureCalendar(from: $from, to: $to) { title } }`, {
      from,
      to,
    });
  expect((await between(partner, '2026-03-31', '2026-04-30')).cultureCalendar).toEqual([{ title: 'Bulan sabar' }]);
  expect((await between(partner, '2026-04-01', '2026-04-30')).cultureCalendar).toEqual([]);
  await expect(between(null, '2026-04-01', '2026-04-30')).rejects.toThrow('Sign in');
});

test('every field and argument has a description', () => {
  for (const type of Object.values(graph.schema.getTypeMap())) {
    if (type.name.startsWith('_') || !('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      expect([type.name, field.name, field.description]).toEqual([type.name, field.name, expect.stringMatching(/./)]);
      const parameters = 'args' in field ? field.args : [];
      for (const argument of parameters)
        expect([field.name, argument.name, argument.description]).not.toContain(undefined);
    }
  }
});
