import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** What a pipeline reaches outside its input. */
export interface PipelineContext {
  now: Date;
  let?: Document;
  /** Reads another collection of the same database; the engine uses its indexes. */
  find(collection: string, filter: Document): Iterable<Document>;
  /** Writes for $merge and $out; `spec` is the stage itself, e.g. `{ $merge: { into: 'totals' } }`. */
  write?(spec: Document, documents: Document[]): void;
}

/** Runs the stages over the input. Every stage is checked before the first document is read. */
export function runPipeline(
  _stages: Document[],
  _input: Iterable<Document>,
  _context: PipelineContext,
): Iterable<Document> {
  throw commandNotSupported('not built yet');
}

/** What the engine can answer from an index before the pipeline runs. */
export interface LeadingMatch {
  filter: Document;
  sort?: Document;
  limit?: number;
  /** The stages still to run. */
  rest: Document[];
}

/** Splits off a leading $match, $sort and $limit. */
export function leadingMatch(_stages: Document[]): LeadingMatch {
  throw commandNotSupported('not built yet');
}
