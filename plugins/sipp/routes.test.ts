import { describe, expect, test } from '@jest/globals';
import { memoryMailbox } from '../sdk/testing/index.js';
import { heldBytes } from './upload.js';
import { fileOf, headingLine, call, fakeHub, json, listOf, portalContext, text, workerLine } from './testing/portal.js';

const lines = (count: number) => Array.from({ length: count }, (_, i) => workerLine(i + 1));
const upload = (body: string | Buffer | AsyncIterable<Buffer>, context = portalContext(fakeHub()), more: object = {}) =>
  call('POST', 'worker-lists', { body, ...more }, context);
const names = (hub: { asked: { name: string }[] }) => hub.asked.map(({ name }) => name);
const problem = { row: 3, column: 'nationalId', code: 'NIK_LENGTH', severity: 'ERROR', otherRow: null };

describe('an upload', () => {
  test('is staged in parts of 500 rows and then applied, with the number of rows and the hash of the file', async () => {
    const hub = fakeHub();
    const answer = await upload(fileOf(lines(1_201)), portalContext(hub));
    expect(names(hub)).toEqual(['SippBegin', 'SippStage', 'SippStage', 'SippStage', 'SippApply']);
    const parts = hub.asked.filter(({ name }) => name === 'SippStage').map(({ variables }) => variables.input as never);
    expect(
      parts.map(({ part, rows }: { part: number; rows: { row: number }[] }) => [part, rows.length, rows[0]!.row]),
    ).toEqual([
      [1, 500, 2],
      [2, 500, 502],
      [3, 201, 1002],
    ]);
    expect(hub.asked.at(-1)!.variables.input).toMatchObject({
      rows: 1_201,
      fileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(answer.status).toBe(200);
    expect(json(answer)).toMatchObject({
      state: 'APPLIED',
      counts: { rows: 1_201 },
      links: { errors: 'http://hub.example/channels/sipp/worker-lists/wl_1/errors.csv' },
    });
  });

  test('passes the key, the name and what to do with errors on', async () => {
    const hub = fakeHub();
    const more = { headers: { 'idempotency-key': 'kunci-november' }, query: 'errors=skip&name=november.csv' };
    await upload(fileOf(lines(1)), portalContext(hub), more);
    expect(hub.asked[0]!.variables.input).toEqual({
      idempotencyKey: 'kunci-november',
      onError: 'SKIP',
      fileName: 'november.csv',
    });
  });

  test('with errors is answered 422, with texts in both languages and the first 1,000 problems', async () => {
    const many = Array.from({ length: 700 }, (_, i) => ({ ...problem, row: i + 2 }));
    const hub = fakeHub({
      SippStage: () => ({ __typename: 'WorkersStaged', staged: 0, problems: many }),
      SippApply: () => ({ __typename: 'WorkerListErroneous', list: listOf({ state: 'REFUSED' }) }),
    });
    const answer = await upload(fileOf(lines(1_000)), portalContext(hub));
    expect(answer.status).toBe(422);
    expect(json(answer).problems).toHaveLength(1_000);
    expect(json(answer).problems[0]).toEqual({
      row: 2,
      column: 'nationalId',
      code: 'NIK_LENGTH',
      severity: 'ERROR',
      message: { id: 'NIK terdiri atas 16 angka.', en: 'A NIK has 16 digits.' },
    });
    expect(names(hub)).not.toContain('SippDiscard');
  });

  test.each([
    ['that is no CSV', `${headingLine}\n"x`, { reason: 'QUOTES', row: 2 }],
    ['without columns', 'a;b\n1;2\n', { reason: 'HEADING', row: 1 }],
    ['without rows', fileOf([]), { reason: 'NO_ROWS' }],
    ['in another encoding', Buffer.from(fileOf(['x\xe9']), 'latin1'), { reason: 'ENCODING' }],
  ])('%s is given up and answered 422 with the reason', async (_name, file, error) => {
    const hub = fakeHub();
    const answer = await upload(file, portalContext(hub));
    expect([answer.status, names(hub).at(-1)]).toEqual([422, 'SippDiscard']);
    expect(json(answer).error).toMatchObject({ code: 'BAD_USER_INPUT', text: { id: expect.any(String) }, ...error });
  });

  test('of which the connection breaks is given up, and nothing is applied', async () => {
    const hub = fakeHub();
    async function* broken() {
      yield Buffer.from(fileOf(lines(600)));
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('aborted');
    }
    await expect(upload(broken(), portalContext(hub))).rejects.toThrow('aborted');
    expect(names(hub)).toEqual(['SippBegin', 'SippStage', 'SippDiscard']);
  });

  test('of more rows than allowed stops there', async () => {
    const hub = fakeHub();
    const answer = await upload(fileOf(lines(30)), portalContext(hub, { config: { maximumRows: 20 } } as never));
    expect(json(answer).error).toMatchObject({ reason: 'TOO_MANY_ROWS', message: expect.stringContaining('20') });
  });

  test.each([
    ['another upload is open', 'SippBegin', 'NotAllowedNow', 409, 'CONFLICT'],
    ['the employer is not known', 'SippBegin', 'NotFound', 404, 'NOT_FOUND'],
    ['another one took over meanwhile', 'SippStage', 'NotAllowedNow', 409, 'CONFLICT'],
    ['a part is missing', 'SippApply', 'NotAllowedNow', 409, 'CONFLICT'],
  ])('is refused when %s', async (_name, step, __typename, status, code) => {
    const hub = fakeHub({ [step]: () => ({ __typename, message: 'because' }) });
    const answer = await upload(fileOf(lines(2)), portalContext(hub));
    expect([answer.status, json(answer).error]).toMatchObject([status, { code, message: 'because' }]);
  });

  test('is answered 503 when the hub does not answer', async () => {
    const hub = fakeHub({ SippStage: () => Promise.reject(new Error('10.0.0.1 refused')) });
    const answer = await upload(fileOf(lines(2)), portalContext(hub));
    expect([answer.status, answer.headers?.['retry-after']]).toEqual([503, '30']);
    expect(String(answer.body)).not.toContain('10.0.0.1');
  });

  test('under a key that was applied gives the same answer for the same file and 409 for another', async () => {
    const file = fileOf(lines(2));
    const first = fakeHub();
    await upload(file, portalContext(first));
    const { fileHash } = first.asked.at(-1)!.variables.input as { fileHash: string };
    const list = listOf({ state: 'APPLIED', fileHash });
    const hub = fakeHub({ SippBegin: () => ({ __typename: 'WorkerListBegun', repeated: true, list }) });
    const again = await upload(file, portalContext(hub));
    expect([again.status, json(again).repeated, names(hub)]).toEqual([200, true, ['SippBegin', 'SippList']]);
    expect((await upload(fileOf(lines(3)), portalContext(hub))).status).toBe(409);
  });

  test('of any length waits for the hub: what is held of it is bounded, and the heap stays flat', async () => {
    const remark = 'catatan '.repeat(16);
    let [sent, heap] = [0, 0];
    async function* body() {
      yield Buffer.from(`${headingLine};Catatan\n`);
      for (let i = 1; i <= 50_000; i += 50) {
        const rows = Array.from({ length: 50 }, (_, n) => `${workerLine(i + n)};${remark}\n`).join('');
        sent += rows.length;
        yield Buffer.from(rows);
      }
    }
    const start = process.memoryUsage().heapUsed;
    const lineLength = workerLine(1).length + remark.length + 2;
    const ahead: number[] = [];
    let staged = 0;
    const hub = fakeHub({
      SippStage: async ({ input }: { input: { rows: unknown[] } }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        staged += input.rows.length;
        ahead.push(sent - staged * lineLength);
        heap = Math.max(heap, process.memoryUsage().heapUsed - start);
        return { __typename: 'WorkersStaged', staged: input.rows.length, problems: [] };
      },
    });
    hub.asked.push = () => 0;
    const config = { maximumRows: 50_000 };
    expect((await upload(body(), portalContext(hub, { config } as never))).status).toBe(200);
    expect([ahead.length, sent > 2 * heldBytes]).toEqual([100, true]);
    expect(Math.max(...ahead)).toBeLessThan(heldBytes + 1_000_000);
    expect(heap).toBeLessThan(150_000_000);
  });
});

test.each([
  ['nobody', { viewer: null }, 401],
  ['an officer', { viewer: { role: 'officer' } }, 403],
  ['an employer without a number', { viewer: { role: 'employer' } }, 403],
])('%s is not let in', async (_name, changes, expected) => {
  const hub = fakeHub();
  const context = portalContext(hub, changes as never);
  const parameters = { id: 'wl_1' };
  const answers = [
    await upload(fileOf(lines(1)), context),
    await call('GET', 'worker-lists/:id', { parameters }, context),
    await call('GET', 'worker-lists/:id/errors.csv', { parameters }, context),
    await call('DELETE', 'worker-lists/:id', { parameters }, context),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => expected));
  expect(hub.asked).toEqual([]);
});

test.each([
  ['JSON', { headers: { 'content-type': 'application/json' } }, 415],
  ['an unknown encoding', { headers: { 'content-type': 'text/csv; charset=utf-7' } }, 415],
  ['an unknown word for errors', { query: 'errors=ignore' }, 400],
])('%s is refused before the hub is asked', async (_name, more, status) => {
  const hub = fakeHub();
  expect((await upload(fileOf(lines(1)), portalContext(hub), more)).status).toBe(status);
  expect(hub.asked).toEqual([]);
});

describe('what is wrong in a file', () => {
  const edge = (row: number) => ({ node: { ...problem, row, otherRow: 2, code: 'DUPLICATE' } });
  const pages = fakeHub({
    SippList: ({ after }: { after: string | null }) =>
      listOf({
        problems: {
          edges: after === null ? [edge(3), edge(4)] : [edge(5)],
          pageInfo: { hasNextPage: after === null, endCursor: after === null ? 'c1' : null },
        },
      }),
  });

  test('is a CSV file of all problems, page by page', async () => {
    const answer = await call(
      'GET',
      'worker-lists/:id/errors.csv',
      { parameters: { id: 'wl_1' } },
      portalContext(pages),
    );
    expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
    expect((await text(answer)).split('\r\n').slice(0, 4)).toEqual([
      '\ufeffrow,column,code,severity,message_id,message_en',
      '3,nationalId,DUPLICATE,ERROR,NIK yang sama sudah ada pada baris 2.,The same NIK already stands in row 2.',
      '4,nationalId,DUPLICATE,ERROR,NIK yang sama sudah ada pada baris 2.,The same NIK already stands in row 2.',
      '5,nationalId,DUPLICATE,ERROR,NIK yang sama sudah ada pada baris 2.,The same NIK already stands in row 2.',
    ]);
  });

  test('is not found where there is no such upload of this employer', async () => {
    const answer = await call(
      'GET',
      'worker-lists/:id/errors.csv',
      { parameters: { id: 'x' } },
      portalContext(fakeHub()),
    );
    expect(answer.status).toBe(404);
  });
});

test('the end of an upload is a notice, once', async () => {
  const mailbox = memoryMailbox();
  const context = portalContext(fakeHub(), { mailbox });
  await upload(fileOf(lines(3)), context);
  await upload(fileOf(lines(3)), context);
  const entries = await mailbox.read('employer:26000001', 0);
  expect(entries).toHaveLength(1);
  expect(entries[0]!.value).toMatchObject({
    kind: 'LIST_APPLIED',
    listId: 'wl_1',
    text: { en: expect.stringContaining('3 rows') },
  });
});

test('the template has a heading that an upload takes', async () => {
  const { body } = await call('GET', 'worker-list-template.csv', {}, portalContext(fakeHub(), { viewer: null }));
  const answer = await upload(`${String(body)}${workerLine(1)}\r\n`);
  expect(answer.status).toBe(200);
});
