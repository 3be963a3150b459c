import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { ask, data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { fastestForm } from './forms.js';
import { SimulatedVisitor } from './testing/visitor.js';

let hub: InProcessHub;
let api: string;
let officer: string;
const visitors: SimulatedVisitor[] = [];

beforeAll(async () => {
  hub = await startInProcessHub();
  api = `http://localhost:${new URL(hub.url).port}/channels/website`;
  officer = await hub.token({ role: 'officer' });
}, 60_000);

afterAll(async () => {
  for (const visitor of visitors) visitor.hangUp();
  await hub.close();
});

async function visitor(): Promise<SimulatedVisitor> {
  const someone = new SimulatedVisitor(api);
  visitors.push(someone);
  await someone.enter();
  await someone.listen();
  return someone;
}

interface Edges<T> {
  readonly edges: readonly { readonly node: T }[];
}

interface Conversation {
  readonly id: string;
  readonly messages: Edges<{ readonly text: string; readonly status: string }>;
}

/** The conversation in which a text was written. */
async function conversationWith(text: string): Promise<Conversation> {
  const query = `{ inbox(channel: "website", first: 50) { edges { node { id messages(first: 50) { edges { node { text status } } } } } } }`;
  const read = async () => {
    const { inbox } = await data(hub.url, officer, query);
    const all = (inbox as Edges<Conversation>).edges.map(({ node }) => node);
    return all.find(({ messages }) => messages.edges.some(({ node }) => node.text === text));
  };
  return (await eventually(read, (found) => found !== undefined))!;
}

const sequencesOf = ({ seen }: SimulatedVisitor) => seen.map(({ sequence }) => sequence);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('the chat in a running hub', () => {
  test('a visitor complains by menu and gets ticket and pin in the chat; the case exists', async () => {
    const me = await visitor();
    expect((await me.say('Halo')).status).toBe(202);
    const menu = await me.hear(/Apa yang dapat kami bantu/);
    await me.tap(menu.choices!.find(({ title }) => title === 'Pengaduan')!);
    const categories = await me.hear(/mengenai apa/);
    await me.tap(categories.choices![0]!);
    await me.hear(/Ceritakan/);
    await me.say('Antrean di loket terlalu lama pada hari Senin.');
    await me.hear(/kabupaten atau kota/);
    await me.say('Kota Pontianak');
    const { text } = await me.hear(/Tiket: K-/);
    const [, ticket, pin] = /Tiket: (\S+)\nPIN: (\S+)/.exec(text!)!;
    const tracked = `query($ticket: String!, $pin: String!) { complaintByTicket(ticket: $ticket, pin: $pin) { status region channel { id } } }`;
    expect((await data(hub.url, undefined, tracked, { ticket, pin })).complaintByTicket).toEqual({
      status: 'RECEIVED',
      region: '61.71',
      channel: { id: 'website' },
    });
    expect(me.seen.filter(({ value }) => value.from === 'visitor')).toHaveLength(5);
  });

  test('an officer’s answer appears at once, is reported read, and a reader that was away misses and repeats nothing', async () => {
    const me = await visitor();
    const question = `Halo, pertanyaan saya nomor ${randomInt(1e9)}`;
    await me.say(question);
    await me.hear(/Apa yang dapat kami bantu/);
    const { id } = await conversationWith(question);
    const send = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`;
    const say = (text: string) => data(hub.url, officer, send, { input: { conversationId: id, text } });
    await say('Selamat pagi, saya petugas.');
    await me.hear(/saya petugas/);
    const sequence = me.seen.at(-1)!.sequence;
    expect((await me.call('receipts', { status: 'READ', sequences: [sequence] })).status).toBe(200);
    const statusOf = async () =>
      (await conversationWith(question)).messages.edges.find(({ node }) => /saya petugas/.test(node.text))?.node.status;
    await eventually(statusOf, (status) => status === 'READ');
    me.hangUp();
    await say('Pesan selama terputus.');
    await me.listen();
    await me.hear(/selama terputus/);
    await say('Pesan sesudahnya.');
    await me.hear(/sesudahnya/);
    expect(sequencesOf(me)).toEqual(upTo(me.seen.length));
  });

  test('a message that is sent again is worked once', async () => {
    const me = await visitor();
    const text = `Halo, saya nomor ${randomInt(1e9)}`;
    const id = crypto.randomUUID();
    const answers = await Promise.all([me.say(text, id), me.say(text, id), me.say(text, id)]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    await me.hear(/Apa yang dapat kami bantu/);
    const { messages } = await conversationWith(text);
    expect(messages.edges.filter(({ node }) => node.text === text)).toHaveLength(1);
    expect(me.seen.filter(({ value }) => value.from === 'visitor')).toHaveLength(1);
  });

  test('two visitors never see each other’s messages', async () => {
    const [one, two] = [await visitor(), await visitor()];
    await Promise.all([one.say('Halo dari satu'), two.say('Hello from two')]);
    await Promise.all([one.hear(/Apa yang dapat kami bantu/), two.hear(/How can we help/)]);
    expect(JSON.stringify(one.seen)).not.toMatch(/two|How can/);
    expect(JSON.stringify(two.seen)).not.toMatch(/satu|Apa yang/);
    const own = two.token;
    two.token = `${own.slice(0, -2)}xx`;
    expect((await two.call('events')).status).toBe(401);
    two.token = one.resume;
    expect((await two.call('events')).status).toBe(401);
  });

  test('a foreign page and a large body are refused', async () => {
    const me = await visitor();
    const body = { id: crypto.randomUUID(), text: 'Halo' };
    expect((await me.call('messages', body, { origin: 'https://jahat.example' })).status).toBe(403);
    expect((await me.say('x'.repeat(30_000))).status).toBe(413);
  });
});

describe('forms in a running hub', () => {
  const values = {
    category: 'FACILITY',
    description: `Loket tutup lebih awal ${crypto.randomUUID()}`,
    name: 'Warga Contoh',
    phone: '0899 0000 0001',
    email: '',
    consent: true,
  };
  const handOut = async () => {
    const page = await (await fetch(`${api}/forms/complaint?site=demo`)).text();
    return /data-token="([^"]+)"/.exec(page)![1]!;
  };

  test('an unknown person gets ticket and pin, once, and only who may sees how to reach it', async () => {
    const someone = new SimulatedVisitor(api);
    const token = await handOut();
    expect((await someone.call('forms/complaint', { token, values })).status).toBe(422);
    await new Promise((resolve) => setTimeout(resolve, fastestForm));
    const answer = await someone.call('forms/complaint', { token, values });
    expect(answer.status).toBe(201);
    const { ticket, pin } = (await answer.json()) as { ticket: string; pin: string };
    expect(await (await someone.call('forms/complaint', { token, values })).json()).toEqual({ ticket, pin });
    const query = `query($ticket: String!, $pin: String!) { complaintByTicket(ticket: $ticket, pin: $pin) { classification contact { name phone email } } }`;
    const as = async (who: string | undefined) => (await data(hub.url, who, query, { ticket, pin })).complaintByTicket;
    const contact = { name: 'Warga Contoh', phone: '+6289900000001', email: null };
    expect(await as(officer)).toEqual({ classification: 'COMPLAINT', contact });
    expect(await as(undefined)).toMatchObject({ contact: null });
    expect(await as(await hub.token({ role: 'partner', regions: ['61.71'] }))).toMatchObject({ contact: null });
  });
});

test('the channel tells its promise and its hours like any other', async () => {
  const query = `{ channel(id: "website") { name plugin { id } strategic { serviceStandard { officerResponse } } operational { openNow opensAt menu { entries { id } } } } }`;
  const { channel } = await data(hub.url, officer, query);
  expect(channel).toMatchObject({
    plugin: { id: 'website' },
    strategic: { serviceStandard: { officerResponse: 'PT30M' } },
  });
  const { opening } = (await (await new SimulatedVisitor(api).call('start?site=demo')).json()) as { opening: object };
  expect(opening).toEqual({ openNow: channel.operational.openNow, opensAt: channel.operational.opensAt });
  expect((await ask(hub.url, undefined, query)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
