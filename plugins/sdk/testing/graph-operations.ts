import {
  astFromValue,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  print,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { accountUnderTest } from './serving.js';

/** A word of a person in the arguments, which no error may quote. */
export const personalArgument = 'RAHASIA-PRIBADI-7781';

const texts = [
  personalArgument,
  '',
  ' ',
  'a',
  '3171',
  '0',
  '-1',
  'x'.repeat(5_000),
  '\u0000',
  '../../etc',
  '{"$gt":""}',
  '😀',
  accountUnderTest,
  '__proto__',
];
const byScalar: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 1, -1, 7, 2_147_483_647, -2_147_483_648],
  Float: [0, -0.5, 1e300, 1e-300],
  Boolean: [true, false],
  DateTime: ['2026-11-21T08:00:00.000Z', '0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  Date: ['2026-11-21', '0001-01-01', '9999-12-31'],
  Duration: ['PT1H', 'P1Y', 'PT0S'],
};
const deepest = 4;

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/**
 * An operation that asks one field of an extension, with arguments by chance that its SDL allows, and all beneath it.
 * @param words what texts among the arguments are taken from
 */
export function operationFor(
  schema: GraphQLSchema,
  type: string,
  field: GraphQLField<unknown, unknown>,
  random: () => number,
  words: readonly string[] = texts,
): string {
  const asked = new Asking(schema, random, words).field(field, 0);
  if (type === 'Channel') return `{ channel(id: "${accountUnderTest}") { ${asked} } }`;
  if (type === 'Conversation') return `{ conversation(id: "cnv_kit") { ${asked} } }`;
  return `${type === 'Mutation' ? 'mutation' : 'query'} { ${asked} }`;
}

class Asking {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: () => number,
    private readonly words: readonly string[],
  ) {}

  field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const given = args.flatMap((argument) => {
      const value = argument.name === 'channel' ? accountUnderTest : this.value(argument.type, 0);
      const node = value === undefined ? null : astFromValue(value, argument.type);
      return node ? [`${argument.name}: ${print(node)}`] : [];
    });
    return `${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${this.selection(getNamedType(type), depth + 1)}`;
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    if (isLeafType(type)) return '';
    const isEntity = (type.astNode?.directives ?? []).some(({ name }) => name.value === 'key');
    if (isEntity) return ' { id }';
    if (depth > deepest) return ' { __typename }';
    const members = isAbstractType(type)
      ? this.schema.getPossibleTypes(type).map((each) => `... on ${each.name}${this.selection(each, depth)}`)
      : isObjectType(type)
        ? Object.values(type.getFields()).map((field) => this.field(field, depth))
        : [];
    return ` { __typename ${members.join(' ')} }`;
  }

  /** Undefined: left out. */
  private value(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.present(type.ofType, depth);
    return this.random() < 0.2 || depth > deepest ? undefined : this.present(type, depth);
  }

  private present(type: GraphQLInputType, depth: number): unknown {
    if (isListType(type)) {
      const items = Array.from({ length: Math.floor(this.random() * 4) }, () =>
        this.present(plain(type.ofType), depth),
      );
      return items;
    }
    if (isEnumType(type)) return pick(type.getValues(), this.random).value;
    if (!isInputObjectType(type)) return pick(byScalar[getNamedType(type).name] ?? this.words, this.random);
    const fields = Object.values(type.getFields()).map((field) => [field.name, this.value(field.type, depth + 1)]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
}

const plain = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? type.ofType : type);
