import { readCell } from './cells.js';
import { columns, type ColumnName, type Layout } from './columns.js';
import type { CsvRecord } from './csv.js';

/** A cell that could not be read. */
export interface UnreadCell {
  readonly row: number;
  readonly column: ColumnName | 'row';
  readonly code: string;
}

/** A row as the hub takes it: what could not be read is absent. */
export type WorkerRow = { readonly row: number } & { readonly [name in ColumnName]?: string | number | null };

/** Reads a record by the layout of its file. */
export function readRow(record: CsvRecord, layout: Layout): { worker: WorkerRow; unread: UnreadCell[] } {
  const { row, cells } = record;
  const values: Partial<Record<ColumnName, string | number | null>> = {};
  const unread: UnreadCell[] = cells.slice(layout.width).some((cell) => cell.trim() !== '')
    ? [{ row, column: 'row', code: 'CELLS_TOO_MANY' }]
    : [];
  for (const { name } of columns) {
    const position = layout.positions.get(name);
    if (position === undefined) continue;
    const reading = readCell(name, cells[position] ?? '');
    if ('code' in reading) unread.push({ row, column: name, code: reading.code });
    else values[name] = reading.value;
  }
  return { worker: { row, ...values }, unread };
}
