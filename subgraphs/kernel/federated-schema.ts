import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';
import { buildSchema, createResolversMap } from 'type-graphql';
import type { RequestContext } from './context.js';
import { badUserInput } from './errors.js';
import { guard, withRightsInSdl } from './rights.js';
import { DateTimeScalar } from './scalars.js';
import { fromSources, type ReferenceResolver, type SubgraphOptions } from './subgraph-options.js';

/** Resolves a field of an extension. */
export type ExtensionResolver = (
  source: unknown,
  parameters: Readonly<Record<string, unknown>>,
  context: RequestContext,
  info: GraphQLResolveInfo,
) => unknown;

/** Types and `extend type` definitions that are added to a subgraph, with their resolvers by type and field. */
export interface SchemaExtension {
  readonly document: DocumentNode;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, ExtensionResolver>>>>;
}

/** A schema that can be served, with its text. */
export interface BuiltSchema {
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a subgraph's own classes give. */
export interface CoreSchema {
  readonly sdl: string;
  readonly resolvers: Resolvers;
  readonly references: Readonly<Record<string, ReferenceResolver>>;
}

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", "@provides", "@requires", "@inaccessible", "@tag", "@authenticated", "@requiresScopes"])\n\n';

/** The schema of the type-graphql classes, as text and resolvers. */
export async function buildCore(options: SubgraphOptions): Promise<CoreSchema> {
  const instances = new Map<unknown, object>(options.resolvers.map((resolver) => [resolver.constructor, resolver]));
  const built = await buildSchema({
    resolvers: [...instances.keys()] as [() => unknown],
    orphanedTypes: [...(options.orphanedTypes ?? [])],
    container: { get: (someClass) => instances.get(someClass) },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    validate: false,
    // type-graphql asks for one as soon as there is a subscription; ours have sources of their own.
    pubSub: { publish: fromSources, subscribe: fromSources },
  });
  const sdl = federation + printSchemaWithDirectives(built);
  const resolvers = createResolversMap(built) as Record<string, Record<string, unknown>>;
  for (const [typeName, resolve] of Object.entries(options.references)) {
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: checkedReference(typeName, resolve) };
  }
  for (const [field, source] of Object.entries(options.subscriptions ?? {})) {
    const known = resolvers['Subscription']?.[field];
    if (!known) throw new Error(`There is no subscription field ${field}.`);
    const subscribeTo = (_root: unknown, args: never, context: RequestContext) => source(args, context);
    resolvers['Subscription'] = { ...resolvers['Subscription'], [field]: { ...known, subscribe: subscribeTo } };
  }
  const rights = options.rights ?? {};
  return {
    sdl: withRightsInSdl(sdl, rights),
    resolvers: guard(resolvers, rights),
    references: options.references,
  };
}

/** The core with some extensions. Throws with what does not fit. */
export function extendSchema(core: CoreSchema, extensions: readonly SchemaExtension[]): BuiltSchema {
  const sdl = extensions.length === 0 ? core.sdl : mergedSdl(core.sdl, extensions);
  const resolvers: Record<string, Record<string, unknown>> = { ...core.resolvers };
  for (const { document, resolvers: added } of extensions) {
    const entities = entityFields(document, core.references);
    for (const [type, fields] of Object.entries(added)) {
      const known = Object.entries(fields).map(([field, resolve]) => {
        const reference = entities.get(`${type}.${field}`);
        return [field, reference ? resolvedReference(resolve, reference) : resolve] as const;
      });
      resolvers[type] = { ...resolvers[type], ...Object.fromEntries(known) };
    }
  }
  return { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]) };
}

/** One SDL in which the fields of `extend type` stand in the types themselves. Throws when there is no such type. */
export function mergedSdl(coreSdl: string, extensions: readonly Pick<SchemaExtension, 'document'>[]): string {
  const added = new Map<string, FieldDefinitionNode[]>();
  const own: DocumentNode['definitions'][number][] = [];
  for (const definition of extensions.flatMap(({ document }) => document.definitions)) {
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION) own.push(definition);
    else added.set(definition.name.value, [...(added.get(definition.name.value) ?? []), ...(definition.fields ?? [])]);
  }
  const merged = visit(parse(coreSdl), {
    ObjectTypeDefinition: (node) => withFields(node, added),
    ObjectTypeExtension: (node) => withFields(node, added),
  });
  const missing = [...added.keys()];
  if (missing.length > 0) throw new Error(`There is no type ${missing.join(', ')} to extend.`);
  return `${print({ ...merged, definitions: [...merged.definitions, ...own] })}\n`;
}

function withFields<N extends ObjectTypeDefinitionNode | ObjectTypeExtensionNode>(
  node: N,
  added: Map<string, FieldDefinitionNode[]>,
): N {
  const fields = added.get(node.name.value) ?? [];
  added.delete(node.name.value);
  return { ...node, fields: [...(node.fields ?? []), ...fields] };
}

/** The fields of an extension that answer entities of the subgraph, by `Type.field`. */
function entityFields(
  document: DocumentNode,
  references: Readonly<Record<string, ReferenceResolver>>,
): Map<string, ReferenceResolver> {
  const found = new Map<string, ReferenceResolver>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION && definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name, type } of definition.fields ?? []) {
      const reference = references[namedType(type)];
      if (reference) found.set(`${definition.name.value}.${name.value}`, reference);
    }
  }
  return found;
}

/** Name of the type beneath lists and marks of non-null. */
function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** An extension gives an entity by its key; the subgraph reads the rest, by the viewer's rights. */
function resolvedReference(resolve: ExtensionResolver, reference: ReferenceResolver): ExtensionResolver {
  const read = (value: unknown, context: RequestContext): unknown => {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map((item) => read(item, context));
    const { id } = value as { id?: unknown };
    if (typeof id !== 'string') throw new Error('An entity must be given with its id.');
    return reference({ id }, context);
  };
  return async (source, parameters, context, info) => read(await resolve(source, parameters, context, info), context);
}

/** The `_Any` scalar takes anything: a key that is not a text is refused before it can reach a query. */
function checkedReference(typeName: string, resolve: ReferenceResolver) {
  return (reference: { id: unknown }, context: RequestContext) => {
    if (typeof reference.id !== 'string')
      throw badUserInput(`The key of ${typeName} must be a text.`, 'representations');
    return resolve({ id: reference.id }, context);
  };
}
