import { readFileSync } from 'node:fs';
import type { DataTable, PathModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { parseModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';

/** The three reference models and their data files. */
export const references = [
  ['mobi-ecsi', 'mobi.csv'],
  ['satisfaction', 'satisfaction.csv'],
  ['demo-crm384', 'demo-crm384.csv'],
] as const;
export type ReferenceName = (typeof references)[number][0];

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** A file of expected numbers. */
export function expectedJson(name: string): Record<string, unknown> {
  return JSON.parse(read(name)) as Record<string, unknown>;
}

/** A reference CSV without quotes; what is no number becomes NaN. */
export function table(name: string): DataTable {
  const [header, ...lines] = read(name).trim().split('\n');
  const columns = header!.trim().split(',');
  const rows = Float64Array.from(lines.flatMap((line) => line.trim().split(',').map(Number)));
  return { columns, rows, n: lines.length };
}

/** Model and data of a reference. */
export function reference(name: ReferenceName): { model: PathModel; data: DataTable } {
  const file = references.find(([known]) => known === name)![1];
  return { model: parseModel(expectedJson(`${name}.model.json`)), data: table(file) };
}

export interface Deviation {
  /** Largest absolute difference, and where. */
  readonly largest: number;
  readonly at: string;
  readonly compared: number;
  /** Keys that were expected and are not there. */
  readonly absent: readonly string[];
}

/** Compares every number of `expected` with the one in the same place of `actual`. */
export function deviation(actual: unknown, expected: unknown): Deviation {
  const found = { largest: 0, at: '', compared: 0, absent: [] as string[] };
  const walk = (a: unknown, e: unknown, path: string): void => {
    if (typeof e === 'number') {
      found.compared++;
      const difference = typeof a === 'number' ? Math.abs(a - e) : Infinity;
      if (difference > found.largest || Number.isNaN(difference))
        Object.assign(found, { largest: difference, at: path });
      return;
    }
    if (e === null || typeof e !== 'object') return;
    for (const [key, value] of Object.entries(e)) {
      const place = (a as Record<string, unknown> | undefined)?.[key];
      if (place === undefined) found.absent.push(`${path}/${key}`);
      else walk(place, value, `${path}/${key}`);
    }
  };
  walk(actual, expected, '');
  return found;
}
