import { z } from 'zod';
import type { Scope } from './principal.js';

/** Definition of one event type: what it carries and who may read it. */
export interface EventDefinition<Data extends z.ZodType = z.ZodType, Sealed extends z.ZodType = z.ZodType> {
  /** Past tense with a version: `complaint.filed.v1`. */
  readonly type: string;
  readonly meaning: string;
  /** Readable payload: no secrets, no personal data beyond opaque ids and keyed hashes. */
  readonly data: Data;
  /** Personal part, encrypted in the log; only the hub's own consumers can open it. */
  readonly sealed?: Sealed;
  /** The scope an outside reader needs (the row is checked besides); `internal`: consumers of the hub only. */
  readonly readers: Scope | 'internal';
}

/** Types a definition. */
export const define = <D extends z.ZodType, S extends z.ZodType = z.ZodUndefined>(definition: EventDefinition<D, S>) =>
  definition;

/** Ids and instants as events carry them. */
export const id = z.string().min(1).max(128);
export const instant = z.iso.datetime({ offset: true });
