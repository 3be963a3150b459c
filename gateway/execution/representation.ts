import type { RequiresSelection } from '@graphql-hive/router-query-planner';
import type { Row } from './plan.types.js';
import type { TypeNames } from './type-names.js';

type Collect = (entity: Row, into: Row) => void;

/**
 * Compiles what a fetch requires of an entity to a function that builds its representation: always with its
 * `__typename`, null when no key is known. Keys come in a fixed order, so equal representations print alike.
 */
export function compileRepresentation(
  requires: readonly RequiresSelection[],
  types: TypeNames,
): (entity: Row) => Row | null {
  const collect = compileSelections(requires, types);
  return (entity) => {
    if (entity.__typename === undefined || entity.__typename === null) return null;
    const representation: Row = { __typename: entity.__typename };
    collect(entity, representation);
    for (const key in representation) if (key !== '__typename') return representation;
    return null;
  };
}

function compileSelections(selections: readonly RequiresSelection[], types: TypeNames): Collect {
  const parts = selections.map((selection) => compileSelection(selection, types));
  return (entity, into) => {
    for (const part of parts) part(entity, into);
  };
}

function compileSelection(selection: RequiresSelection, types: TypeNames): Collect {
  if (selection.kind === 'FragmentSpread') {
    throw new Error('The query planner named a fragment in the requirements of a fetch; it never did before.');
  }
  if (selection.kind === 'InlineFragment') {
    const names = types.concrete([selection.typeCondition]);
    const inner = compileSelections(selection.selections, types);
    return (entity, into) => {
      if (names.has(entity.__typename as string)) inner(entity, into);
    };
  }
  const { name, selections } = selection;
  const key = selection.alias ?? name;
  const inner = selections ? compileSelections(selections, types) : undefined;
  return (entity, into) => {
    const value = nested(entity[name] === undefined ? entity[key] : entity[name], inner);
    if (value !== null && value !== undefined) into[key] = value;
  };
}

function nested(value: unknown, collect: Collect | undefined): unknown {
  if (collect === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => nested(item, collect));
  const into: Row = {};
  collect(value as Row, into);
  return Object.keys(into).length > 0 ? into : undefined;
}
