import type { CompositeShape, FieldShape } from './shape.js';
import type { Row } from './plan.types.js';

/**
 * The part of the data that the caller asked for, in the caller's order. A field that its subgraph did not deliver
 * is null; if it may not be null, the object that lacks it is null instead, and no more: an outage of one subgraph
 * takes away its own part of an answer, not the parts of the others.
 */
export function project(value: unknown, shape: CompositeShape): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) items[index] = project(value[index], shape);
    return items;
  }
  const row = value as Row;
  const typeName = typeof row.__typename === 'string' ? row.__typename : shape.typeName;
  const fields = shape.fields(typeName);
  if (!fields) return null;
  const result: Row = {};
  for (const field of fields) {
    const given = row[field.key];
    if (given === undefined && field.nonNull && field.kind !== 'typename') return null;
    result[field.key] = projectField(given, field, typeName);
  }
  return result;
}

/** One field of an object whose concrete type is known. */
export function projectField(given: unknown, field: FieldShape, typeName: string): unknown {
  switch (field.kind) {
    case 'composite':
      return project(given, field.composite!);
    case 'typename':
      return given ?? typeName;
    case 'enum':
      return projectEnum(given, field.values!);
    default:
      return given ?? null;
  }
}

function projectEnum(given: unknown, values: ReadonlySet<string>): unknown {
  if (Array.isArray(given)) return given.map((item) => projectEnum(item, values));
  return typeof given === 'string' && values.has(given) ? given : null;
}
