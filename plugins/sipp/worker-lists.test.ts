import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { fileOf, workerLine } from './testing/portal.js';

let hub: InProcessHub;
let [own, other, officer] = ['', '', ''];

beforeAll(async () => {
  hub = await startInProcessHub();
  own = await hub.token({ role: 'employer', employer: '26000001' });
  other = await hub.token({ role: 'employer', employer: '26000002' });
  officer = await hub.token({ role: 'officer' });
});
afterAll(() => hub.close());

const at = (path: string) => `${hub.url}/channels/sipp/${path}`;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => workerLine(from + i));

async function upload(token: string, file: string, { key, query = '' }: { key?: string; query?: string } = {}) {
  const response = await fetch(at(`worker-lists${query}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...(key && { 'idempotency-key': key }) },
    body: file,
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
  return { status: response.status, body: (await response.json()) as any };
}

const employerQuery = `query($id: ID!, $first: Int, $after: Cursor) { employer(id: $id) { name workers workerList { id state }
  participants(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { id name nationalId segment priorityGroups contactPoints { value } employer { id } } } } } }`;
const employerOf = async (token: string, variables: object) =>
  (await data(hub.url, token, employerQuery, variables)).employer;

describe('an employer', () => {
  test('uploads a list over HTTP and sees its workers with masked numbers, page by page', async () => {
    const { status, body } = await upload(own, fileOf(lines(1, 30)), { key: 'kunci-pertama' });
    expect([status, body.state, body.counts.added]).toEqual([200, 'APPLIED', 30]);
    const first = await employerOf(own, { id: '26000001', first: 20 });
    expect([first.workers, first.participants.totalCount, first.workerList.id]).toEqual([30, 30, body.id]);
    expect(first.participants.edges[0].node).toMatchObject({
      name: 'Pekerja Contoh 1',
      nationalId: expect.stringMatching(/^6171•+0001$/),
      employer: { id: '26000001' },
    });
    const after = first.participants.pageInfo.endCursor;
    const second = await employerOf(own, { id: '26000001', first: 20, after });
    expect(second.participants.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(
      Array.from({ length: 10 }, (_, i) => `Pekerja Contoh ${21 + i}`),
    );
    const viewer = await data(hub.url, own, '{ viewer { role employerId } }');
    expect(viewer.viewer).toEqual({ role: 'employer', employerId: '26000001' });
  });

  test('that sends the same file with the same key again gets the same answer', async () => {
    const again = await upload(own, fileOf(lines(1, 30)), { key: 'kunci-pertama' });
    expect([again.status, again.body.repeated, again.body.counts.added]).toEqual([200, true, 30]);
    expect((await upload(own, fileOf(lines(1, 3)), { key: 'kunci-pertama' })).status).toBe(409);
    expect((await employerOf(own, { id: '26000001' })).workers).toBe(30);
  });

  test('is told what is wrong row by row, and the list before stays', async () => {
    const wrong = [...lines(1, 2), workerLine(3, { nik: '12' }), workerLine(4, { wage: 'banyak' }), workerLine(1)];
    const { status, body } = await upload(own, fileOf(wrong));
    expect([status, body.state, body.counts.refused]).toEqual([422, 'REFUSED', 3]);
    expect(body.problems.filter(({ severity }: { severity: string }) => severity === 'ERROR')).toMatchObject([
      { row: 4, column: 'nationalId', code: 'NIK_LENGTH' },
      { row: 5, column: 'monthlyWage', code: 'WAGE_FORM', message: { id: expect.any(String), en: expect.any(String) } },
      { row: 6, column: 'nationalId', code: 'DUPLICATE', otherRow: 2 },
    ]);
    expect((await employerOf(own, { id: '26000001' })).workers).toBe(30);
    const headers = { authorization: `Bearer ${own}` };
    const file = await (await fetch(body.links.errors, { headers })).text();
    expect(file.split('\r\n').filter((line) => line.includes('ERROR'))).toHaveLength(3);
    const status200 = await fetch(body.links.self, { headers });
    expect(await status200.json()).toMatchObject({ state: 'REFUSED', counts: { rows: 5 } });
  });

  test('sees nothing of another employer, whatever it asks for', async () => {
    const { body } = await upload(own, fileOf(lines(1, 30)));
    expect(await employerOf(other, { id: '26000001' })).toBeNull();
    const headers = { authorization: `Bearer ${other}` };
    for (const path of [`worker-lists/${body.id}`, `worker-lists/${body.id}/errors.csv`])
      expect((await fetch(at(path), { headers })).status).toBe(404);
    expect((await fetch(at(`worker-lists/${body.id}`), { method: 'DELETE', headers })).status).toBe(404);
    const query = 'query($id: ID!) { workerList(id: $id) { id } }';
    expect(await data(hub.url, other, query, { id: body.id })).toEqual({ workerList: null });
    const { errors } = await ask(hub.url, other, '{ participants(first: 1) { edges { node { id } } } }');
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('of two uploads at once one is refused clearly, and the other comes into force whole', async () => {
    const both = await Promise.all([
      upload(other, fileOf(lines(100, 1_800))),
      upload(other, fileOf(lines(2_000, 3_500))),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    expect([
      [200, 409],
      [200, 200],
    ]).toContainEqual(statuses);
    const { workers } = await employerOf(officer, { id: '26000002', first: 1 });
    expect([1_701, 1_501]).toContain(workers);
    if (statuses[1] === 409)
      expect(both.find(({ status }) => status === 409)!.body.error.message).toMatch(/Another worker list/);
  });

  test('reads its notices in order, without a gap', async () => {
    const query = '{ sippNotices(first: 100) { sequence kind listId text { id en } } }';
    const { sippNotices } = await data(hub.url, own, query);
    expect(sippNotices.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
      sippNotices.map((_: unknown, i: number) => i + 1),
    );
    expect(sippNotices.map(({ kind }: { kind: string }) => kind)).toEqual([
      'LIST_APPLIED',
      'LIST_REFUSED',
      'LIST_APPLIED',
    ]);
    expect((await ask(hub.url, officer, query)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

test('the samples of the folder do what the README says', async () => {
  const sample = (name: string) => readFile(new URL(`./${name}.csv`, import.meta.url), 'utf8');
  const good = await upload(other, await sample('contoh-daftar-pekerja'));
  expect([good.status, good.body.counts.added, good.body.problems]).toEqual([200, 5, []]);
  const { status, body } = await upload(other, await sample('contoh-dengan-kesalahan'));
  expect([status, body.ignoredColumns]).toEqual([422, 1]);
  expect(body.problems.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
    [3, 'NIK_LENGTH'],
    [4, 'DATE_NONE'],
    [5, 'WAGE_FORM'],
    [6, 'NIK_SCIENTIFIC'],
    [7, 'DUPLICATE'],
    [8, 'NIK_BIRTH_DATE'],
  ]);
});

test('the people are in the data bank soon after, and officers see whom they work for', async () => {
  const list = 'query { employer(id: "26000001") { workerList { registering counts { registered } } } }';
  await eventually(
    () => data(hub.url, officer, list),
    ({ employer }) => employer.workerList.registering === false,
  );
  const [{ node }] = (await employerOf(officer, { id: '26000001', first: 1 })).participants.edges;
  const query = 'query($id: ID!) { participant(id: $id) { name segment employer { id name } domicile { region } } }';
  const { participant } = await data(hub.url, officer, query, { id: node.id });
  expect(participant).toEqual({
    name: 'Pekerja Contoh 1',
    segment: 'PPU_BU',
    employer: { id: '26000001', name: 'PT Contoh Anyaman Rotan' },
    domicile: { region: '61.71' },
  });
  const self = await hub.token({ role: 'participant', participant: node.id });
  expect((await data(hub.url, self, query, { id: node.id })).participant.employer.id).toBe('26000001');
});

test('anybody may ask for contribution rules of a day, and what the portal offers', async () => {
  const { sippContributionRules } = await data(
    hub.url,
    own,
    '{ sippContributionRules(on: "2024-06-01") { programme employerPercents workerPercent dueDay dueMonth from to } }',
  );
  expect(sippContributionRules).toContainEqual({
    programme: 'JKP',
    employerPercents: ['0.46'],
    workerPercent: '0',
    dueDay: 15,
    dueMonth: 'FOLLOWING',
    from: '2021-02-02',
    to: '2025-02-07',
  });
  const { channel } = await data(
    hub.url,
    own,
    '{ channel(id: "sipp") { sipp { uploadPath maximumRows columns { name heading required } articles { id title { en } } } } }',
  );
  expect(channel.sipp).toMatchObject({ uploadPath: '/channels/sipp/worker-lists', maximumRows: 20_000 });
});
