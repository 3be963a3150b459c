import { availableParallelism } from 'node:os';
import { bootstrapStatistic } from './bootstrap-statistics.js';
import type { BootstrapGroup, BootstrapOptions, BootstrapResult, BootstrapStatistic } from './bootstrap.types.js';
import { bootstrapGroups } from './bootstrap.types.js';
import { casesOf, solveSample } from './estimate.js';
import type { DataTable, PathModel } from './model.types.js';
import { mostCases } from './random.js';
import type { Failures } from './resample-pool.js';
import { runSamples } from './resample-pool.js';
import type { ResampleSource, ResampleTask } from './resample-runner.js';
import { ResampleRunner } from './resample-runner.js';
import { SatisfactionError } from './satisfaction-error.js';

const defaultResamples = 5000;
const defaultSeed = 4;
const mostWorkers = 8;
/** A worker takes some 50 ms to start, the time of this many samples of a usual model. */
const samplesWorthAWorker = 400;

function invalidOption(message: string): SatisfactionError {
  return new SatisfactionError('option_invalid', message);
}

function wholeNumber(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw invalidOption(`${name} is a whole number from ${low} to ${high}, not ${value}.`);
  }
  return value;
}

function checkIndices(indices: readonly ArrayLike<number>[], rows: number): void {
  if (indices.length < 2) throw invalidOption('indices holds at least two resamples.');
  indices.forEach((list, resample) => {
    for (let k = 0; k < list.length; k++) {
      const row = list[k]!;
      if (Number.isInteger(row) && row >= 0 && row < rows) continue;
      throw invalidOption(`Resample ${resample} of indices names row ${row}; rows are counted from 0 to ${rows - 1}.`);
    }
  });
}

/** A copy of the table whose numbers all threads can read. */
function share(data: DataTable): DataTable {
  const rows = new Float64Array(new SharedArrayBuffer(data.rows.byteLength));
  rows.set(data.rows);
  return { columns: data.columns, rows, n: data.n };
}

function toTask(data: DataTable, model: PathModel, options: BootstrapOptions): ResampleTask {
  const { resamples = defaultResamples, seed = defaultSeed, indices } = options;
  if (indices) checkIndices(indices, data.n);
  const source: ResampleSource = indices
    ? { indices: indices.map((list) => Int32Array.from(list)) }
    : { seed: wholeNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER) };
  return {
    data: share(data),
    model,
    resamples: indices ? indices.length : wholeNumber('resamples', resamples, 2, 1_000_000),
    source,
  };
}

function workerCount(wanted: number | undefined, samples: number): number {
  if (wanted !== undefined) return wholeNumber('workers', wanted, 0, 256);
  return Math.min(availableParallelism(), mostWorkers, Math.floor(samples / samplesWorthAWorker));
}

/** Column `column` of the rows of `draws` from `first` to `end` that could be estimated. */
function usedValues(
  draws: Float64Array,
  width: number,
  column: number,
  first: number,
  end: number,
  failed: Failures,
): Float64Array {
  const values = new Float64Array(end - first);
  let used = 0;
  for (let row = first; row < end; row++) {
    if (!failed.has(row)) values[used++] = draws[row * width + column]!;
  }
  return values.subarray(0, used);
}

function summarise(
  runner: ResampleRunner,
  resamples: number,
  draws: Float64Array,
  failed: Failures,
): BootstrapResult['groups'] {
  const groups = Object.fromEntries(bootstrapGroups.map((group) => [group, [] as BootstrapStatistic[]])) as Record<
    BootstrapGroup,
    BootstrapStatistic[]
  >;
  const original = runner.original();
  const width = runner.plan.columns.length;
  runner.plan.columns.forEach(({ group, key }, column) => {
    const values = usedValues(draws, width, column, 0, resamples, failed);
    const jackknife = usedValues(draws, width, column, resamples, runner.total, failed);
    groups[group].push(bootstrapStatistic({ key, original: original[column]!, values, jackknife, n: runner.n }));
  });
  return groups;
}

function countFailures(failed: Failures, resamples: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [number, message] of [...failed].sort(([a], [b]) => a - b)) {
    if (number < resamples) counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return counts;
}

function checkUsed(used: number, failures: ReadonlyMap<string, number>): void {
  if (used >= 2) return;
  const [cause] = [...failures].sort(([, a], [, b]) => b - a)[0] ?? ['no cases in them'];
  throw new SatisfactionError('not_estimable', `Hardly any resample can be estimated; the usual cause: ${cause}.`);
}

/**
 * Bootstraps the model: draws n cases with replacement `resamples` times and estimates anew, means, standard deviations
 * and imputation among it; no sign correction. Random numbers depend on seed and resample alone, so results are
 * bit-identical whatever the number of workers. Throws what `estimate` throws, and 'option_invalid'; rejects with the
 * signal's reason when cancelled.
 */
export async function bootstrap(
  data: DataTable,
  model: PathModel,
  options: BootstrapOptions = {},
): Promise<BootstrapResult> {
  const began = performance.now();
  options.signal?.throwIfAborted();
  solveSample(casesOf(data, model, model.settings), model, model.settings);
  if (data.n > mostCases) throw invalidOption(`The bootstrap takes at most ${mostCases} cases.`);
  const task = toTask(data, model, options);
  const runner = new ResampleRunner(task);
  const { resamples } = task;
  const width = runner.plan.columns.length;
  const draws = new Float64Array(new SharedArrayBuffer(runner.total * width * 8));
  const workers = workerCount(options.workers, runner.total);
  let done = 0;
  const onDone = (samples: number): void => {
    done += samples;
    options.onProgress?.({ done, total: runner.total });
  };
  const failed = await runSamples({ task, runner, draws, workers, onDone, signal: options.signal });
  const failures = countFailures(failed, resamples);
  const used = resamples - [...failures.values()].reduce((sum, count) => sum + count, 0);
  checkUsed(used, failures);
  return {
    model: model.name,
    n: runner.n,
    seed: 'seed' in task.source ? task.source.seed : 0,
    requested: resamples,
    used,
    failures,
    groups: summarise(runner, resamples, draws, failed),
    draws: draws.slice(0, resamples * width),
    columns: runner.plan.columns,
    workers,
    elapsedSeconds: (performance.now() - began) / 1000,
  };
}
