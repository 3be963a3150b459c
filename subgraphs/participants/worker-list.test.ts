import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { eventually } from '../../test/kit/graphql-client.js';
import type { EventLog } from '../kernel/event-log/index.js';
import { as, employer, EmployerWorld, worker, workers } from './testing/employer-world.js';

let server: TestServer;
let log: EventLog;
let world: EmployerWorld;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await log?.stop();
  const database = await server.open();
  log = await startTestLog(database);
  world = await EmployerWorld.start(database, log, testVault());
});
afterAll(async () => {
  await log.stop();
  await server.close();
});

const [own, other] = [employer(), employer('26000002')];
const names = (count: number, first = 1) => workers(count, first).map(({ name }) => name);

describe('a worker list', () => {
  test('is seen by nobody while it is staged, and as a whole once it is applied', async () => {
    const step = await world.begin(own, 'key-staging-1');
    await world.domain.lists.stage(own, { ...step, part: 1 }, { rows: workers(3), problems: [] });
    expect(await world.names()).toEqual([]);
    await world.domain.lists.stage(own, { ...step, part: 2 }, { rows: workers(2, 4), problems: [] });
    expect(await world.names()).toEqual([]);
    const outcome = await world.domain.lists.apply(own, step, { rows: 5 });
    expect(outcome).toMatchObject({
      kind: 'applied',
      repeated: false,
      list: { state: 'APPLIED', counts: { added: 5 } },
    });
    expect(await world.names()).toEqual(names(5));
  });

  test('replaces the one before: added, changed, unchanged and removed are counted', async () => {
    await world.upload(own, 'key-first-list', workers(5));
    const next = [worker(1), worker(2, { monthlyWage: 5_000_000 }), worker(3), worker(9)];
    const outcome = await world.upload(own, 'key-second-list', next);
    expect(outcome).toMatchObject({ list: { counts: { added: 1, changed: 1, unchanged: 2, removed: 2, kept: 0 } } });
    expect(await world.names()).toEqual(next.map(({ name }) => name));
    const lists = await world.rows('worker_lists');
    const states = await Promise.all(
      lists.map(async ({ _id }) => (await world.domain.lists.find(employer(), String(_id)))?.state),
    );
    expect(states.sort()).toEqual(['APPLIED', 'REPLACED']);
  });

  test('comes into force while the people of the one before are still being entered', async () => {
    await world.upload(own, 'key-long-before', workers(500));
    world.domain.registrar.start();
    const outcome = await world.upload(own, 'key-right-after', workers(500, 301));
    expect(outcome).toMatchObject({ kind: 'applied', list: { counts: { added: 300, unchanged: 200, removed: 300 } } });
    const people = await eventually(
      () => world.rows('participants'),
      (rows) => rows.length === 800,
    );
    await world.domain.registrar.stop();
    expect(new Set(people.map(({ nationalId }) => (nationalId as { hash: string }).hash)).size).toBe(800);
  });

  test('with one erroneous row is refused as a whole', async () => {
    await world.upload(own, 'key-before-err', workers(2));
    const outcome = await world.upload(own, 'key-erroneous', [...workers(3, 5), worker(9, { nationalId: '12' })]);
    expect(outcome).toMatchObject({
      kind: 'erroneous',
      list: { state: 'REFUSED', counts: { refused: 1, problems: 1 } },
    });
    expect(await world.names()).toEqual(names(2));
  });

  test('with errors=SKIP takes the good rows and removes nobody', async () => {
    await world.upload(own, 'key-before-skip', workers(4));
    const rows = [worker(2, { monthlyWage: 9_000_000 }), worker(3, { name: null }), worker(7)];
    const outcome = await world.upload(own, 'key-skipping', rows, 'SKIP');
    expect(outcome).toMatchObject({
      kind: 'applied',
      list: { counts: { added: 1, changed: 1, unchanged: 0, kept: 3, removed: 0, refused: 1 } },
    });
    expect((await world.names()).sort()).toEqual([...names(4), 'Pekerja Contoh 7'].sort());
  });

  test('takes the first row of a person and names the row of a second one, also in another part', async () => {
    const step = await world.begin(own, 'key-duplicates', 'SKIP');
    const twice = [worker(1), worker(2), { ...worker(1), row: 4 }];
    const first = await world.domain.lists.stage(own, { ...step, part: 1 }, { rows: twice, problems: [] });
    const later = [{ ...worker(2), row: 5 }];
    const second = await world.domain.lists.stage(own, { ...step, part: 2 }, { rows: later, problems: [] });
    const duplicate = { column: 'nationalId', code: 'DUPLICATE', severity: 'ERROR' };
    expect(first).toMatchObject({ staged: 2, problems: [{ ...duplicate, row: 4, otherRow: 2 }] });
    expect(second).toMatchObject({ staged: 0, problems: [{ ...duplicate, row: 5, otherRow: 3 }] });
    const { list } = (await world.domain.lists.apply(own, step, { rows: 4 })) as never;
    const page = await world.domain.lists.problems(list, undefined, 10);
    expect(page.rows.map(({ row, otherRow }) => [row, otherRow])).toEqual([
      [4, 2],
      [5, 3],
    ]);
  });
});

describe('an upload', () => {
  test('that lacks a part, or repeats one, is not applied', async () => {
    const step = await world.begin(own, 'key-parts');
    await world.domain.lists.stage(own, { ...step, part: 1 }, { rows: workers(2), problems: [] });
    const again = await world.domain.lists.stage(own, { ...step, part: 1 }, { rows: workers(2), problems: [] });
    expect(again).toMatchObject({ kind: 'refused' });
    expect(await world.domain.lists.apply(own, step, { rows: 4 })).toMatchObject({ kind: 'refused' });
    expect(await world.names()).toEqual([]);
  });

  test('that is begun again under its key shuts the attempt before out', async () => {
    const first = await world.begin(own, 'key-again-1');
    await world.domain.lists.stage(own, { ...first, part: 1 }, { rows: workers(3), problems: [] });
    const second = await world.begin(own, 'key-again-1');
    expect(second).toMatchObject({ listId: first.listId, attempt: 2 });
    const late = await world.domain.lists.stage(own, { ...first, part: 2 }, { rows: workers(1, 4), problems: [] });
    expect(late).toMatchObject({ kind: 'refused' });
    expect(await world.domain.lists.apply(own, first, { rows: 3 })).toMatchObject({ kind: 'refused' });
    await world.domain.lists.stage(own, { ...second, part: 1 }, { rows: workers(2), problems: [] });
    expect(await world.domain.lists.apply(own, second, { rows: 2 })).toMatchObject({ kind: 'applied' });
    expect(await world.names()).toEqual(names(2));
  });

  test('under a key that was applied gives that list again, and changes nothing', async () => {
    await world.upload(own, 'key-applied-1', workers(2));
    expect(await world.begin(own, 'key-applied-1')).toMatchObject({ repeated: true });
    await world.upload(own, 'key-applied-2', workers(3));
    expect(await world.begin(own, 'key-applied-1')).toMatchObject({ repeated: true });
    expect(await world.names()).toEqual(names(3));
  });

  test('is the only one of its employer until it ends, is given up or falls silent', async () => {
    const first = await world.begin(own, 'key-only-one');
    const begin = (context = own) =>
      world.domain.lists.begin(context, { idempotencyKey: 'key-the-other', onError: 'REFUSE' });
    expect(await begin()).toMatchObject({ kind: 'refused', reason: expect.stringContaining(first.listId) });
    expect(await begin(other)).toMatchObject({ kind: 'begun' });
    expect(await world.domain.lists.discard(own, first.listId)).toMatchObject({ kind: 'discarded' });
    expect(await begin()).toMatchObject({ kind: 'begun' });
    const employers = world.database.connection.db!.collection<{ _id: string }>('employers');
    await employers.updateOne({ _id: '26000001' }, { $set: { 'upload.leaseUntil': new Date(0) } });
    expect(await world.begin(own, 'key-the-third')).toMatchObject({ attempt: 1 });
    expect((await world.rows('worker_lists')).filter(({ state }) => state === 'STAGING')).toHaveLength(2);
  });

  test('of which two begin at once: one goes on, the other is refused', async () => {
    const begun = await Promise.all(
      ['key-race-a', 'key-race-b', 'key-race-c'].map((idempotencyKey) =>
        world.domain.lists.begin(own, { idempotencyKey, onError: 'REFUSE' }),
      ),
    );
    expect(begun.map(({ kind }) => kind).sort()).toEqual(['begun', 'refused', 'refused']);
  });
});

describe('people of an applied list', () => {
  test('are entered in the data bank in portions, each once, with one event for many', async () => {
    await world.upload(own, 'key-register-1', workers(300));
    await world.upload(other, 'key-register-2', workers(10, 295));
    expect(await world.rows('participants')).toEqual([]);
    world.domain.registrar.start();
    const people = await eventually(
      () => world.rows('participants'),
      (rows) => rows.length === 304,
    );
    await eventually(
      () => world.rows('worker_lists'),
      (rows) => rows.every(({ registering }) => registering === undefined),
    );
    await world.domain.registrar.stop();
    expect(new Set(people.map(({ nationalId }) => (nationalId as { hash: string }).hash)).size).toBe(304);
    const events = (await world.rows('event_log')).filter(({ type }) => type === 'participants.registered.v1');
    expect(events.length).toBeLessThanOrEqual(5);
    expect(events.flatMap(({ data }) => data.participants)).toHaveLength(304);
    expect(await world.names('26000002')).toEqual(names(10, 295));
  });

  test('leave no NIK, name or wage in clear in any collection of lists', async () => {
    await world.upload(own, 'key-sealed-1', [worker(1, { email: 'contoh@contoh.example' }), worker(2, { name: null })]);
    await world.upload(own, 'key-sealed-2', [worker(1, { email: 'contoh@contoh.example' })]);
    const kept = await Promise.all(
      ['worker_lists', 'listed_workers', 'worker_list_problems', 'employers', 'event_log'].map((name) =>
        world.rows(name),
      ),
    );
    expect(kept[1]!.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toMatch(/6171011501900001|Pekerja|4500000|contoh\.example/);
  });
});

describe('rights', () => {
  test('an employer sees its own workers and lists only; staff sees all, participants and partners none', async () => {
    const applied = await world.upload(own, 'key-rights-1', workers(2));
    const { id } = (applied as { list: { id: string } }).list;
    const visible = async (context = own) => [
      (await world.domain.employers.find(context, '26000001')) !== null,
      (await world.domain.lists.find(context, id)) !== null,
    ];
    expect(await visible(employer())).toEqual([true, true]);
    expect(await visible(as('officer'))).toEqual([true, true]);
    for (const stranger of [
      employer('26000002'),
      as('participant', { participant: 'p' }),
      as('partner'),
      as('analyst'),
    ])
      expect(await visible(stranger)).toEqual([false, false]);
    const known = (await world.domain.employers.find(employer(), '26000001'))!;
    await expect(world.domain.employers.workers(employer('26000002'), known, undefined, 5)).rejects.toThrow();
  });

  test('nobody else can stage, apply or discard the upload of an employer', async () => {
    const step = await world.begin(own, 'key-rights-2');
    const rows = workers(1);
    expect(await world.domain.lists.stage(other, { ...step, part: 1 }, { rows, problems: [] })).toMatchObject({
      kind: 'unknown',
    });
    expect(await world.domain.lists.apply(other, step, { rows: 0 })).toMatchObject({ kind: 'unknown' });
    expect(await world.domain.lists.discard(other, step.listId)).toMatchObject({ kind: 'unknown' });
    await expect(world.domain.lists.discard(as('officer'), step.listId)).rejects.toThrow(/employers:manage/);
    await expect(world.domain.lists.discard(as('admin'), step.listId)).rejects.toThrow(/token of an employer/);
  });

  test('an employer sees what it reported, not what the data bank knows besides', async () => {
    await world.upload(own, 'key-reported-1', workers(1));
    world.domain.registrar.start();
    await eventually(
      () => world.rows('participants'),
      (rows) => rows.length === 1,
    );
    await world.domain.registrar.stop();
    const people = world.database.connection.db!.collection('participants');
    await people.updateMany({}, { $set: { name: 'Nama Lain', priorityGroups: ['PREGNANT'] } });
    const seenBy = async (context = own) => {
      const known = (await world.domain.employers.find(context, '26000001'))!;
      return (await world.domain.employers.workers(context, known, undefined, 5)).rows[0]!.participant;
    };
    const [reported, known] = [await seenBy(employer()), await seenBy(as('officer'))];
    expect(reported).toMatchObject({ id: known.id, name: 'Pekerja Contoh 1', priorityGroups: [] });
    expect(known).toMatchObject({ name: 'Nama Lain', priorityGroups: ['PREGNANT'] });
    expect(await world.domain.employers.employerOfWorker(as('officer'), known)).toMatchObject({ id: '26000001' });
    expect(await world.domain.employers.employerOfWorker(employer('26000002'), known)).toBeNull();
  });
});
