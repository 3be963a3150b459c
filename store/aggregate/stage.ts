import type { Document } from '../bson/types.js';
import type { Variables } from './evaluate.js';

/** A compiled stage: reads its input lazily. */
export type Stage = (input: Iterable<Document>) => Iterable<Document>;

/** What a stage reaches outside its input. */
export interface StageContext {
  variables: Variables;
  /** Documents of another collection; the filter needs no variables. */
  find(collection: string, filter: Document): Iterable<Document>;
  /** Writes for $merge and $out. */
  write?: ((spec: Document, documents: Document[]) => void) | undefined;
  /** Compiles a pipeline inside this one. */
  compile(stages: unknown, variables: Variables): Stage;
}

/** Compiles the operand of a stage; throws for a malformed one. */
export type StageCompiler = (spec: unknown, context: StageContext) => Stage;
