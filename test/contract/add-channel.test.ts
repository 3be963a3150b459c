import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { scaffold } from '../../hub/plugin-new/scaffold.js';
import { signHmacSha256 } from '../../plugins/sdk/index.js';
import { ask, data, eventually } from '../kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';
import { compiled, openWorkshop, type PluginWorkshop } from './plugin-commands.js';

jest.setTimeout(60_000);

const parts = ['gateway', 'hub', 'plugins', 'schema', 'store', 'subgraphs'];
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

let workshop: PluginWorkshop;
let files: Map<string, string>;
let folder: string;
let hub: InProcessHub;
let officer: string;

beforeAll(async () => {
  files = await scaffold('klinik-keliling');
  workshop = await openWorkshop();
  folder = await mkdtemp(join(tmpdir(), 'kanal-add-'));
  const clinic = await workshop.build('klinik-keliling', files);
  const accounts = [
    { id: 'klinik-kalbar', plugin: clinic },
    { id: 'kabar', plugin: join(compiled, 'test', 'contract', 'example-plugin') },
  ];
  await writeFile(join(folder, 'kanal.config.json'), JSON.stringify({ accounts }));
  hub = await startInProcessHub({ environment: { KANAL_CONFIG: join(folder, 'kanal.config.json') } });
  officer = await hub.token({ role: 'officer' });
});

afterAll(async () => {
  await hub.close();
  await workshop.close();
  await rm(folder, { recursive: true, force: true });
});

const received = async (channel: string) =>
  (await data(hub.url, officer, `{ channel(id: "${channel}") { operational { ledger { processed } } } }`)).channel
    .operational.ledger.processed as number;

describe('adding a channel', () => {
  test('touches no file outside its folder and the configuration', async () => {
    expect([...files.keys()].filter((name) => basename(name) !== name)).toEqual([]);
    const { channels } = await data(hub.url, officer, '{ channels { id plugin { id state } } }');
    expect(channels).toEqual([
      { id: 'klinik-kalbar', plugin: { id: 'klinik-keliling', state: 'ACCEPTED' } },
      { id: 'kabar', plugin: { id: 'kabar', state: 'ACCEPTED' } },
    ]);
    const message = {
      type: 'message',
      id: '1',
      time: Date.now(),
      from: { id: 'p-1', name: 'Warga Contoh' },
      text: 'Halo',
    };
    const body = JSON.stringify({ account: 'sample', events: [message] });
    const headers = { 'x-signature': signHmacSha256('dev-klinik-keliling-secret', body, 'sha256=') };
    const { status } = await fetch(`${hub.url}/webhooks/klinik-kalbar`, { method: 'POST', body, headers });
    expect(status).toBe(200);
    await eventually(
      () => received('klinik-kalbar'),
      (count) => count === 1,
    );
  });

  test('needs no file of the hub that imports its folder', () => {
    const root = join(compiled, '..');
    const channels = readdirSync(join(root, 'plugins')).filter((name) => name !== 'sdk' && name !== 'host');
    const naming = new RegExp(`(from|import\\()\\s*'[^']*plugins/(${channels.join('|')})/`);
    const sources = parts.flatMap((part) => filesOf(join(root, part)));
    const code = sources.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
    const importing = code.filter((path) => naming.test(readFileSync(path, 'utf8')));
    expect(importing.map((path) => relative(root, path))).toEqual([]);
    expect(code.length).toBeGreaterThan(400);
  });
});

describe('the channel of the guide', () => {
  const post = (text: string, token = officer) =>
    ask(
      hub.url,
      token,
      'mutation($text: String!) { kabarPostNotice(text: $text) { ... on KabarNotice { number text } ... on ValidationFailed { problems { field } } } }',
      { text },
    );
  const notices = async (query: string) => {
    const response = await fetch(`${hub.url}/channels/kabar/notices?${query}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  test('keeps a board: posted in the graph, read by its route as soon as there is news', async () => {
    const waiting = notices('after=0');
    expect((await post('Posko buka pukul 08.00.')).data.kabarPostNotice).toEqual({
      number: 1,
      text: 'Posko buka pukul 08.00.',
    });
    expect(await waiting).toMatchObject({ status: 200, body: [{ number: 1, text: 'Posko buka pukul 08.00.' }] });
    const query = '{ channels { id pinnedNotice { number text postedAt } } }';
    const { channels } = await data(hub.url, officer, query);
    expect(channels).toMatchObject([
      { id: 'klinik-kalbar', pinnedNotice: null },
      { id: 'kabar', pinnedNotice: { number: 1, text: 'Posko buka pukul 08.00.' } },
    ]);
  });

  test('says what is wrong', async () => {
    expect((await post(' ')).data.kabarPostNotice).toEqual({ problems: [{ field: 'text' }] });
    const analyst = await hub.token({ role: 'analyst' });
    expect((await post('Halo', analyst)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await notices('after=x')).status).toBe(400);
  });
});
