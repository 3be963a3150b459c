import { Matrix, solve } from 'ml-matrix';
import type { DataTable, Path, PathModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';

/** Columns of scores or items, one array a variable. */
type Columns = Map<string, number[]>;

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
const covariance = (x: readonly number[], y: readonly number[]): number => {
  const [mx, my] = [mean(x), mean(y)];
  return x.reduce((sum, value, row) => sum + (value - mx) * (y[row]! - my), 0) / (x.length - 1);
};
const sd = (x: readonly number[]): number => Math.sqrt(covariance(x, x));
const correlation = (x: readonly number[], y: readonly number[]): number => covariance(x, y) / (sd(x) * sd(y));
const zScores = (x: readonly number[]): number[] => {
  const [m, s] = [mean(x), sd(x)];
  return x.map((value) => (value - m) / s);
};

/** Weighted sum of columns. */
function combine(columns: readonly number[][], weights: readonly number[]): number[] {
  return columns[0]!.map((_, row) => columns.reduce((sum, column, k) => sum + column[row]! * weights[k]!, 0));
}

/** Least squares on centred columns. */
function regress(y: readonly number[], xs: readonly number[][]): number[] {
  const system = new Matrix(xs.map((a) => xs.map((b) => covariance(a, b))));
  return solve(system, Matrix.columnVector(xs.map((x) => covariance(x, y)))).getColumn(0);
}

interface Block {
  readonly mode: 'A' | 'B';
  readonly items: readonly string[];
}

interface Fit {
  readonly weights: Map<string, number[]>;
  readonly scores: Columns;
  readonly change: number;
}

function innerProxy(name: string, paths: readonly Path[], scores: Columns, scheme: string): number[] {
  const of = (other: string): number[] => scores.get(other)!;
  const before = paths.filter(({ to }) => to === name).map(({ from }) => from);
  const after = paths.filter(({ from }) => from === name).map(({ to }) => to);
  const simple = (other: string): number => {
    const r = correlation(of(other), of(name));
    return scheme === 'centroid' ? Math.sign(r) : r;
  };
  const betas = scheme === 'path' && before.length > 0 ? regress(of(name), before.map(of)) : before.map(simple);
  return zScores(combine([...before, ...after].map(of), [...betas, ...after.map(simple)]));
}

/** The PLS algorithm as the textbooks write it, on the cases themselves. */
function iterate(blocks: ReadonlyMap<string, Block>, paths: readonly Path[], items: Columns, scheme: string): Fit {
  const names = [...new Set(paths.flatMap(({ from, to }) => [from, to]))];
  const columns = new Map(
    names.map((name) => [name, blocks.get(name)!.items.map((item) => zScores(items.get(item)!))]),
  );
  let weights = new Map(names.map((name) => [name, columns.get(name)!.map(() => 1)]));
  let change = Infinity;
  for (let k = 0; k < 2000 && change > 1e-13; k++) {
    const scores = new Map(names.map((name) => [name, zScores(combine(columns.get(name)!, weights.get(name)!))]));
    const next = new Map(
      names.map((name) => {
        const block = columns.get(name)!;
        const proxy = innerProxy(name, paths, scores, scheme);
        const raw =
          blocks.get(name)!.mode === 'B' ? regress(proxy, block) : block.map((item) => covariance(item, proxy));
        const spread = sd(combine(block, raw));
        return [name, raw.map((weight) => weight / spread)] as const;
      }),
    );
    change = names.reduce((sum, name) => {
      return (
        sum + next.get(name)!.reduce((total, weight, item) => total + Math.abs(weight - weights.get(name)![item]!), 0)
      );
    }, 0);
    weights = next;
  }
  return {
    weights,
    change,
    scores: new Map(names.map((name) => [name, combine(columns.get(name)!, weights.get(name)!)])),
  };
}

function treatedItems(data: DataTable, model: PathModel): Columns {
  const { missingCodes, missing } = model.settings;
  const items = model.constructs.flatMap((construct) => construct.items);
  const places = items.map((item) => data.columns.indexOf(item));
  const rows = Array.from({ length: data.n }, (_, row) =>
    places.map((place) => {
      const answer = data.rows[row * data.columns.length + place]!;
      return missingCodes.includes(answer) ? Number.NaN : answer;
    }),
  ).filter((answers) => missing !== 'casewise' || !answers.some(Number.isNaN));
  return new Map(
    items.map((item, index) => {
      const column = rows.map((answers) => answers[index]!);
      const m = mean(column.filter((answer) => !Number.isNaN(answer)));
      return [item, column.map((answer) => (Number.isNaN(answer) ? m : answer))];
    }),
  );
}

export interface OracleResult {
  readonly weights: Readonly<Record<string, number>>;
  readonly loadings: Readonly<Record<string, number>>;
  readonly paths: Readonly<Record<string, number>>;
  readonly r2: Readonly<Record<string, number>>;
  readonly converged: boolean;
}

/** Adds the product terms of the stage 1 scores to items and blocks; returns their standard deviations. */
function addProducts(model: PathModel, blocks: Map<string, Block>, items: Columns, stageOne: Fit): Map<string, number> {
  return new Map(
    model.interactions.map(({ name, iv, moderator }) => {
      const [a, b] = [zScores(stageOne.scores.get(iv)!), zScores(stageOne.scores.get(moderator)!)];
      const product = a.map((value, row) => value * b[row]!);
      items.set(`${name}_intxn`, product);
      blocks.set(name, { mode: 'A', items: [`${name}_intxn`] });
      return [name, sd(product)];
    }),
  );
}

/** Estimates a model the slow way; the structure must give every constituent of an interaction a path of its own. */
export function oracle(data: DataTable, model: PathModel): OracleResult {
  const items = treatedItems(data, model);
  const blocks = new Map<string, Block>(
    model.constructs.map(({ name, mode, items: own }) => [name, { mode, items: own }]),
  );
  const products = new Set(model.interactions.map(({ name }) => name));
  const scheme = model.settings.innerWeighting;
  const stageOne =
    products.size > 0
      ? iterate(
          blocks,
          model.paths.filter(({ from }) => !products.has(from)),
          items,
          scheme,
        )
      : null;
  const spread = stageOne ? addProducts(model, blocks, items, stageOne) : new Map<string, number>();
  const fit = iterate(blocks, model.paths, items, scheme);
  const scores = new Map(
    [...fit.scores].map(([name, score]) => [name, score.map((value) => value * (spread.get(name) ?? 1))]),
  );
  const weights: Record<string, number> = {};
  const loadings: Record<string, number> = {};
  for (const name of scores.keys()) {
    blocks.get(name)!.items.forEach((item, place) => {
      weights[item] = fit.weights.get(name)![place]!;
      loadings[item] = covariance(zScores(items.get(item)!), scores.get(name)!);
    });
  }
  const paths: Record<string, number> = {};
  const r2: Record<string, number> = {};
  for (const target of new Set(model.paths.map(({ to }) => to))) {
    const sources = model.paths.filter(({ to }) => to === target).map(({ from }) => from);
    const betas = regress(
      scores.get(target)!,
      sources.map((source) => scores.get(source)!),
    );
    sources.forEach((source, place) => (paths[`${source} -> ${target}`] = betas[place]!));
    const fitted = combine(
      sources.map((source) => scores.get(source)!),
      betas,
    );
    r2[target] = covariance(fitted, fitted) / covariance(scores.get(target)!, scores.get(target)!);
  }
  return { weights, loadings, paths, r2, converged: fit.change < 1e-10 && (stageOne?.change ?? 0) < 1e-10 };
}
