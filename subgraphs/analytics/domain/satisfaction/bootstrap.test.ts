import { describe, expect, test } from '@jest/globals';
import { reference } from '../../../../test/pls/reference.js';
import { bootstrap } from './bootstrap.js';
import type { BootstrapResult } from './bootstrap.types.js';
import type { DataTable } from './model.types.js';

const { model, data } = reference('demo-crm384');
const hash = ({ draws }: BootstrapResult): string => Buffer.from(draws.buffer).toString('base64');

describe('random resamples', () => {
  test('are bit-identical for no, one and three workers, and other with another seed', async () => {
    const runs = await Promise.all(
      [0, 1, 3].map((workers) => bootstrap(data, model, { resamples: 120, seed: 99, workers })),
    );
    expect(runs.map(({ workers }) => workers)).toEqual([0, 1, 3]);
    expect(hash(runs[1]!)).toBe(hash(runs[0]!));
    expect(hash(runs[2]!)).toBe(hash(runs[0]!));
    expect(runs[2]!.groups).toEqual(runs[0]!.groups);
    const other = await bootstrap(data, model, { resamples: 120, seed: 100, workers: 0 });
    expect(hash(other)).not.toBe(hash(runs[0]!));
  });

  test('begin with the same draws whatever their number', async () => {
    const [few, many] = await Promise.all(
      [20, 40].map((resamples) => bootstrap(data, model, { resamples, seed: 5, workers: 0 })),
    );
    expect(many!.draws.slice(0, few!.draws.length)).toEqual(few!.draws);
  });
});

test('progress rises to the number of samples, the jackknife among them', async () => {
  const seen: number[] = [];
  await bootstrap(data, model, {
    resamples: 300,
    workers: 2,
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.at(-1)).toBe(1);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
});

describe('cancelling rejects with the reason of the signal', () => {
  test.each([0, 2])('with %i workers', async (workers) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = bootstrap(data, model, {
      resamples: 500_000,
      workers,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });

  test('before the start', async () => {
    await expect(bootstrap(data, model, { signal: AbortSignal.abort(new Error('never mind')) })).rejects.toThrow(
      'never mind',
    );
  });
});

describe('resamples that cannot be estimated', () => {
  /** CRM4 differs in one case only, which many resamples miss. */
  const rare = (): DataTable => {
    const rows = data.rows.slice();
    const place = data.columns.indexOf('CRM4');
    for (let row = 0; row < data.n; row++) rows[row * data.columns.length + place] = row === 5 ? 5 : 4;
    return { ...data, rows };
  };

  test('are left out and told apart by their cause', async () => {
    const result = await bootstrap(rare(), model, { resamples: 200, seed: 1, workers: 2 });
    expect(result.used).toBeLessThan(180);
    expect(result.used).toBeGreaterThan(80);
    expect([...result.failures]).toEqual([['item CRM4 has the same answer in every case', 200 - result.used]]);
    const [first] = result.groups.paths;
    expect(Number.isFinite(first!.sd)).toBe(true);
    expect(result.draws.filter(Number.isNaN).length).toBe((200 - result.used) * result.columns.length);
  });

  test('end in an error when hardly any is left', async () => {
    const indices = Array.from({ length: 5 }, () => Array.from({ length: 50 }, (_, k) => 6 + k));
    await expect(bootstrap(rare(), model, { indices, workers: 0 })).rejects.toThrow('item CRM4 has the same answer');
  });
});

test('options are checked', async () => {
  await expect(bootstrap(data, model, { resamples: 1 })).rejects.toThrow('resamples is a whole number from 2');
  await expect(bootstrap(data, model, { seed: -1 })).rejects.toThrow('seed is a whole number from 0');
  await expect(bootstrap(data, model, { workers: 0.5 })).rejects.toThrow('workers is a whole number');
  await expect(bootstrap(data, model, { indices: [[0, 1], [384]] })).rejects.toThrow(
    'Resample 1 of indices names row 384',
  );
});

test('the casewise treatment resamples complete cases, and fixed rows keep the numbers of the table', async () => {
  const rows = data.rows.slice();
  rows[data.columns.indexOf('TR1')] = Number.NaN;
  const casewise = { ...model, settings: { ...model.settings, missing: 'casewise' as const } };
  const all = Array.from({ length: 384 }, (_, row) => row);
  const indices = [all, all.slice(1)];
  const { draws, columns, n } = await bootstrap({ ...data, rows }, casewise, { indices, workers: 0 });
  expect(n).toBe(383);
  expect(draws.slice(columns.length)).toEqual(draws.slice(0, columns.length));
});
