import type { CompositeShape, FieldShape } from './shape.js';
import type { ResponsePath } from './locate.js';
import type { Row } from './plan.types.js';

/** What went on while projecting. */
export interface Projection {
  /** True once an object was null for want of a field that may not be null. */
  incomplete: boolean;
}

/**
 * The part of the data that the caller asked for, in the caller's order. A field that its subgraph did not deliver
 * is null; if it may not be null, the object that lacks it is null instead, and no more: an outage of one subgraph
 * takes away its own part of an answer, not the parts of the others.
 */
export function project(value: unknown, shape: CompositeShape, projection: Projection): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) items[index] = project(value[index], shape, projection);
    return items;
  }
  const row = value as Row;
  const typeName = typeNameOf(row, shape);
  const fields = shape.fields(typeName);
  if (!fields) return null;
  const result: Row = {};
  for (const field of fields) {
    const given = row[field.dataKey];
    if (lacks(given, field)) {
      projection.incomplete = true;
      return null;
    }
    result[field.key] = projectField(given, field, typeName, projection);
  }
  return result;
}

/** One field of an object whose concrete type is known. */
export function projectField(given: unknown, field: FieldShape, typeName: string, projection: Projection): unknown {
  switch (field.kind) {
    case 'composite':
      return project(given, field.composite!, projection);
    case 'typename':
      return given ?? typeName;
    case 'enum':
      return projectEnum(given, field.values!);
    default:
      return given ?? null;
  }
}

/** Places at which an object is null though it may not be: it was named by one subgraph and not found by another. */
export function unresolvedPlaces(value: unknown, shape: CompositeShape): ResponsePath[] {
  const found: ResponsePath[] = [];
  const walk = (given: unknown, composite: CompositeShape, nonNull: boolean, place: ResponsePath): void => {
    if (given === null || typeof given !== 'object') return;
    if (Array.isArray(given)) return given.forEach((item, index) => walk(item, composite, nonNull, [...place, index]));
    const row = given as Row;
    const fields = composite.fields(typeNameOf(row, composite)) ?? [];
    if (fields.some((field) => lacks(row[field.dataKey], field))) {
      if (nonNull) found.push(place);
      return;
    }
    for (const field of fields) {
      if (field.composite) walk(row[field.dataKey], field.composite, field.nonNull, [...place, field.key]);
    }
  };
  walk(value, shape, false, []);
  return found;
}

const typeNameOf = (row: Row, shape: CompositeShape) =>
  typeof row.__typename === 'string' ? row.__typename : shape.typeName;

const lacks = (given: unknown, field: FieldShape) => given === undefined && field.nonNull && field.kind !== 'typename';

function projectEnum(given: unknown, values: ReadonlySet<string>): unknown {
  if (Array.isArray(given)) return given.map((item) => projectEnum(item, values));
  return typeof given === 'string' && values.has(given) ? given : null;
}
