import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
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

const conversations = `{ conversations(filter: { channels: ["website"] }, first: 20) { nodes { id status channel { id } messages(last: 3) { nodes { text status } } } } }`;

describe('the website channel in a running hub', () => {
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
    const own = me.seen.filter(({ value }) => value.from === 'visitor').length;
    expect(own).toBe(5);
  });
});
