import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** What an update needs besides itself. */
export interface UpdateOptions {
  /** Conditions for `$[identifier]`. */
  arrayFilters?: Document[];
  /** The statement's filter, for the positional `$`. */
  filter: Document;
  /** The time $currentDate and $$NOW give. */
  now: Date;
  let?: Document;
}

/** A compiled update. `apply` returns a new document and never changes its argument. */
export interface CompiledUpdate {
  apply(document: Document, inserting: boolean): Document;
  isReplacement: boolean;
}

/** Compiles operators, a replacement document or a pipeline; throws MongoDB's errors for malformed updates. */
export function compileUpdate(_update: Document | Document[], _options: UpdateOptions): CompiledUpdate {
  throw commandNotSupported('not built yet');
}

/** The document an upsert starts from: the equality fields of the filter. */
export function upsertSeed(_filter: Document): Document {
  throw commandNotSupported('not built yet');
}
