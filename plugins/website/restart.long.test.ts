import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHubHome, type HubHome, type HubProcess } from '../../test/kit/hub-process.js';
import { SimulatedVisitor } from './testing/visitor.js';

let home: HubHome;
let hub: HubProcess;
const port = 20_000 + Math.floor(Math.random() * 20_000);
const environment = { KANAL_PORT: String(port) };

beforeAll(async () => {
  home = await createHubHome();
  hub = await home.start(environment);
}, 120_000);

afterAll(async () => {
  await home.close();
});

/** Sends until the hub has it, as the widget does. */
async function deliver(me: SimulatedVisitor, text: string): Promise<void> {
  const id = crypto.randomUUID();
  for (let tries = 0; tries < 400; tries++) {
    const status = await me.say(text, id).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200 || status === 202) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`"${text}" was not taken.`);
}

async function listenAgain(me: SimulatedVisitor): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await me.listen();
    } catch (error) {
      if (tries > 400) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

test('a chat goes on over three kill -9: nothing is lost, nothing comes twice', async () => {
  const me = new SimulatedVisitor(`http://localhost:${port}/channels/website`);
  await me.enter();
  await me.listen();
  const said: string[] = [];
  for (let round = 0; round < 3; round++) {
    const texts = [`Halo, saya putaran ${round}`, `menu`];
    for (const text of texts) await deliver(me, text);
    said.push(...texts);
    const last = `1`;
    const sending = deliver(me, last);
    await hub.kill();
    me.hangUp();
    hub = await home.start(environment);
    await sending;
    said.push(last);
    await listenAgain(me);
  }
  const from = me.seen.length;
  await deliver(me, 'menu');
  said.push('menu');
  // An answer that was on its way when the process was killed holds those behind it until its lease ends (40 s).
  await me.hear(/Apa yang dapat kami bantu/, from, 90_000);
  expect(me.seen.map(({ sequence }) => sequence)).toEqual(me.seen.map((_, index) => index + 1));
  const own = me.seen.flatMap(({ value }) => (value.from === 'visitor' ? [value.text] : []));
  expect(own).toEqual(said);
  me.hangUp();
}, 300_000);
