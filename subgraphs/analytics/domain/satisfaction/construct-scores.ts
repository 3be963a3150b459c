import type { Solver } from './solver.js';

/** Scores of every case, row-major n x constructs, with the standard deviation of `scoreSd`; the sample must be loaded. */
export function constructScores({ layout, final, moments, scoreSd }: Solver): Float64Array {
  const { blocks } = layout.final;
  const { distinct, root, size } = moments;
  const scores = new Float64Array(distinct * blocks.length);
  blocks.forEach((block, place) => {
    const weighted = { start: block.start, length: block.length, weights: final.weights };
    const factor = scoreSd[place]! * Math.sqrt(size - 1);
    for (let k = 0; k < distinct; k++)
      scores[k * blocks.length + place] = (factor * moments.score(weighted, k)) / root[k]!;
  });
  return scores;
}
