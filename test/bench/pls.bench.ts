import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { factorise, solveFactorised } from '../../subgraphs/analytics/domain/satisfaction/cholesky.js';
import type { DataTable, PathModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { bootstrap, estimate, parseModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { normals } from '../pls/random-models.js';
import { reference } from '../pls/reference.js';

export const name = 'satisfaction model (PLS-SEM)';

type Print = (line: string) => void;

/** seminr 2.3.1 on one core, mobi, 5,000 resamples with HTMT, as measured; the faster end is the yardstick. */
const seminrSeconds = [50, 95] as const;

const inMs = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const inSeconds = (value: number): string => `${value.toFixed(2)} s`;

/** Wall and processor time; on a busy machine the second tells what the first would be on an idle one. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}

interface Bar {
  readonly what: string;
  readonly bar: number;
  readonly unit: (value: number) => string;
}

/** One line a measurement: what, how long, the bar, and how many times it fits under the bar. */
function row(print: Print, { what, bar, unit }: Bar, { wall, cpu }: Time): void {
  const verdict = wall < bar ? 'holds' : 'MISSED';
  const ratio = `${(bar / wall).toFixed(1)} x`;
  print(
    `${what.padEnd(58)} ${unit(wall).padStart(9)}  (cpu ${unit(cpu)})`.padEnd(86) +
      ` bar ${unit(bar).padStart(7)} ${ratio.padStart(7)}  ${verdict}`,
  );
}

/** Best of several runs in ms: what the code can do; others only add to it. */
async function best(runs: number, work: () => unknown): Promise<Time> {
  let [wall, cpu] = [Infinity, Infinity];
  for (let k = 0; k < runs; k++) {
    const used = process.cpuUsage();
    const began = performance.now();
    await work();
    wall = Math.min(wall, performance.now() - began);
    const { user, system } = process.cpuUsage(used);
    cpu = Math.min(cpu, (user + system) / 1000);
  }
  return { wall, cpu };
}

const scaled = ({ wall, cpu }: Time, by: number): Time => ({ wall: wall / by, cpu: cpu / by });

/** 10,000 made-up answers to 50 items of ten constructs on a scale of 1 to 5. */
function bigSurvey(): { model: PathModel; data: DataTable } {
  const [n, blocks, items] = [10_000, 10, 5];
  const normal = normals(42);
  const columns = Array.from({ length: blocks * items }, (_, item) => `x${item}`);
  const rows = new Float64Array(n * columns.length);
  let at = 0;
  for (let row = 0; row < n; row++) {
    let factor = normal();
    for (let block = 0; block < blocks; block++) {
      factor = 0.6 * factor + 0.8 * normal();
      for (let item = 0; item < items; item++)
        rows[at++] = Math.max(1, Math.min(5, Math.round(3 + 0.8 * factor + 0.6 * normal())));
    }
  }
  const constructs = Array.from({ length: blocks }, (_, block) => ({
    name: `C${block}`,
    items: columns.slice(block * items, (block + 1) * items),
  }));
  const paths = constructs.flatMap(({ name: to }, place) =>
    constructs.slice(Math.max(0, place - 2), place).map(({ name: from }) => ({ from, to })),
  );
  return { model: parseModel({ name: 'big', constructs, paths }), data: { columns, rows, n } };
}

/** Growth of this process's resident memory over five estimates, in MB: what an estimate keeps and what it throws away. */
function memoryOf(work: () => unknown): number {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  for (let k = 0; k < 5; k++) {
    work();
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  return (peak - before) / 2 ** 20;
}

/** A 4 x 4 system as the iterations have it, by our factor and by ml-matrix: the reason for cholesky.ts. */
async function compareSolvers(print: Print): Promise<void> {
  const r = [1, 0.5, 0.4, 0.3, 0.5, 1, 0.5, 0.4, 0.4, 0.5, 1, 0.5, 0.3, 0.4, 0.5, 1];
  const system = new Float64Array(16);
  const right = new Float64Array(4);
  const matrix = new Matrix(4, 4);
  const repeats = 20_000;
  const own = await best(7, () => {
    for (let k = 0; k < repeats; k++) {
      system.set(r);
      right.fill(0.5);
      factorise(system, 4, 4);
      solveFactorised(system, 4, 4, right);
    }
  });
  const library = await best(7, () => {
    for (let k = 0; k < repeats; k++) {
      for (let cell = 0; cell < 16; cell++) matrix.set(cell >> 2, cell & 3, r[cell]!);
      new CholeskyDecomposition(matrix).solve(Matrix.columnVector([0.5, 0.5, 0.5, 0.5]));
    }
  });
  const each = ({ wall }: Time): string => `${((wall / repeats) * 1000).toFixed(2)} us`;
  print(
    `4 x 4 system: typed arrays ${each(own)}, ml-matrix ${each(library)}, ${(library.wall / own.wall).toFixed(1)} times as long`,
  );
}

/** Measures the bars of the satisfaction model and prints them, one line each. */
export async function run(print: Print): Promise<void> {
  const mobi = reference('mobi-ecsi');
  const demo = reference('demo-crm384');
  const big = bigSurvey();
  for (let k = 0; k < 400; k++) estimate(mobi.data, mobi.model);
  const ten = await best(12, () => Array.from({ length: 10 }, () => estimate(mobi.data, mobi.model)));
  row(print, { what: 'mobi: one estimate with all evaluations', bar: 2, unit: inMs }, scaled(ten, 10));

  const oneCore = scaled(await best(4, () => bootstrap(mobi.data, mobi.model, { resamples: 5000, workers: 0 })), 1000);
  row(
    print,
    { what: 'mobi: 5,000 resamples with HTMT and BCa, one core', bar: seminrSeconds[0] / 50, unit: inSeconds },
    oneCore,
  );
  const ratios = seminrSeconds.map((seconds) => (seconds / oneCore.wall).toFixed(0));
  print(`  against seminr on one core (${seminrSeconds.join(' to ')} s): ${ratios.join(' to ')} times as fast`);

  const moderated = scaled(
    await best(4, () => bootstrap(demo.data, demo.model, { resamples: 5000, workers: 2 })),
    1000,
  );
  row(print, { what: 'demo-crm384: 5,000 resamples with moderation, two workers', bar: 2, unit: inSeconds }, moderated);

  const large = await best(8, () => estimate(big.data, big.model));
  row(print, { what: '10,000 x 50 items, ten constructs: one estimate', bar: 100, unit: inMs }, large);
  const added = memoryOf(() => estimate(big.data, big.model));
  print(
    `10,000 x 50 items: an estimate adds ${added.toFixed(0)} MB to the process (bar 200 MB, ${added < 200 ? 'holds' : 'MISSED'})`,
  );
  await compareSolvers(print);
}
