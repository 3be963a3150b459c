import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseMenu, type InboundContent, type Menu } from '../../plugins/sdk/index.js';
import { startTestLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { step, type MenuFacts, type MenuState } from './domain/menu/index.js';
import { as, ChannelsWorld } from './testing/channels-world.js';
import { exampleMenu } from './testing/example-menu.js';
import { exampleChannel } from './testing/fake-host.js';

const script = exampleMenu.nodes.complaint as Extract<Menu['nodes'][string], { kind: 'script' }>;
const confirm = { id: 'Saya mendengar: {answer}. Benar?', en: 'I heard: {answer}. Is that right?' };
const spokenMenu = parseMenu({
  ...exampleMenu,
  nodes: {
    ...exampleMenu.nodes,
    complaint: {
      ...script,
      questions: script.questions.map((question) =>
        question.kind === 'text' || question.kind === 'region' ? { ...question, confirm } : question,
      ),
    },
  },
  texts: { ...exampleMenu.texts, officerJoined: { id: 'Anda dilayani {officer}.', en: '{officer} serves you.' } },
});

const facts: MenuFacts = {
  participant: true,
  region: '61.71',
  today: '2026-11-20',
  language: 'id',
  languageOnRecord: true,
  reference: 'R-1',
  findRegencies: () => [],
};

/** Says texts one after the other, from the start. */
function walk(...texts: string[]) {
  let state: MenuState | null = null;
  return texts
    .map((text) => {
      const result = step(spokenMenu, state, { kind: 'text', text }, facts);
      state = result.state;
      return result;
    })
    .at(-1)!;
}

describe('an answer that is confirmed', () => {
  test('counts after a yes, is asked again after a no, and stands through words that are neither', () => {
    const heard = walk('halo', '2', '1', 'antrean terlalu lama');
    expect(heard.replies).toMatchObject([{ kind: 'choices', text: 'Saya mendengar: antrean terlalu lama. Benar?' }]);
    expect(heard.effects).toEqual([]);
    expect(walk('halo', '2', '1', 'antrean terlalu lama', 'hmm').replies).toEqual(heard.replies);
    expect(walk('halo', '2', '1', 'antrean terlalu lama', '1').effects).toMatchObject([
      { type: 'fileComplaint', description: 'antrean terlalu lama' },
    ]);
    const again = walk('halo', '2', '1', 'antrean lama', '2');
    expect(again.replies).toEqual(walk('halo', '2', '1').replies);
    expect(walk('halo', '2', '1', 'antrean lama', '2', 'obatnya habis', 'benar').effects).toMatchObject([
      { type: 'fileComplaint', description: 'obatnya habis' },
    ]);
  });

  test('needs the answer in its words', () => {
    const menu = structuredClone(spokenMenu);
    (menu.nodes.complaint as typeof script).questions.forEach((question) => {
      if ('confirm' in question) question.confirm = { id: 'Benar?', en: '{answer} {other}?' };
    });
    expect(() => parseMenu(menu)).toThrow('confirm needs {answer}');
  });
});

let server: TestServer;
let world: ChannelsWorld;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  const database = await server.open();
  const channel = { ...exampleChannel, menu: spokenMenu };
  world = await ChannelsWorld.start(database, await startTestLog(database), testVault(), [channel]);
});
afterEach(() => world.stop());

const session = (event: Extract<InboundContent, { kind: 'session' }>['event'], name: string): InboundContent => ({
  kind: 'session',
  event,
  name,
});
const kenari = as('officer', { subject: 'kenari' });

describe('a live session', () => {
  test('is greeted at its start, closes its conversation at its end, and keeps what comes after', async () => {
    await world.receive(session('STARTED', 'call.started'));
    expect(world.host.said()).toEqual(['Selamat datang.\n\nSilakan pilih layanan.']);
    await world.receive(session('NOTED', 'call.queued'));
    expect(world.host.said()).toHaveLength(1);
    await world.receive(session('ENDED', 'call.ended'));
    expect(await world.conversation()).toMatchObject({ status: 'CLOSED', messageCount: 4 });
    await world.receive(session('NOTED', 'call.recorded'));
    await world.receive(session('ENDED', 'call.ended'));
    expect(await world.conversation()).toMatchObject({ status: 'CLOSED', messageCount: 6 });
  });

  test('that nobody knows leaves nothing behind', async () => {
    await world.receive(session('ENDED', 'call.ended'));
    expect(await world.conversations()).toEqual([]);
  });

  test('counts as answered when the officer speaks, and tells who that is', async () => {
    await world.receive(session('STARTED', 'call.started'));
    await world.receive('4');
    await world.domain.routing.setPresence(kenari, { available: true });
    await world.domain.routing.takeNext(kenari);
    expect(world.host.said().at(-1)).toBe('Anda dilayani kenari.');
    world.pass(1);
    await world.receive(session('OFFICER_ANSWERED', 'call.bridged'));
    const row = await world.conversation();
    expect(row).toMatchObject({ status: 'WAITING_PARTICIPANT', assigneeId: 'kenari', officerDueAt: null });
    await world.domain.conversations.assign(kenari, { conversationId: row._id, officerId: 'merpati' });
    expect(world.host.said().at(-1)).toBe('Anda dilayani merpati.');
    await world.domain.conversations.assign(kenari, { conversationId: row._id, officerId: 'merpati' });
    expect(world.host.said().filter((text) => text.includes('merpati'))).toHaveLength(1);
  });
});
