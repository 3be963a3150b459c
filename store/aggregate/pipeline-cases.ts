import type { Document } from '../bson/values.js';
import { compileFilter } from '../query/matcher.js';
import { runPipeline } from './pipeline.js';

/** A small collection; runs must not change it. */
export const sales: Document[] = [
  { _id: 1, region: 'jabar', amount: 10, tags: ['a', 'b'], at: new Date('2024-01-01T00:00:00Z') },
  { _id: 2, region: 'jabar', amount: 30, tags: [], at: new Date('2024-01-02T00:00:00Z') },
  { _id: 3, region: 'bali', amount: 20, tags: ['b'], at: new Date('2024-01-04T00:00:00Z') },
  { _id: 4, region: null, amount: 5, at: new Date('2024-01-05T00:00:00Z') },
  { _id: 5, amount: 5, tags: 'c', at: new Date('2024-01-09T00:00:00Z') },
];
/** What `find` gives for the collection `regions`. */
export const regions: Document[] = [
  { _id: 'jabar', name: 'Jawa Barat', sees: ['bali'] },
  { _id: 'bali', name: 'Bali' },
];

/** What a run gave back, asked the engine for and wrote. */
export interface Run {
  result: Document[];
  asked: [string, Document][];
  written: [Document, Document[]][];
}

/** Runs a pipeline over the sales with `$$least` set to 10. */
export function run(stages: Document[], input: Document[] = sales): Run {
  const asked: Run['asked'] = [];
  const written: Run['written'] = [];
  const result = runPipeline(stages, input, {
    now: new Date('2026-01-01T00:00:00Z'),
    let: { least: 10 },
    find: (collection, filter) => {
      asked.push([collection, filter]);
      return (collection === 'regions' ? regions : sales).filter(compileFilter(filter));
    },
    write: (spec, documents) => void written.push([spec, documents]),
  });
  return { result: [...result], asked, written };
}
