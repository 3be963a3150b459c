import { factorise, solveFactorised } from './cholesky.js';
import type { Block, Stage } from './layout.js';

/** Why a sample cannot be estimated; `subjects` are items or constructs. */
export interface Fault {
  readonly code: 'item_constant' | 'items_collinear' | 'constructs_collinear' | 'not_estimable';
  readonly message: string;
  readonly subjects: readonly string[];
}

/**
 * The PLS algorithm (Wold 1982; Lohmoller 1989, ch. 2) on a correlation matrix alone: with standardised items every
 * score is a weighted sum, so its covariances follow from the correlations and no case is touched again.
 *
 * Signs are not corrected: all outer weights start at 1, so a score points where the plain sum of its items points at
 * first, and an item that runs against the others ends with a negative weight and loading.
 */
export class PlsIteration {
  /** Standardised outer weights (w'Sw = 1 in every block), by column of the correlation matrix. */
  readonly weights: Float64Array;
  /** Covariance of each column with each score: `covariance[block * width + column]`. */
  readonly covariance: Float64Array;
  /** Correlations of the scores, blocks x blocks. */
  readonly scores: Float64Array;
  updates = 0;
  lastChange = Infinity;
  private readonly inner: Float64Array;
  private readonly system: Float64Array;
  private readonly right: Float64Array;
  private readonly factors: readonly (Float64Array | null)[];
  private readonly count: number;

  constructor(
    readonly stage: Stage,
    private readonly correlation: Float64Array,
    private readonly stride: number,
  ) {
    const { blocks } = stage;
    this.count = blocks.length;
    this.weights = new Float64Array(stride);
    this.covariance = new Float64Array(this.count * stride);
    this.scores = new Float64Array(this.count ** 2);
    this.inner = new Float64Array(this.count ** 2);
    const longest = Math.max(this.count, ...blocks.map(({ length }) => length));
    this.system = new Float64Array(longest ** 2);
    this.right = new Float64Array(longest);
    this.factors = blocks.map(({ kind, length }) =>
      kind === 'B' && length > 1 ? new Float64Array(length ** 2) : null,
    );
  }

  /** Iterates until sum(|change of weights|) < stop. Returns what makes the sample impossible to estimate, or null. */
  run(stop: number, maxIterations: number): Fault | null {
    const fault = this.factoriseBlocks() ?? this.start();
    if (fault) return fault;
    this.updates = 0;
    this.lastChange = Infinity;
    while (this.updates <= maxIterations) {
      const stuck = this.update();
      if (stuck) return stuck;
      this.updates++;
      if (this.lastChange < stop) break;
    }
    this.project();
    return null;
  }

  /** Mode B regresses the proxy on the block, so the block's correlations are factorised once a sample. */
  private factoriseBlocks(): Fault | null {
    for (let b = 0; b < this.count; b++) {
      const factor = this.factors[b];
      if (!factor) continue;
      const block = this.stage.blocks[b]!;
      const { start, length } = block;
      for (let i = 0; i < length; i++) {
        for (let j = 0; j <= i; j++) factor[i * length + j] = this.correlation[(start + i) * this.stride + start + j]!;
      }
      if (factorise(factor, length, length) >= 0) {
        return {
          code: 'items_collinear',
          message: `the items of construct ${block.name} (mode B) are collinear`,
          subjects: [block.name],
        };
      }
    }
    return null;
  }

  private start(): Fault | null {
    for (const { start, length } of this.stage.blocks) this.weights.fill(1, start, start + length);
    for (const block of this.stage.blocks) {
      const variance = this.blockVariance(block);
      if (!(variance > 1e-12)) return this.noVariance(block);
      const factor = 1 / Math.sqrt(variance);
      for (let i = 0; i < block.length; i++) this.weights[block.start + i]! *= factor;
    }
    this.project();
    return null;
  }

  private noVariance({ name }: Block): Fault {
    return {
      code: 'not_estimable',
      message: `the score of construct ${name} has no variance: its items cancel each other or nothing correlates with it`,
      subjects: [name],
    };
  }

  private blockVariance({ start, length }: Block): number {
    let sum = 0;
    for (let i = start; i < start + length; i++) {
      let row = 0;
      for (let j = start; j < start + length; j++) row += this.weights[j]! * this.correlation[i * this.stride + j]!;
      sum += this.weights[i]! * row;
    }
    return sum;
  }

  /** Covariances of items and scores, and of scores, under the present weights. */
  private project(): void {
    const { stage, covariance, correlation, stride, weights, scores, count } = this;
    covariance.fill(0);
    for (let b = 0; b < count; b++) {
      const { start, length } = stage.blocks[b]!;
      const to = b * stride;
      for (let i = start; i < start + length; i++) {
        const weight = weights[i]!;
        const from = i * stride;
        for (let column = 0; column < stage.width; column++)
          covariance[to + column]! += weight * correlation[from + column]!;
      }
    }
    for (let b = 0; b < count; b++) {
      scores[b * count + b] = 1;
      for (let other = 0; other < b; other++) {
        const { start, length } = stage.blocks[other]!;
        let sum = 0;
        for (let i = start; i < start + length; i++) sum += weights[i]! * covariance[b * stride + i]!;
        scores[b * count + other] = sum;
        scores[other * count + b] = sum;
      }
    }
  }

  private update(): Fault | null {
    const fault = this.innerWeights();
    if (fault) return fault;
    let change = 0;
    for (let b = 0; b < this.count; b++) {
      const block = this.stage.blocks[b]!;
      this.outerWeights(b, block);
      const moved = this.replaceWeights(block);
      if (Number.isNaN(moved)) return this.noVariance(block);
      change += moved;
    }
    this.lastChange = change;
    this.project();
    return null;
  }

  /** Covariances of the block's items with its proxy, regressed on the block in mode B; left in `right`. */
  private outerWeights(b: number, { start, length }: Block): void {
    const { count, inner, covariance, stride, right } = this;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let other = 0; other < count; other++) {
        const weight = inner[other * count + b]!;
        if (weight !== 0) sum += weight * covariance[other * stride + start + i]!;
      }
      right[i] = sum;
    }
    const factor = this.factors[b];
    if (factor) solveFactorised(factor, length, length, right);
  }

  /** Scales the new weights to a score of variance 1 and puts them in place; returns sum(|change|), NaN without variance. */
  private replaceWeights(block: Block): number {
    const { start, length } = block;
    const { right, correlation, stride, weights } = this;
    let variance = 0;
    for (let i = 0; i < length; i++) {
      let row = 0;
      for (let j = 0; j < length; j++) row += right[j]! * correlation[(start + i) * stride + start + j]!;
      variance += right[i]! * row;
    }
    if (!(variance > 1e-30)) return Number.NaN;
    const factor = 1 / Math.sqrt(variance);
    let change = 0;
    for (let i = 0; i < length; i++) {
      const weight = right[i]! * factor;
      change += Math.abs(weight - weights[start + i]!);
      weights[start + i] = weight;
    }
    return change;
  }

  /**
   * Inner weights, `inner[neighbour * count + block]`: path scheme regression betas of predecessors and correlations of
   * successors; factorial scheme correlations; centroid scheme their signs (Lohmoller 1989, 2.2).
   */
  private innerWeights(): Fault | null {
    const { stage, inner, scores, count } = this;
    inner.fill(0);
    const centroid = stage.weighting === 'centroid';
    for (let b = 0; b < count; b++) {
      for (const after of stage.successors[b]!) {
        const r = scores[after * count + b]!;
        inner[after * count + b] = centroid ? Math.sign(r) : r;
      }
      const before = stage.predecessors[b]!;
      if (before.length === 0) continue;
      if (stage.weighting === 'path') {
        const fault = this.regress(b);
        if (fault) return fault;
        for (let k = 0; k < before.length; k++) inner[before[k]! * count + b] = this.right[k]!;
      } else {
        for (const source of before) {
          const r = scores[source * count + b]!;
          inner[source * count + b] = centroid ? Math.sign(r) : r;
        }
      }
    }
    return null;
  }

  /** Standardised betas of a block's score on its predecessors' (least squares), left in `right`. */
  private regress(b: number): Fault | null {
    const before = this.stage.predecessors[b]!;
    const { system, right, scores, count } = this;
    const size = before.length;
    for (let i = 0; i < size; i++) {
      right[i] = scores[before[i]! * count + b]!;
      for (let j = 0; j <= i; j++) system[i * size + j] = scores[before[i]! * count + before[j]!]!;
    }
    const bad = factorise(system, size, size);
    if (bad >= 0) {
      const names = Array.from(before.subarray(0, bad + 1), (place) => this.stage.blocks[place]!.name);
      return {
        code: 'constructs_collinear',
        message: `the predictors ${names.join(', ')} of construct ${this.stage.blocks[b]!.name} are collinear`,
        subjects: names,
      };
    }
    solveFactorised(system, size, size, right);
    return null;
  }

  /** Betas of the b-th block's regression on its predecessors into `out`; returns R2, or the fault. */
  structural(b: number, out: Float64Array): number | Fault {
    const fault = this.regress(b);
    if (fault) return fault;
    const before = this.stage.predecessors[b]!;
    let r2 = 0;
    for (let k = 0; k < before.length; k++) {
      out[k] = this.right[k]!;
      r2 += this.right[k]! * this.scores[before[k]! * this.count + b]!;
    }
    return r2;
  }
}
