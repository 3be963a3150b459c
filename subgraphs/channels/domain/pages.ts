import type { Page } from '../../kernel/pagination.js';

/** An id in a list that is sorted by time, newest first, then by id. */
export interface DatedId {
  readonly id: string;
  readonly at: Date;
}

/** Rows sorted newest first, grouped by participant. */
export function groupDated(
  rows: readonly { readonly _id: string; readonly participantId: string | null; readonly openedAt: Date }[],
): Map<string, DatedId[]> {
  const groups = new Map<string, DatedId[]>();
  for (const { _id, participantId, openedAt } of rows) {
    const group = groups.get(participantId ?? '');
    if (group) group.push({ id: _id, at: openedAt });
    else groups.set(participantId ?? '', [{ id: _id, at: openedAt }]);
  }
  return groups;
}

/** One page of a list whose ids are known; only the rows of the page are loaded, all lists of a request together. */
export async function pageOfEach<T>(
  ids: readonly DatedId[],
  after: readonly [number, string] | undefined,
  limit: number,
  load: (ids: string[]) => Promise<ArrayLike<T | Error | null>>,
): Promise<Page<T>> {
  const rest = after ? ids.filter(({ id, at }) => isAfter(at.getTime(), id, after)) : ids;
  const wanted = rest.slice(0, limit);
  const rows = Array.from(await load(wanted.map(({ id }) => id)));
  const fault = rows.find((row) => row instanceof Error);
  if (fault) throw fault;
  return {
    rows: rows.filter((row): row is Awaited<T> & T => row !== null),
    hasNextPage: rest.length > limit,
    totalCount: ids.length,
  };
}

const isAfter = (time: number, id: string, [lastTime, lastId]: readonly [number, string]) =>
  time < lastTime || (time === lastTime && id < lastId);
