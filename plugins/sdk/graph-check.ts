import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLError,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { GraphExtension } from './graph.js';
import { GraphNames, namedType, type GraphSurroundings, type OwnType } from './graph-names.js';

export type { GraphSurroundings } from './graph-names.js';

/** Types that a plugin may add fields to; those of the first two are null for channels of other plugins. */
const rows = new Set(['Channel', 'Conversation']);
const roots = new Set(['Query', 'Mutation']);

/** Types of the hub, besides scalars, enums and entities, whose objects a plugin can give. */
const givable = new Set(['ValidationFailed', 'FieldProblem', 'NotFound', 'NotAllowedNow', 'PageInfo']);
const directives = new Set(['deprecated', 'specifiedBy']);

type Resolvers = GraphExtension<unknown>['resolvers'];

/**
 * Every rule of docs/plugin-guide.md that an extension of the graph breaks, each as a text that names the place; empty
 * when it may be built. Total: whatever the plugin gives.
 */
export function graphFaults(
  pluginId: string,
  extension: GraphExtension<unknown>,
  surroundings: GraphSurroundings,
): { readonly faults: string[]; readonly document?: DocumentNode } {
  const { sdl, resolvers } = (extension ?? {}) as Partial<GraphExtension<unknown>>;
  if (typeof sdl !== 'string') return { faults: ['graph.sdl is not a text'] };
  if (typeof resolvers !== 'object' || resolvers === null) return { faults: ['graph.resolvers is not an object'] };
  let document: DocumentNode;
  try {
    document = parse(sdl);
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    const place = locations?.[0] ? ` (line ${locations[0].line}, column ${locations[0].column})` : '';
    return { faults: [`graph.sdl is not GraphQL: ${message}${place}`] };
  }
  const check = new GraphCheck(new GraphNames(pluginId, document, surroundings), resolvers);
  for (const definition of document.definitions) check.definition(definition);
  check.resolversWithoutField();
  return { faults: [...new Set(check.faults)], document };
}

class GraphCheck {
  readonly faults: string[] = [];

  constructor(
    private readonly names: GraphNames,
    private readonly resolvers: Resolvers,
  ) {}

  definition(definition: DefinitionNode): void {
    if (definition.kind === Kind.OBJECT_TYPE_EXTENSION) return this.extended(definition);
    if ('name' in definition && definition.name && /Extension$/.test(definition.kind))
      return this.say(`it extends ${definition.name.value}: only types can be extended, by extend type`);
    if (!isOwnType(definition))
      return this.say(`it holds a ${words(definition.kind)}: only types of its own and extend type may stand in it`);
    this.own(definition);
  }

  /** Resolvers must be functions, each for a field that is there. */
  resolversWithoutField(): void {
    for (const [type, fields] of Object.entries(this.resolvers)) {
      const known = this.names.fieldsOf(type);
      if (!known) {
        this.say(`there are resolvers for ${type}, to which its SDL adds no fields`);
        continue;
      }
      for (const [field, resolve] of Object.entries(fields ?? {})) {
        if (typeof resolve !== 'function') this.say(`the resolver of ${type}.${field} is not a function`);
        if (!known.has(field)) this.say(`there is a resolver for ${type}.${field}, which its SDL does not hold`);
      }
    }
  }

  private extended(definition: Extract<DefinitionNode, { kind: Kind.OBJECT_TYPE_EXTENSION }>): void {
    const type = definition.name.value;
    if (!rows.has(type) && !roots.has(type))
      return this.say(`it extends ${type}: only Channel, Conversation, Query and Mutation may be extended`);
    this.directives(definition.directives, type);
    if ((definition.interfaces ?? []).length > 0) this.say(`it lets ${type} implement an interface: leave that out`);
    for (const field of definition.fields ?? []) {
      const place = `${type}.${field.name.value}`;
      this.field(type, field);
      if (!this.resolvers[type]?.[field.name.value]) this.say(`${place} has no resolver`);
      if (roots.has(type)) this.rootField(place, field);
      else if (field.type.kind === Kind.NON_NULL_TYPE)
        this.say(`${place} must be nullable: it is null for channels of other plugins`);
      const taken = this.names.holderOf(type, field.name.value);
      if (taken) this.say(`${place} is there already, by ${taken}`);
    }
  }

  private rootField(place: string, { name, arguments: given = [] }: FieldDefinitionNode): void {
    if (!this.names.isFieldName(name.value)) this.say(`${place} must begin with ${this.names.camel}`);
    const channel = given.find((argument) => argument.name.value === 'channel');
    if (channel && namedOrRequired(channel.type) !== 'ID')
      this.say(`the argument channel of ${place} chooses the account: its type must be ID`);
  }

  private own(definition: OwnType): void {
    const type = definition.name.value;
    if (!this.names.isTypeName(type)) this.say(`the type ${type} must begin with ${this.names.pascal}`);
    const taken = this.names.holderOf(type) ?? (this.names.isTwice(type) ? 'its own SDL' : undefined);
    if (taken) this.say(`the type ${type} is there already, by ${taken}`);
    this.described(definition, `the type ${type}`);
    this.directives(definition.directives, type);
    this.content(definition);
  }

  private content(definition: OwnType): void {
    const type = definition.name.value;
    switch (definition.kind) {
      case Kind.UNION_TYPE_DEFINITION:
        return this.members(type, definition.types ?? []);
      case Kind.ENUM_TYPE_DEFINITION:
        for (const { name, directives } of definition.values ?? [])
          this.directives(directives, `${type}.${name.value}`);
        return;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        for (const field of definition.fields ?? []) this.input(`${type}.${field.name.value}`, field);
        return;
      case Kind.SCALAR_TYPE_DEFINITION:
        return;
      default:
        this.ownFields(definition);
    }
  }

  private ownFields(definition: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode): void {
    const type = definition.name.value;
    for (const { name } of definition.interfaces ?? [])
      if (!this.names.isOwn(name.value)) this.say(`${type} implements ${name.value}, which is not its own`);
    for (const field of definition.fields ?? []) {
      this.field(type, field);
      const needed = definition.kind === Kind.OBJECT_TYPE_DEFINITION && (field.arguments ?? []).length > 0;
      if (needed && !this.resolvers[type]?.[field.name.value])
        this.say(`${type}.${field.name.value} takes arguments and has no resolver`);
    }
  }

  private members(union: string, types: readonly { readonly name: { readonly value: string } }[]): void {
    for (const { name } of types)
      if (!this.names.isOwn(name.value) && !givable.has(name.value))
        this.say(`${union} holds ${name.value}: a union of a plugin holds types of its own and ${list(givable)}`);
  }

  private field(type: string, field: FieldDefinitionNode): void {
    const place = `${type}.${field.name.value}`;
    this.described(field, place);
    this.directives(field.directives, place);
    const name = namedType(field.type);
    const holder = this.names.holderOf(name);
    if (holder?.startsWith('the plugin')) this.say(`${place} answers ${name}, which is of ${holder}`);
    if (this.names.isComposite(name) && !givable.has(name))
      this.say(
        `${place} answers ${name}, which only the hub can make: give an entity, such as Channel, or a type of its own`,
      );
    for (const argument of field.arguments ?? []) this.input(`${place}(${argument.name.value}:)`, argument);
  }

  private input(place: string, value: InputValueDefinitionNode): void {
    this.described(value, place);
    this.directives(value.directives, place);
  }

  private described(
    { description }: { readonly description?: TypeDefinitionNode['description'] },
    place: string,
  ): void {
    if (!description?.value.trim()) this.say(`${place} has no description`);
  }

  private directives(given: readonly ConstDirectiveNode[] | undefined, place: string): void {
    for (const { name } of given ?? [])
      if (!directives.has(name.value))
        this.say(`${place} has @${name.value}: only ${list(directives, '@')} may be used`);
  }

  private say(fault: string): void {
    this.faults.push(`graph: ${fault}`);
  }
}

const isOwnType = (definition: DefinitionNode): definition is OwnType => /TypeDefinition$/.test(definition.kind);
const words = (kind: string) => kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
const list = (names: ReadonlySet<string>, mark = '') => [...names].map((name) => mark + name).join(', ');

/** Name of a type that is no list. */
function namedOrRequired(type: TypeNode): string | undefined {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return inner.kind === Kind.NAMED_TYPE ? inner.name.value : undefined;
}
