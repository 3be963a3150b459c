import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { TwilioSimulator } from './simulator/twilio-simulator.js';
import { Caller } from './testing/caller.js';

const account = { accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: 'test-twilio-auth-token' };
/** Not where the hub listens: Twilio comes through a proxy, and signs what it called. */
const publicUrl = 'https://hub.example.id/webhooks/care-center-165';

let hub: InProcessHub;
let twilio: TwilioSimulator;
let officer: string;

beforeAll(async () => {
  twilio = await new TwilioSimulator({ ...account, publicUrl }).start();
  hub = await startInProcessHub({
    environment: {
      KANAL_PLUGINS: 'care-center-165=care-center',
      CARE_CENTER_165_ACCOUNT_SID: account.accountSid,
      CARE_CENTER_165_AUTH_TOKEN: account.authToken,
      CARE_CENTER_165_PUBLIC_URL: publicUrl,
      CARE_CENTER_165_API_BASE: twilio.apiBase,
    },
  });
  twilio.connect(`${hub.url}/webhooks/care-center-165`);
  officer = await hub.token({ role: 'officer', subject: 'kenari' });
}, 60_000);
afterAll(async () => {
  await twilio.close();
  await hub.close();
});

const ask = (query: string, variables?: object) => data(hub.url, officer, query, variables);
const known = { from: '+6289900000001' };

interface Row {
  readonly id: string;
  readonly status: string;
  readonly messages: { readonly edges: readonly { readonly node: { kind: string; text: string | null } }[] };
}

const conversationQuery = `query($id: ID!) { conversation(id: $id) { id status language menuPath assignee { id }
  messages(first: 100) { edges { node { kind text author } } } } }`;

/** The conversation of the latest call. */
async function latestConversation() {
  const answers = await hub.database.connection
    .db!.collection<{ _id: string; openedAt: Date }>('conversations')
    .find()
    .sort({ openedAt: -1 })
    .toArray();
  const { conversation } = await ask(conversationQuery, { id: answers[0]!._id });
  return conversation as Row & { language: string; assignee: { id: string } | null; menuPath: string[] };
}
const kindsOf = ({ messages }: Row) => messages.edges.map(({ node }) => node.kind);
const sessionsOf = ({ messages }: Row) =>
  messages.edges.filter(({ node }) => node.kind === 'session').map(({ node }) => node.text);
const count = (collection: string) => hub.database.connection.db!.collection(collection).countDocuments();
const digits = (text: string) => text.replace(/strip/g, '-').replace(/[ ,]/g, '');

describe('a call to 165', () => {
  test('takes a complaint by keys and speech, and reads ticket and pin; five times the same webhook is once', async () => {
    const caller = Caller.dials(twilio, { ...known, times: 5 });
    await caller.hears(/Selamat datang.*Untuk pengaduan, tekan 2/);
    await caller.press('2');
    await caller.hears(/Untuk fasilitas kesehatan, tekan 2/);
    await caller.press('2');
    await caller.hears(/ceritakan singkat/);
    await caller.says('antrean di puskesmas terlalu lama');
    await caller.hears(/Saya mendengar: antrean di puskesmas terlalu lama.*tekan 1/);
    await caller.press('1');
    const words = await caller.hears(/PIN: .*Saya ulangi: .*PIN: .*Tekan nol/);
    const ticket = /K-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(digits(words))![0];
    const pin = /PIN:(\d{6})/.exec(digits(words))![1];
    const { complaints } = await ask('{ complaints(first: 10) { edges { node { ticket category description } } } }');
    expect(complaints.edges.map(({ node }: { node: object }) => node)).toEqual([
      { ticket, category: 'FACILITY', description: 'antrean di puskesmas terlalu lama' },
    ]);
    const tracked = await data(
      hub.url,
      undefined,
      'query($ticket: String!, $pin: String!) { complaintByTicket(ticket: $ticket, pin: $pin) { ticket status } }',
      { ticket, pin },
    );
    expect(tracked.complaintByTicket).toMatchObject({ ticket });
    await caller.hangsUp();
    const conversation = await eventually(
      () => latestConversation(),
      ({ status }) => status === 'CLOSED',
    );
    expect(kindsOf(conversation).filter((kind) => kind === 'session')).toHaveLength(2);
    expect(sessionsOf(conversation)).toEqual(['call.started', 'The call ended: completed, 42 s.']);
    expect(await count('conversations')).toBe(1);
    for (const { statuses, bodies } of caller.call.delivered) {
      expect(statuses).toEqual([200, 200, 200, 200, 200]);
      expect(new Set(bodies).size).toBe(1);
    }
    expect(caller.call.faults).toEqual([]);
    const { channel } = await ask(
      '{ channel(id: "care-center-165") { operational { ledger { received stored rejected duplicates processed deadLettered } } } }',
    );
    const { received, stored, rejected, duplicates, processed, deadLettered } = channel.operational.ledger;
    expect([received, processed + deadLettered]).toEqual([stored + rejected + duplicates, stored]);
    expect(duplicates).toBe(stored * 4);
  }, 60_000);

  test('gives information, bears wrong keys and silence, changes the language, and ends in a friendly way', async () => {
    const caller = Caller.dials(twilio, known);
    await caller.hears(/tekan 4/);
    await caller.press('8');
    await caller.hears(/Pilihan itu tidak ada.*Untuk informasi, tekan 1/);
    await caller.press('1');
    await caller.hears(/Untuk iuran, tekan 1/);
    await caller.press('1');
    await caller.hears(/Iuran peserta mandiri.*Untuk iuran, tekan 1/);
    await caller.press('0');
    await caller.hears(/For English, press star/);
    await caller.press('*');
    await caller.hears(/For a complaint, press 2/);
    await caller.isSilent();
    await caller.hears(/For a complaint, press 2/);
    await caller.isSilent();
    await caller.hears(/we did not hear an answer.*Goodbye/);
    await caller.call.ended();
    const conversation = await eventually(
      () => latestConversation(),
      ({ status }) => status === 'CLOSED',
    );
    expect(conversation.language).toBe('en');
    expect(caller.call.faults).toEqual([]);
  }, 60_000);

  test('registers a stranger: name by speech, number by keys, and a reference in the end', async () => {
    const caller = Caller.dials(twilio, { from: '+6289911112222' });
    await caller.hears(/tekan 3/);
    await caller.press('3');
    await caller.hears(/Untuk pendaftaran, tekan 1/);
    await caller.press('1');
    await caller.hears(/Untuk pendaftaran baru, tekan 1/);
    await caller.press('1');
    await caller.hears(/nama lengkap/);
    await caller.says('Budi Fiktif');
    await caller.hears(/Saya mendengar: Budi Fiktif/);
    await caller.press('2');
    await caller.hears(/nama lengkap/);
    await caller.says('Bunga Fiktif');
    await caller.hears(/Saya mendengar: Bunga Fiktif/);
    await caller.press('1');
    await caller.hears(/enam belas angka.*Akhiri dengan tanda pagar/);
    await caller.press('12345#');
    await caller.hears(/bukan NIK/);
    await caller.press('6171012304900001#');
    await caller.hears(/apa yang perlu dilakukan/);
    await caller.says('mendaftar untuk keluarga saya');
    await caller.hears(/Saya mendengar/);
    await caller.press('1');
    const words = await caller.hears(/Nomor permohonan: .*Saya ulangi/);
    const reference = /P-[0-9A-Z]{8}/.exec(digits(words))![0];
    const requests = hub.database.connection.db!.collection('service_requests');
    expect(await requests.findOne({ reference })).toMatchObject({ kind: 'REGISTRATION', channelId: 'care-center-165' });
    await caller.hangsUp();
    expect(caller.call.faults).toEqual([]);
  }, 60_000);
});

const present = 'mutation { setPresence(input: { available: true }) { __typename } }';
const takeNext =
  'mutation { takeNextConversation { ... on NextConversation { conversation { id status } } ... on NotAllowedNow { message } } }';

/** Goes to the queue and answers the question for consent. */
async function queues(caller: Caller, consent: string): Promise<void> {
  await caller.hears(/tekan 4/);
  await caller.press('4');
  await caller.hears(/Anda nomor 1 dalam antrean.*Tekan satu bila Anda setuju direkam/);
  await caller.press(consent);
  await caller.comesTo('queued');
}

describe('an officer', () => {
  test('takes a waiting caller: dialled, recorded with consent, bridged, ended', async () => {
    const dialled: string[] = [];
    const caller = Caller.dials(twilio, { ...known, officer: (address) => (dialled.push(address), 'answer') });
    await queues(caller, '1');
    await caller.isSilent();
    await caller.hears(/masih dalam antrean.*Tekan nol/);
    await ask(present);
    const { takeNextConversation } = await ask(takeNext);
    expect(takeNextConversation.conversation.status).toBe('WITH_OFFICER');
    await caller.hears(/Petugas kenari akan melayani Anda/);
    await caller.comesTo('bridged');
    expect(dialled).toEqual(['kenari']);
    const { id } = takeNextConversation.conversation;
    await eventually(
      () => ask(conversationQuery, { id }),
      ({ conversation }) => conversation.status === 'WAITING_PARTICIPANT',
    );
    const words = await ask(
      `mutation($id: ID!) { sendMessage(input: { conversationId: $id, text: "Halo" }) { ... on MessageQueued { message { id } } } }`,
      { id },
    );
    await caller.hangsUp();
    await caller.comesTo('recorded');
    const { conversation } = await eventually(
      () => ask(conversationQuery, { id }),
      ({ conversation: row }) =>
        row.status === 'CLOSED' && sessionsOf(row).some((text) => text?.startsWith('Recording RE')),
    );
    expect(sessionsOf(conversation)).toEqual(
      expect.arrayContaining([
        'call.started',
        'Agreed to be recorded.',
        'call.queued',
        'call.bridged',
        'The call ended: completed, 42 s.',
      ]),
    );
    const outbox = hub.database.connection.db!.collection<{ _id: string; status: string }>('channel_outbox');
    const sent = await eventually(
      () => outbox.findOne({ _id: words.sendMessage.message.id }),
      (row) => row?.status === 'FAILED',
    );
    expect(sent).toMatchObject({ status: 'FAILED' });
    expect(caller.call.faults).toEqual([]);
  }, 60_000);

  test('who does not answer is rung three times; without consent nothing is recorded', async () => {
    let rings = 0;
    const caller = Caller.dials(twilio, { ...known, officer: () => ((rings += 1), 'no-answer') });
    await queues(caller, '2');
    await ask(present);
    await ask(takeNext);
    await caller.hears(/Petugas belum menjawab.*Petugas belum menjawab.*petugas tidak dapat dihubungi.*Sampai jumpa/);
    await caller.call.ended();
    expect(rings).toBe(3);
    expect(twilio.modifications.at(-1)!.children.at(-1)!.attributes.record).toBe('do-not-record');
    expect(sessionsOf(await latestConversation())).toContain('Did not agree to be recorded.');
    expect(caller.call.faults).toEqual([]);
  }, 60_000);

  test('with a free place gets the caller at once, after the question for consent', async () => {
    const free =
      'mutation($places: Int!) { setPresence(input: { available: true, capacity: $places }) { __typename } }';
    await ask(free, { places: 1 });
    const caller = Caller.dials(twilio, known);
    await caller.hears(/tekan 4/);
    await caller.press('4');
    await caller.hears(/Petugas kenari.*Tekan satu bila Anda setuju direkam/);
    await caller.press('1');
    await caller.comesTo('bridged');
    await ask(free, { places: 0 });
    await caller.hangsUp();
    await caller.comesTo('recorded');
    expect(caller.call.faults).toEqual([]);
  }, 60_000);

  test('is not needed any more by a caller who presses zero in the queue', async () => {
    const caller = Caller.dials(twilio, known);
    await queues(caller, '1');
    await caller.press('0');
    await caller.hears(/Untuk informasi, tekan 1/);
    expect(await latestConversation()).toMatchObject({ status: 'MENU' });
    await caller.hangsUp();
    expect(caller.call.faults).toEqual([]);
  }, 60_000);
});
