import { RandomStream } from './random.js';

/** Assigns n rows to folds of equal size (give or take one) at random; the same seed and stream give the same folds. */
export function randomFolds(n: number, folds: number, seed: number, stream: number): Int32Array {
  const random = new RandomStream();
  random.start(seed, stream);
  const order = Int32Array.from({ length: n }, (_, row) => row);
  for (let last = n - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const row = order[last]!;
    order[last] = order[other]!;
    order[other] = row;
  }
  const foldOf = new Int32Array(n);
  order.forEach((row, place) => (foldOf[row] = Math.floor((place * folds) / n)));
  return foldOf;
}
