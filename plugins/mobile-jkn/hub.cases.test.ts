import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask, data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub } from '../../test/kit/in-process-hub.js';
import { App } from './testing/app.js';
import { AppWorld, seroja } from './testing/world.js';

let world: AppWorld;
let app: App;

beforeAll(async () => {
  world = await AppWorld.start(startInProcessHub);
  app = new App(world.hub, seroja);
  await world.register(app);
  await app.registerDevice('device-token-0101');
}, 60_000);

afterAll(() => world.close());

describe('a fictional participant in the app', () => {
  test('follows a claim step by step, with days and notes', async () => {
    const { serviceRequest } = await app.openRequest('CLAIM', { treatedOn: '2026-11-01', description: 'Rawat inap' });
    await world.advance(serviceRequest.id, 'IN_PROGRESS');
    await world.advance(serviceRequest.id, 'WAITING_PARTICIPANT', 'Mohon unggah kuitansi.');
    const read = 'query($id: ID!) { serviceRequest(id: $id) { status history { status at note } } }';
    const claim = (await app.ask(read, { id: serviceRequest.id })).serviceRequest;
    expect(claim.history).toMatchObject([
      { status: 'OPENED', note: null },
      { status: 'IN_PROGRESS', note: null },
      { status: 'WAITING_PARTICIPANT', note: 'Mohon unggah kuitansi.' },
    ]);
    await world.hear(app, /Mohon unggah kuitansi/);
    const someone = await world.hub.token({ role: 'participant', participant: 'par_demo_jalak', subject: 'jalak' });
    expect((await data(world.hub.url, someone, read, { id: serviceRequest.id })).serviceRequest).toBeNull();
  });

  test('asks a doctor by chat, answers the screening, and finds all of it in its history', async () => {
    expect(await app.say({ text: 'Halo' }, 'chat-message-1')).toMatchObject({ repeated: false });
    expect(await app.say({ text: 'Halo' }, 'chat-message-1')).toMatchObject({ repeated: true });
    const menu = await world.hear(app, /Apa yang dapat kami bantu/);
    const doctor = menu.choices.find(({ title }) => /dokter/i.test(title))!;
    await app.say({ choice: doctor.id, title: doctor.title });
    await world.hear(app, /Apa yang Anda rasakan/);
    await app.say({ text: 'Batuk sejak tiga hari' });
    await world.hear(app, /Permohonan Anda tercatat/);
    await app.openRequest('HEALTH_SCREENING', { answers: { fever: false, cough: true, temperature: 36.8 } });
    const { participant } = await eventually(
      () =>
        app.ask(
          'query($id: ID!) { participant(id: $id) { serviceRequests { edges { node { kind } } } serviceTransactions { edges { node { kind channelId } } } } }',
          { id: app.participantId },
        ),
      (answer) => answer.participant.serviceTransactions.edges.length === 3,
    );
    const kinds = (list: { edges: { node: { kind: string } }[] }) => list.edges.map(({ node }) => node.kind).sort();
    const all = ['CLAIM', 'DOCTOR_CONSULTATION', 'HEALTH_SCREENING'];
    expect([kinds(participant.serviceRequests), kinds(participant.serviceTransactions)]).toEqual([all, all]);
  });

  test('complains; the answer comes as push and to the inbox, its reading is seen, and the case is confirmed by a tap', async () => {
    const filed = await app.act(
      'fileComplaint',
      'FileComplaintInput',
      {
        idempotencyKey: randomUUID(),
        channelId: 'mobile-jkn',
        category: 'FACILITY',
        description: 'Antrean terlalu lama.',
        region: '61.71',
      },
      '... on ComplaintFiled { complaint { id ticket } }',
    );
    const { id: complaintId, ticket } = filed.complaint;
    await world.hear(app, new RegExp(`Tiket: ${ticket}`));
    const act = (name: string, input: object) =>
      data(
        world.hub.url,
        world.officer,
        `mutation($i: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $i) { __typename } }`,
        { i: { complaintId, ...input } },
      );
    await act('verifyComplaint', {});
    const pushes = world.fcm.taken.length;
    await act('respondToComplaint', { text: 'Loket kami tambah mulai besok.' });
    const answer = await world.hear(app, /Loket kami tambah/);
    await eventually(
      () => Promise.resolve(world.fcm.taken.length),
      (count) => count > pushes,
    );
    expect(world.fcm.taken.at(-1)!.message).toMatchObject({ data: { messageId: answer.id, reference: ticket } });

    const { mobileJknMarkRead: state } = await app.ask(
      'mutation($upTo: Int!) { mobileJknMarkRead(upTo: $upTo) { unreadCount readUpTo } }',
      { upTo: answer.sequence },
    );
    expect(state.readUpTo).toBe(answer.sequence);
    await eventually(
      async () => (await world.messages()).find(({ id }) => id === answer.id)?.status,
      (status) => status === 'READ',
    );

    await act('resolveComplaint', { text: 'Loket sudah ditambah.' });
    const question = await world.hear(app, /Loket sudah ditambah/);
    const yes = question.choices.find(({ title }) => /^Ya/.test(title))!;
    await app.say({ choice: yes.id, title: yes.title });
    const status = async () =>
      (
        await app.ask('query($id: ID!) { participant(id: $id) { complaints { edges { node { ticket status } } } } }', {
          id: app.participantId,
        })
      ).participant.complaints.edges[0].node;
    expect(await eventually(status, (node) => node.status === 'CLOSED')).toEqual({ ticket, status: 'CLOSED' });
  });

  test('allows and withdraws a use of its data with proof', async () => {
    const set = (granted: boolean) =>
      app.act(
        'setConsent',
        'SetConsentInput',
        {
          purpose: 'OUTREACH',
          granted,
          source: 'mobile-jkn',
          wording: 'outreach-2026-11',
          participantId: 'par_demo_jalak',
        },
        '... on ConsentSet { repeated participant { id consents { purpose granted source wording recordedBy } } }',
      );
    await set(true);
    expect(await set(true)).toMatchObject({ repeated: true });
    const { participant } = await set(false);
    const proof = {
      purpose: 'OUTREACH',
      source: 'mobile-jkn',
      wording: 'outreach-2026-11',
      recordedBy: `app:${app.participantId}`,
    };
    expect(participant).toEqual({
      id: app.participantId,
      consents: [
        { ...proof, granted: true },
        { ...proof, granted: false },
      ],
    });
  });
});

describe('another participant', () => {
  test('sees nothing of it: no message, no device, no payment', async () => {
    const other = new App(world.hub, { ...seroja, nationalId: '6171015203959102', phone: '0899-0000-0103' });
    await world.register(other);
    expect(await other.inbox()).toMatchObject({ entries: [], unreadCount: 0 });
    const answer = await other.ask(
      'query($id: ID!) { mobileJknDevices { installation } participant(id: $id) { id } }',
      {
        id: app.participantId,
      },
    );
    expect(answer).toEqual({ mobileJknDevices: [], participant: null });
  });

  test('and nobody signed in, and no officer, has an inbox of the app', async () => {
    for (const [token, code] of [
      [undefined, 'UNAUTHENTICATED'],
      [world.officer, 'FORBIDDEN'],
    ] as const) {
      const { errors } = await ask(world.hub.url, token, '{ mobileJknInbox { unreadCount } }');
      expect(errors?.[0]?.extensions.code).toBe(code);
    }
  });
});
