import { Decimal128 } from 'bson';
import type { Document } from '../bson/values.js';
import { compileUpdate } from './update.js';
import type { UpdateOptions } from './update.js';

/** The clock of the cases. */
export const now = new Date('2026-11-21T03:00:00Z');
/** A Decimal128 of this text. */
export const decimal = (text: string): Decimal128 => new Decimal128(text);

/** Options of one case. */
export interface Case extends Partial<UpdateOptions> {
  inserting?: boolean;
}

/** The document after the update. */
export function updated(
  document: Document,
  update: Document | Document[],
  { inserting = false, ...options }: Case = {},
): Document {
  return compileUpdate(update, { filter: {}, now, ...options }).apply(document, inserting);
}

/** The code of the error that `run` throws, if it does. */
export const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: number }).code;
  }
  return undefined;
};
