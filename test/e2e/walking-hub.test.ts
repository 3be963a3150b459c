import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGraphSimulator, type GraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import {
  messagePart,
  newMessageId,
  textContent,
  type SimulatedPerson,
} from '../../plugins/whatsapp/simulator/payloads.js';
import { ask, data, eventually, subscribe, updatesCursor } from '../kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../kit/hub-process.js';
import { readable, WhatsAppChat } from '../kit/whatsapp-chat.js';

const number = { accountId: 'waba-test', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const secret = 'dev-whatsapp-secret';
const melati: SimulatedPerson = { waId: '6289900000001', name: 'Melati' };
const stranger: SimulatedPerson = { waId: '6289900009999', name: 'Kelana Fiktif' };

const updatesQuery = `subscription($after: Cursor) { complaintUpdates(after: $after) { __typename
  ... on ComplaintChanged { cursor sequence kind complaint { ticket status region participant { name } channel { name } } }
  ... on Resync { oldest reason } } }`;

interface Update {
  complaintUpdates: {
    __typename: string;
    cursor: string;
    sequence: number;
    kind: string;
    complaint: {
      ticket: string;
      status: string;
      region: string;
      participant: { name: string } | null;
      channel: { name: string };
    };
  };
}

let home: HubHome;
let hub: HubProcess;
let graph: GraphSimulator;
let officer: string;
let partner: string;

beforeAll(async () => {
  home = await createHubHome();
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  graph = await startGraphSimulator({
    number,
    appSecret: secret,
    accessToken: 'dev-whatsapp-access-token',
    webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp-pandawa`,
    statuses: ['sent', 'delivered', 'read'],
  });
  hub = await home.start({ KANAL_PORT: String(port), WHATSAPP_PANDAWA_API_BASE: graph.apiBase });
  officer = await home.token({ role: 'officer' });
  partner = await home.token({ role: 'partner', regions: ['61.71'] });
});

afterAll(async () => {
  await hub.stop();
  await graph.close();
  await home.close();
});

/** Plays the complaint script to its end and gives ticket and pin of the reply. */
async function complain(chat: WhatsAppChat, description: string): Promise<{ ticket: string; pin: string }> {
  const menu = await chat.say(textContent('Halo'), /interactive/);
  const categories = await chat.choose(menu, /pengaduan/i, /interactive/);
  await chat.choose(categories, /fasilitas/i, /terjadi/i);
  const answer = await chat.say(textContent(description), /K-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  const text = readable(answer);
  return {
    ticket: /K-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)![0],
    pin: /\b\d{6}\b/.exec(text.replace(/\b62\d{8,}/g, ''))![0],
  };
}

describe('a signed WhatsApp webhook becomes a live, federated complaint update', () => {
  test('a known participant complains by chat; partner and officer receive it by their rights', async () => {
    const asPartner = subscribe<Update>(hub.url, partner, updatesQuery, {
      after: await updatesCursor(hub.url, partner),
    });
    const asOfficer = subscribe<Update>(hub.url, officer, updatesQuery, {
      after: await updatesCursor(hub.url, officer),
    });
    const { ticket, pin } = await complain(new WhatsAppChat(graph, melati), 'Antrean di rumah sakit terlalu lama.');

    const [toPartner] = await asPartner.until(1);
    expect(toPartner!.complaintUpdates).toMatchObject({
      __typename: 'ComplaintChanged',
      sequence: 1,
      kind: 'FILED',
      complaint: {
        ticket,
        status: 'RECEIVED',
        region: '61.71',
        participant: null,
        channel: { name: 'WhatsApp PANDAWA' },
      },
    });
    const [toOfficer] = await asOfficer.until(1);
    expect(toOfficer!.complaintUpdates.complaint.participant).toEqual({ name: 'Melati Contoh' });

    const tracked = await data(
      hub.url,
      undefined,
      `{ complaintByTicket(ticket: "${ticket.toLowerCase()}", pin: "${pin}") { ticket status participant { id } } }`,
    );
    expect(tracked.complaintByTicket).toEqual({ ticket, status: 'RECEIVED', participant: null });
    const wrong = await data(
      hub.url,
      undefined,
      `{ complaintByTicket(ticket: "${ticket}", pin: "000000") { ticket } }`,
    );
    expect(wrong.complaintByTicket).toBeNull();
    await asPartner.close();
    await asOfficer.close();
  });

  test('the complainant is asked by chat whether it is solved: no opens the case again, yes closes it', async () => {
    const chat = new WhatsAppChat(graph, melati);
    const { ticket } = await complain(chat, 'Antrean di rumah sakit terlalu lama.');
    const all = '{ complaints(first: 50) { edges { node { id ticket status confirmation { confirmed } } } } }';
    const found = async () => {
      const { complaints } = await data(hub.url, officer, all);
      return complaints.edges.find(({ node }: { node: { ticket: string } }) => node.ticket === ticket).node;
    };
    const { id: complaintId } = await found();
    const act = (name: string, input: object) =>
      data(
        hub.url,
        officer,
        `mutation($i: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $i) { __typename } }`,
        {
          i: { complaintId, ...input },
        },
      );
    await act('verifyComplaint', {});
    for (const [word, reply, status] of [
      [/belum/i, /buka kembali/, 'REOPENED'],
      [/ya/i, /kami tutup/, 'CLOSED'],
    ] as const) {
      await act('resolveComplaint', { text: 'Loket ditambah.' });
      await chat.choose(await chat.hear(/Loket ditambah/), word, reply);
      const after = await eventually(found, (node) => node.status === status);
      expect(after.confirmation).toEqual({ confirmed: status === 'CLOSED' });
    }
  });

  test('what changes while a partner is away is replayed once and in order, then live', async () => {
    const first = subscribe<Update>(hub.url, partner, updatesQuery, { after: await updatesCursor(hub.url, partner) });
    const file = async (key: string) => {
      const { fileComplaint } = await data(
        hub.url,
        officer,
        'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { ... on ComplaintFiled { complaint { id } } ... on ValidationFailed { problems { field message } } } }',
        {
          input: {
            idempotencyKey: key,
            channelId: 'whatsapp-pandawa',
            category: 'CLAIM',
            description: 'Klaim belum dibayar.',
            region: '61.71',
            participantId: 'par_demo_melati',
          },
        },
      );
      return fileComplaint.complaint.id as string;
    };
    const id = await file('replay-key-1');
    const [seen] = await first.until(1);
    await first.close();

    await data(
      hub.url,
      officer,
      'mutation($input: VerifyComplaintInput!) { verifyComplaint(input: $input) { __typename } }',
      { input: { complaintId: id } },
    );
    await data(
      hub.url,
      officer,
      'mutation($input: RespondToComplaintInput!) { respondToComplaint(input: $input) { __typename } }',
      { input: { complaintId: id, text: 'Kami periksa.' } },
    );

    const again = subscribe<Update>(hub.url, partner, updatesQuery, { after: seen!.complaintUpdates.cursor });
    await again.until(2);
    await data(
      hub.url,
      officer,
      'mutation($input: ResolveComplaintInput!) { resolveComplaint(input: $input) { __typename } }',
      { input: { complaintId: id, text: 'Sudah dibayar.' } },
    );
    const updates = (await again.until(3)).map(({ complaintUpdates }) => complaintUpdates);
    expect(updates.map(({ sequence, kind, complaint }) => [sequence, kind, complaint.status])).toEqual([
      [2, 'VERIFIED', 'VERIFIED'],
      [3, 'RESPONDED', 'IN_PROGRESS'],
      [4, 'RESOLVED', 'RESOLVED'],
    ]);
    await again.close();
  });

  test('an unknown sender becomes a prospect, is asked for the regency, and the reply moves through its receipts', async () => {
    const chat = new WhatsAppChat(graph, stranger);
    const menu = await chat.say(textContent('Hello'), /interactive/);
    const categories = await chat.choose(menu, /pengaduan|complaint/i, /interactive/);
    await chat.choose(categories, /klaim|claim/i, /terjadi|happened/i);
    await chat.say(textContent('My claim was refused without a reason.'), /kabupaten|regency/i);
    const answer = await chat.say(textContent('Kota Pontianak'), /K-[0-9A-Z]{4}-[0-9A-Z]{4}/);
    const ticket = /K-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(readable(answer))![0];
    const query = '{ complaints(first: 50) { edges { node { ticket region participant { name stage } } } } }';
    const list = await eventually(
      () => data(hub.url, officer, query),
      ({ complaints }) =>
        complaints.edges.some(
          ({ node }: { node: { ticket: string; participant: unknown } }) => node.ticket === ticket && node.participant,
        ),
    );
    const mine = list.complaints.edges.find(({ node }: { node: { ticket: string } }) => node.ticket === ticket).node;
    expect(mine).toMatchObject({ region: '61.71', participant: { name: 'Kelana Fiktif', stage: 'PROSPECT' } });

    const inbox =
      '{ inbox(first: 20) { edges { node { id messages(first: 50) { edges { node { direction status } } } } } } }';
    await eventually(
      () => data(hub.url, officer, inbox),
      (found) =>
        found.inbox.edges.every(
          ({ node }: { node: { messages: { edges: { node: { direction: string; status: string } }[] } } }) =>
            node.messages.edges.every(
              ({ node: message }) => message.direction === 'INBOUND' || message.status === 'READ',
            ),
        ),
    );
  });

  test('five redeliveries in parallel make one message and one complaint', async () => {
    const person: SimulatedPerson = { waId: '6289900000005', name: 'Anggrek' };
    const before = graph.sent.length;
    const part = messagePart(person, textContent('Halo'), new Date(), newMessageId());
    expect(await graph.deliver([part], { times: 5 })).toEqual([200, 200, 200, 200, 200]);
    await graph.waitFor((sent) => sent.to === person.waId, { after: before, timeout: 15_000 });
    await graph.deliver([part], { times: 3 });
    const inbox =
      '{ inbox(first: 50) { edges { node { participant { id } messages(first: 50) { totalCount edges { node { direction } } } } } } }';
    const found = await eventually(
      () => data(hub.url, officer, inbox),
      ({ inbox: list }) =>
        list.edges.some(
          ({ node }: { node: { participant: { id: string } | null } }) => node.participant?.id === 'par_demo_anggrek',
        ),
    );
    const mine = found.inbox.edges.find(
      ({ node }: { node: { participant: { id: string } | null } }) => node.participant?.id === 'par_demo_anggrek',
    ).node;
    const inbound = mine.messages.edges.filter(
      ({ node }: { node: { direction: string } }) => node.direction === 'INBOUND',
    );
    expect(inbound).toHaveLength(1);
  });

  test('a wrong signature is refused and leaves nothing', async () => {
    const query =
      '{ channel(id: "whatsapp-pandawa") { operational { ledger { received stored rejected duplicates processed } } } }';
    const ledger = async () =>
      (await data(hub.url, officer, query)).channel.operational.ledger as Record<string, number>;
    // Receipts of the tests before may still come in.
    let last = '';
    const quiet = async () => {
      const text = JSON.stringify(await ledger());
      const still = text === last;
      last = text;
      await new Promise((resolve) => setTimeout(resolve, 250));
      return still;
    };
    await eventually(quiet, Boolean);
    const before = await ledger();
    const statuses = await graph.deliver([messagePart(melati, textContent('forged'))], { secret: 'another-secret' });
    expect(statuses).toEqual([401]);
    const after = await ledger();
    expect(after['stored']).toBe(before['stored']);
    expect(after['received']).toBe(after['stored']! + after['rejected']! + after['duplicates']!);
  });

  test('five subgraphs answer through the one endpoint', async () => {
    const admin = await home.token({ role: 'admin' });
    const answer = await ask(
      hub.url,
      admin,
      `{ viewer { role } participant(id: "par_demo_jalak") { name complaints { totalCount } conversations { totalCount } }
         channels { id name plugin { id version } performance(from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z") { complaintsFiled } }
         campaigns { totalCount } complaints { totalCount } }`,
    );
    expect(answer.errors).toBeUndefined();
    const pandawa = answer.data.channels.find(({ id }: { id: string }) => id === 'whatsapp-pandawa');
    expect(pandawa.plugin.id).toBe('whatsapp');
    expect(pandawa.performance.complaintsFiled).toBeGreaterThan(0);
  });
});
