import type { BootstrapGroup } from './bootstrap.types.js';
import type { EffectPlan } from './effects.js';
import { chainEffect, planEffects, totalEffects } from './effects.js';
import type { Layout } from './layout.js';
import { htmt } from './reliability.js';
import type { Solver } from './solver.js';

export interface DrawColumn {
  readonly group: BootstrapGroup;
  readonly key: string;
}

/** Items whose weight or loading can vary: those of blocks of several items, and for loadings a product term. */
interface FreeItem {
  readonly item: string;
  readonly block: number;
  readonly column: number;
  readonly product: boolean;
}

function freeItems({ items, final }: Layout): FreeItem[] {
  return final.blocks.flatMap(({ name, kind, start, length }, block) => {
    const product = kind === 'interaction';
    if (length === 1 && !product) return [];
    return Array.from({ length }, (_, index) => {
      return { item: items[start + index] ?? `${name}_intxn`, block, column: start + index, product };
    });
  });
}

/** What is recorded of every resample, and how it is read off a solver. Built once a thread. */
export class DrawPlan {
  readonly columns: readonly DrawColumn[];
  private readonly effects: EffectPlan;
  private readonly free: readonly FreeItem[];
  private readonly weighted: readonly FreeItem[];
  private readonly endogenous: readonly number[];
  private readonly total: Float64Array;
  private readonly direct: Float64Array;
  private readonly ratios: Float64Array;

  constructor(private readonly layout: Layout) {
    const blocks = layout.final.blocks.length;
    this.effects = planEffects(layout);
    this.free = freeItems(layout);
    this.weighted = this.free.filter(({ product }) => !product);
    this.endogenous = [...new Set(layout.targets)];
    this.total = new Float64Array(blocks ** 2);
    this.direct = new Float64Array(blocks ** 2);
    this.ratios = new Float64Array(blocks ** 2);
    this.columns = this.nameColumns();
  }

  private nameColumns(): DrawColumn[] {
    const { layout, effects } = this;
    const names = layout.final.blocks.map(({ name }) => name);
    const column = (group: BootstrapGroup) => (key: string) => ({ group, key });
    const ofItem = ({ item, block }: FreeItem) => `${item} | ${names[block]!}`;
    const ofPair = ({ from, to }: { from: number; to: number }) => `${names[from]!} -> ${names[to]!}`;
    return [
      ...Array.from(layout.sources, (from, path) => ofPair({ from, to: layout.targets[path]! })).map(column('paths')),
      ...this.endogenous.map((block) => names[block]!).map(column('r2')),
      ...effects.total.map(ofPair).map(column('total_effects')),
      ...effects.indirect.map(ofPair).map(column('total_indirect')),
      ...effects.chains
        .map((chain) => chain.blocks.map((block) => names[block]!).join(' -> '))
        .map(column('specific_indirect')),
      ...this.free.map(ofItem).map(column('outer_loadings')),
      ...this.weighted.map(ofItem).map(column('outer_weights')),
      ...names
        .flatMap((name, block) => names.slice(0, block).map((earlier) => `${earlier} | ${name}`))
        .map(column('htmt')),
    ];
  }

  /** Writes the solver's present results to `out` from `offset` on, one number a column. */
  record(solver: Solver, out: Float64Array, offset: number): void {
    const { paths, r2, final, scoreSd, moments } = solver;
    let at = offset;
    for (let path = 0; path < paths.length; path++) out[at++] = paths[path]!;
    for (const block of this.endogenous) out[at++] = r2[block]!;
    at = this.recordEffects(paths, out, at);
    for (const { block, column } of this.free)
      out[at++] = final.covariance[block * moments.width + column]! * scoreSd[block]!;
    for (const { column } of this.weighted) out[at++] = final.weights[column]!;
    this.recordRatios(solver, out, at);
  }

  private recordEffects(paths: Float64Array, out: Float64Array, offset: number): number {
    const { layout, effects, total, direct } = this;
    const blocks = layout.final.blocks.length;
    let at = offset;
    totalEffects(layout, effects, paths, total);
    for (let path = 0; path < paths.length; path++)
      direct[layout.sources[path]! * blocks + layout.targets[path]!] = paths[path]!;
    for (const { from, to } of effects.total) out[at++] = total[from * blocks + to]!;
    for (const { from, to } of effects.indirect) out[at++] = total[from * blocks + to]! - direct[from * blocks + to]!;
    for (const chain of effects.chains) out[at++] = chainEffect(chain.paths, paths);
    return at;
  }

  private recordRatios({ moments }: Solver, out: Float64Array, offset: number): void {
    const { blocks } = this.layout.final;
    let at = offset;
    htmt({ values: moments.correlation, width: moments.width }, blocks, this.ratios);
    for (let a = 0; a < blocks.length; a++) {
      for (let b = 0; b < a; b++) out[at++] = this.ratios[a * blocks.length + b]!;
    }
  }
}
