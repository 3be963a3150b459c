import type { CaseMatrix } from './case-matrix.js';
import type { Layout } from './layout.js';
import type { Settings } from './model.types.js';
import { Moments } from './moments.js';
import type { Fault } from './pls-iteration.js';
import { PlsIteration } from './pls-iteration.js';

/**
 * Estimates the model on a sample, over and over in the same buffers: correlations, stage 1 and product terms where
 * there are interactions, the final stage, the paths.
 */
export class Solver {
  readonly moments: Moments;
  readonly final: PlsIteration;
  /** Null without interactions. */
  readonly first: PlsIteration | null;
  /** Path coefficients in the model's order. */
  readonly paths: Float64Array;
  /** The same for standardised scores; differs for interactions only. */
  readonly betas: Float64Array;
  /** R2 and score sd by block of the final stage; R2 is 0 where no path leads to the block. */
  readonly r2: Float64Array;
  readonly scoreSd: Float64Array;
  private readonly pathsTo: readonly Int32Array[];
  private readonly buffer: Float64Array;
  private whole: Float64Array | null = null;

  /** @param shared moments of a wider layout over the same cases, instead of buffers of its own */
  constructor(
    readonly layout: Layout,
    readonly cases: CaseMatrix,
    readonly settings: Settings,
    shared?: Moments,
  ) {
    this.moments = shared ?? new Moments(cases, layout.width);
    const { correlation, width } = this.moments;
    this.final = new PlsIteration(layout.final, correlation, width);
    this.first = layout.first ? new PlsIteration(layout.first, correlation, width) : null;
    const blocks = layout.final.blocks.length;
    this.paths = new Float64Array(layout.sources.length);
    this.betas = new Float64Array(layout.sources.length);
    this.r2 = new Float64Array(blocks);
    this.scoreSd = new Float64Array(blocks).fill(1);
    this.buffer = new Float64Array(blocks);
    this.pathsTo = layout.final.blocks.map((_, block) =>
      Int32Array.from([...layout.targets.keys()].filter((path) => layout.targets[path] === block)),
    );
  }

  /** Estimates on the resample in which case i stands `counts[i]` times; null stands for the sample itself. */
  solve(counts: Int32Array | null): Fault | null {
    const constant = this.moments.load(counts);
    return constant >= 0 ? this.constantItem(constant) : this.estimateLoaded();
  }

  /** Estimates on the sample without one case. */
  solveWithout(row: number): Fault | null {
    const { cases, layout, moments } = this;
    if (cases.present || layout.first) {
      const counts = new Int32Array(cases.n).fill(1);
      counts[row] = 0;
      return this.solve(counts);
    }
    if (!this.whole) {
      moments.load(null);
      this.whole = moments.correlation.slice();
    }
    const constant = moments.leaveOut(this.whole, row);
    return constant >= 0 ? this.constantItem(constant) : this.estimateLoaded();
  }

  /** Estimates on the correlations that stand in `moments`. */
  estimateLoaded(): Fault | null {
    const { stopCriterion, maxIterations } = this.settings;
    const fault = this.first ? (this.first.run(stopCriterion, maxIterations) ?? this.addProducts(this.first)) : null;
    return fault ?? this.final.run(stopCriterion, maxIterations) ?? this.structure();
  }

  private constantItem(item: number): Fault {
    const name = this.layout.items[item]!;
    return { code: 'item_constant', message: `item ${name} has the same answer in every case`, subjects: [name] };
  }

  /** Products of the standardised stage 1 scores (Chin et al. 2003; Henseler & Chin 2010). */
  private addProducts({ weights }: PlsIteration): Fault | null {
    for (const { name, iv, moderator, column } of this.layout.products) {
      const sd = this.moments.addProduct(column, { ...iv, weights }, { ...moderator, weights });
      if (sd === 0)
        return {
          code: 'not_estimable',
          message: `the product of interaction ${name} has no variance`,
          subjects: [name],
        };
      this.scoreSd[this.layout.final.blocks.findIndex((block) => block.name === name)] = sd;
    }
    return null;
  }

  /**
   * Least-squares paths between the scores. The score of an interaction has the standard deviation of its product
   * (Henseler & Chin 2010), so its coefficient is the change of slope per standard deviation of the moderator.
   */
  private structure(): Fault | null {
    const { layout, final, buffer, pathsTo } = this;
    for (let block = 0; block < pathsTo.length; block++) {
      const incoming = pathsTo[block]!;
      this.r2[block] = 0;
      if (incoming.length === 0) continue;
      const r2 = final.structural(block, buffer);
      if (typeof r2 !== 'number') return r2;
      this.r2[block] = r2;
      for (let k = 0; k < incoming.length; k++) {
        const path = incoming[k]!;
        this.betas[path] = buffer[k]!;
        this.paths[path] = buffer[k]! / this.scoreSd[layout.sources[path]!]!;
      }
    }
    return null;
  }
}
