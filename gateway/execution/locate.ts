import type { PathSegment, Row } from './plan.types.js';

/** A place in a response: field keys and list indexes. */
export type ResponsePath = readonly (string | number)[];

/** Every object at the end of the path, in response order, without its place (see `locate`). */
export function collectRows(value: unknown, path: readonly PathSegment[], at: number, into: Row[]): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[at]?.kind === 'list' ? at + 1 : at;
    for (const item of value) collectRows(item, path, next, into);
    return;
  }
  const row = value as Row;
  const segment = path[at];
  if (!segment) into.push(row);
  else if (segment.kind === 'field') collectRows(row[segment.name], path, at + 1, into);
  else if (segment.kind === 'type' && (typeof row.__typename !== 'string' || segment.names.has(row.__typename))) {
    collectRows(row, path, at + 1, into);
  }
}

/** The places of the given objects: walked only when a fetch failed and its errors must say where. */
export function locate(
  root: unknown,
  path: readonly PathSegment[],
  wanted: ReadonlySet<Row>,
): { row: Row; place: ResponsePath }[] {
  const found: { row: Row; place: ResponsePath }[] = [];
  const walk = (value: unknown, at: number, place: ResponsePath): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const next = path[at]?.kind === 'list' ? at + 1 : at;
      value.forEach((item, index) => walk(item, next, [...place, index]));
      return;
    }
    const row = value as Row;
    const segment = path[at];
    if (!segment) {
      if (wanted.has(row)) found.push({ row, place });
    } else if (segment.kind === 'field') walk(row[segment.name], at + 1, [...place, segment.name]);
    else walk(row, at + 1, place);
  };
  walk(root, 0, []);
  return found;
}
