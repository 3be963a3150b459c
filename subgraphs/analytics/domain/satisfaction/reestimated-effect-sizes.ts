import type { PairValue } from './estimate.types.js';
import { toLayout } from './layout.js';
import type { Path, PathModel } from './model.types.js';
import { Solver } from './solver.js';

/** R2 of the path's outcome when the model is estimated anew without it; 0 where no path leads there any more. */
function r2Without({ cases, settings, moments }: Solver, model: PathModel, path: Path): number {
  const paths = model.paths.filter((other) => other !== path);
  if (!paths.some(({ to }) => to === path.to)) return 0;
  const layout = toLayout({ ...model, paths }, settings.innerWeighting, model);
  const smaller = new Solver(layout, cases, settings, moments);
  const fault = smaller.estimateLoaded();
  return fault ? Number.NaN : smaller.r2[layout.final.blocks.findIndex(({ name }) => name === path.to)]!;
}

/**
 * f2 as seminr reports it: (R2 - R2 without the path) / (1 - R2), the model estimated anew without the path, so that
 * the weights change too. Left out, as there: the constituents of an interaction on the same outcome, which its product
 * term cannot do without. `solver` holds the estimated sample; its item correlations are used again, and its product
 * columns are overwritten, so this comes last.
 */
export function reestimatedEffectSizes(solver: Solver, model: PathModel): PairValue[] {
  const { blocks } = solver.layout.final;
  const bound = new Set(
    model.interactions.flatMap(({ name, iv, moderator }) =>
      model.paths.filter(({ from }) => from === name).flatMap(({ to }) => [`${iv} -> ${to}`, `${moderator} -> ${to}`]),
    ),
  );
  return model.paths
    .filter(({ from, to }) => !bound.has(`${from} -> ${to}`))
    .map((path) => {
      const r2 = solver.r2[blocks.findIndex(({ name }) => name === path.to)]!;
      return { from: path.from, to: path.to, value: (r2 - r2Without(solver, model, path)) / (1 - r2) };
    });
}
