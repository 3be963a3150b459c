import type { Layout } from './layout.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Indirect effects a model may have; above it the list would be of no use to anybody. */
const mostIndirectEffects = 20_000;

export interface Reach {
  readonly from: number;
  readonly to: number;
}

/** Which effects a structure has, found once a model; blocks by their place in the final stage. */
export interface EffectPlan {
  /** Blocks in an order in which every path leads forward. */
  readonly forward: Int32Array;
  /** Pairs joined by one path or more, and those joined by a chain of two or more. */
  readonly total: readonly Reach[];
  readonly indirect: readonly Reach[];
  /** Chains of two or more paths: the paths passed, and the blocks passed. */
  readonly chains: readonly { readonly paths: Int32Array; readonly blocks: readonly number[] }[];
  /** paths leaving each block */
  readonly leaving: readonly Int32Array[];
}

function forwardOrder(layout: Layout): Int32Array {
  const { predecessors } = layout.final;
  const placed: number[] = [];
  const done = new Set<number>();
  const visit = (block: number): void => {
    if (done.has(block)) return;
    done.add(block);
    for (const before of predecessors[block]!) visit(before);
    placed.push(block);
  };
  predecessors.forEach((_, block) => visit(block));
  return Int32Array.from(placed);
}

/** Lists every effect; throws SatisfactionError where the chains exceed 20,000. */
export function planEffects(layout: Layout): EffectPlan {
  const blocks = layout.final.blocks.length;
  const leaving = layout.final.blocks.map((_, block) =>
    Int32Array.from([...layout.sources.keys()].filter((path) => layout.sources[path] === block)),
  );
  const chains: { paths: Int32Array; blocks: readonly number[] }[] = [];
  const follow = (paths: readonly number[], passed: readonly number[]): void => {
    for (const path of leaving[passed.at(-1)!]!) {
      const longer = [...paths, path];
      const reached = [...passed, layout.targets[path]!];
      if (longer.length > 1) chains.push({ paths: Int32Array.from(longer), blocks: reached });
      if (chains.length > mostIndirectEffects) {
        throw new SatisfactionError(
          'model_invalid',
          `The model has more than ${mostIndirectEffects} indirect effects; leave out paths.`,
        );
      }
      follow(longer, reached);
    }
  };
  for (let block = 0; block < blocks; block++) follow([], [block]);

  const isIndirect = new Set(chains.map((chain) => chain.blocks[0]! * blocks + chain.blocks.at(-1)!));
  const isDirect = new Set(Array.from(layout.sources, (source, path) => source * blocks + layout.targets[path]!));
  const pairs = Array.from({ length: blocks * blocks }, (_, cell) => ({
    from: Math.floor(cell / blocks),
    to: cell % blocks,
    cell,
  }));
  return {
    forward: forwardOrder(layout),
    total: pairs.filter(({ cell }) => isDirect.has(cell) || isIndirect.has(cell)),
    indirect: pairs.filter(({ cell }) => isIndirect.has(cell)),
    chains,
    leaving,
  };
}

/**
 * Total effects of every block on every block, `out[from * blocks + to]`: the sum over all chains of the product of
 * their paths, added up backwards (the same as (I - B)^-1 - I; Bollen 1987).
 */
export function totalEffects(layout: Layout, plan: EffectPlan, paths: Float64Array, out: Float64Array): void {
  const blocks = layout.final.blocks.length;
  out.fill(0);
  for (let k = plan.forward.length - 1; k >= 0; k--) {
    const from = plan.forward[k]!;
    for (const path of plan.leaving[from]!) {
      const coefficient = paths[path]!;
      const next = layout.targets[path]!;
      out[from * blocks + next]! += coefficient;
      for (let to = 0; to < blocks; to++) out[from * blocks + to]! += coefficient * out[next * blocks + to]!;
    }
  }
}

/** Product of the paths of one chain: a specific indirect effect (Nitzl, Roldan & Cepeda 2016). */
export function chainEffect(chain: Int32Array, paths: Float64Array): number {
  let product = 1;
  for (let k = 0; k < chain.length; k++) product *= paths[chain[k]!]!;
  return product;
}
