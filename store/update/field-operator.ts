import { showValue } from '../bson/show.js';
import type { Document } from '../bson/types.js';

/** What a change may look at besides the old value. */
export interface ChangeContext {
  /** The document as it was before the update. */
  document: Document;
  path: string;
  now: Date;
}

/** A compiled operator on one path. */
export interface FieldOperator {
  /** Whether a missing field (and its parents) are made. */
  creates: boolean;
  change(old: unknown, context: ChangeContext): unknown;
}

/** Compiles the operator's argument for one path; throws when the argument is malformed. */
export type FieldOperatorCompiler = (argument: unknown, path: string) => FieldOperator;

/** `{_id: ...}` of the document, as error messages show it. */
export const shownId = (document: Document): string => `{_id: ${showValue(document['_id'])}}`;
