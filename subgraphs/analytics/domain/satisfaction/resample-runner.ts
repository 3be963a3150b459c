import { DrawPlan } from './bootstrap-draws.js';
import { casesOf } from './estimate.js';
import { toLayout } from './layout.js';
import type { DataTable, PathModel } from './model.types.js';
import { RandomStream } from './random.js';
import { Solver } from './solver.js';

/** Where resamples come from: a seed, or lists of rows of the data table. */
export type ResampleSource = { readonly seed: number } | { readonly indices: readonly ArrayLike<number>[] };

export interface ResampleTask {
  readonly data: DataTable;
  readonly model: PathModel;
  readonly resamples: number;
  readonly source: ResampleSource;
}

/**
 * Runs single resamples by number: 0 to resamples-1 are the bootstrap's, the n numbers after them leave out one case
 * each (for the acceleration of BCa). A number gives the same result on any thread and in any order.
 */
export class ResampleRunner {
  readonly plan: DrawPlan;
  readonly total: number;
  readonly n: number;
  private readonly solver: Solver;
  private readonly counts: Int32Array;
  private readonly random = new RandomStream();
  /** Case of each row of the data table, -1 where it was left out. */
  private readonly caseOfRow: Int32Array;

  constructor(private readonly task: ResampleTask) {
    const { data, model, resamples } = task;
    const layout = toLayout(model, model.settings.innerWeighting);
    const cases = casesOf(data, model, model.settings);
    this.n = cases.n;
    this.total = resamples + cases.n;
    this.plan = new DrawPlan(layout);
    this.solver = new Solver(layout, cases, model.settings);
    this.counts = new Int32Array(cases.n);
    this.caseOfRow = new Int32Array(data.n).fill(-1);
    cases.tableRow.forEach((row, index) => (this.caseOfRow[row] = index));
  }

  /** Estimates sample `number` into its row of `draws`; a sample that cannot be estimated leaves NaN and tells why. */
  run(number: number, draws: Float64Array): string | null {
    const { resamples } = this.task;
    const width = this.plan.columns.length;
    const fault = number < resamples ? this.solveResample(number) : this.solver.solveWithout(number - resamples);
    if (fault) draws.fill(Number.NaN, number * width, (number + 1) * width);
    else this.plan.record(this.solver, draws, number * width);
    return fault?.message ?? null;
  }

  /** The whole sample's own values, in a row of their own. */
  original(): Float64Array {
    const values = new Float64Array(this.plan.columns.length);
    this.solver.solve(null);
    this.plan.record(this.solver, values, 0);
    return values;
  }

  private solveResample(number: number) {
    const { counts, n, random, task } = this;
    counts.fill(0);
    if ('seed' in task.source) {
      random.start(task.source.seed, number);
      for (let drawn = 0; drawn < n; drawn++) counts[random.below(n)]!++;
    } else {
      const rows = task.source.indices[number]!;
      for (let k = 0; k < rows.length; k++) {
        const place = this.caseOfRow[rows[k]!]!;
        if (place >= 0) counts[place]!++;
      }
    }
    return this.solver.solve(counts);
  }
}
