import type { PairValue } from './estimate.types.js';

/** A JSON object. */
export type Json = Record<string, unknown>;

/** JSON has no NaN and no infinity: both become null. */
export const number = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** An object with one property an entry, in their order. */
export function record<T>(list: readonly T[], key: (entry: T) => string, value: (entry: T) => unknown): Json {
  return Object.fromEntries(list.map((entry) => [key(entry), value(entry)]));
}

/** { 'from -> to': value } */
export const pairs = (list: readonly PairValue[]): Json =>
  record(
    list,
    ({ from, to }) => `${from} -> ${to}`,
    ({ value }) => number(value),
  );
