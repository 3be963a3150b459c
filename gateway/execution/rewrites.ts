import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import type { Row } from './plan.types.js';
import type { TypeNames } from './type-names.js';

/**
 * Compiles the planner's rewrites (a key renamed, a `__typename` set) to one function, or undefined for none.
 * The function returns the changed value; it may change the given one.
 */
export function compileRewrites(
  rewrites: readonly FetchRewrite[] | undefined,
  types: TypeNames,
): ((value: Row) => Row) | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => compileRewrite(rewrite, types));
  return (value) => compiled.reduce<Row>((current, rewrite) => rewrite(current) as Row, value);
}

type Change = (value: unknown) => unknown;

function compileRewrite(rewrite: FetchRewrite, types: TypeNames): Change {
  if ('KeyRenamer' in rewrite) {
    const { path, renameKeyTo } = rewrite.KeyRenamer;
    return atPath(path, types, (row, key) => {
      if (!(key in row)) return row;
      const { [key]: moved, ...rest } = row;
      return { ...rest, [renameKeyTo]: moved };
    });
  }
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return atPath(path, types, (row, key) => ({ ...row, [key]: setValueTo }));
}

/** Walks to the object that holds the last key of the path and changes it there. */
function atPath(
  path: readonly FetchNodePathSegment[],
  types: TypeNames,
  change: (row: Row, key: string) => Row,
): Change {
  const [segment, ...rest] = path;
  if (!segment) return (value) => value;
  const inner = rest.length > 0 ? atPath(rest, types, change) : undefined;
  if ('TypenameEquals' in segment) {
    const names = types.concrete(segment.TypenameEquals);
    return overRows((row) =>
      typeof row.__typename === 'string' && !names.has(row.__typename) ? row : (inner?.(row) ?? row),
    );
  }
  const key = segment.Key;
  return overRows((row) => {
    if (!inner) return change(row, key);
    return row[key] === undefined || row[key] === null ? row : { ...row, [key]: inner(row[key]) };
  });
}

function overRows(change: (row: Row) => unknown): Change {
  const apply: Change = (value) => {
    if (Array.isArray(value)) return value.map(apply);
    return value !== null && typeof value === 'object' ? change(value as Row) : value;
  };
  return apply;
}
