import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDate, GraphQLDuration, GraphQLJSON } from 'graphql-scalars';
import { badUserInput } from './errors.js';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const longestCursor = 1_024;

function parseInstant(value: unknown): Date {
  const date = typeof value === 'string' && instant.test(value) ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime()))
    throw badUserInput('A DateTime is RFC 3339 with an offset, such as 2026-11-20T09:30:00+07:00.');
  return date;
}

function text(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : undefined;
}

/** RFC 3339 with offset; given out in UTC. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment, RFC 3339 with offset (2026-11-20T09:30:00+07:00); answers are in UTC.',
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(text(node)),
});

function parseCursor(value: unknown): string {
  if (typeof value !== 'string' || value.length > longestCursor)
    throw badUserInput('A Cursor is a text that a list or an update gave to you.');
  return value;
}

/** Opaque and signed. */
export const CursorScalar = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  description:
    'A place in a list or in the stream of updates: opaque, signed, bound to the rights of whom it was given to.',
  serialize: String,
  parseValue: parseCursor,
  parseLiteral: (node) => parseCursor(text(node)),
});

function wholeNumber(value: unknown): number {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw badUserInput('A BigInt is a whole number between -(2^53 - 1) and 2^53 - 1.');
  return number as number;
}

/** Whole numbers beyond 32 bits that a JSON number still holds exactly: amounts in minor units. */
export const BigIntScalar = new GraphQLScalarType<number, number>({
  name: 'BigInt',
  description: 'A whole number between -(2^53 - 1) and 2^53 - 1, as a number or a text of digits; answers are numbers.',
  serialize: wholeNumber,
  parseValue: wholeNumber,
  parseLiteral: (node) => wholeNumber(node.kind === Kind.INT ? node.value : text(node)),
});

export { GraphQLDate as DateScalar, GraphQLDuration as DurationScalar, GraphQLJSON as JsonScalar };
