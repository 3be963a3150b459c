import { readFile } from 'node:fs/promises';
import {
  buildASTSchema,
  extendSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
  parse,
  validateSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { graphFaults } from '../graph-check.js';
import {
  isGraphFault,
  type ChannelPlugin,
  type GraphResolver,
  type GraphSource,
  type ServiceContext,
} from '../index.js';
import { accountUnderTest } from './serving.js';

/** The hub's own channels subgraph as it is published with this SDK. */
async function coreDocument(): Promise<DocumentNode> {
  return parse(await readFile(new URL('../../../schema/sdl/channels.graphql', import.meta.url), 'utf8'));
}

/** What the executed fields are given. */
export interface GraphCall {
  readonly service: ServiceContext<unknown>;
  /** Takes down what a resolver threw. */
  threw(error: unknown): void;
}

/** An extension that can be executed without a hub, or why it does not fit. */
export type ExtendedGraph =
  { readonly fault: string } | { readonly schema: GraphQLSchema; readonly document: DocumentNode };

/** Checks an extension as the host does, and builds it. */
export async function extendedGraph({ id, graph }: ChannelPlugin): Promise<ExtendedGraph> {
  const core = await coreDocument();
  const { faults, document } = graphFaults(id, graph!, { core, others: new Map() });
  if (faults.length > 0 || !document) return { fault: faults.join('; ') };
  try {
    const schema = extendSchema(buildASTSchema(core, { assumeValid: true, assumeValidSDL: true }), document);
    const [fault] = validateSchema(schema);
    if (fault) return { fault: fault.message };
    attach(schema, graph!.resolvers as Readonly<Record<string, Readonly<Record<string, GraphResolver<unknown>>>>>);
    return { schema, document };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function attach(
  schema: GraphQLSchema,
  resolvers: Readonly<Record<string, Readonly<Record<string, GraphResolver<unknown>>>>>,
): void {
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    const { __resolveType: typeOf } = fields;
    if (isAbstractType(type) && typeOf)
      type.resolveType = (value: unknown, call: GraphCall) =>
        asked(call, () => typeOf(value as GraphSource, {}, call.service)) as Promise<string>;
    if (!isObjectType(type)) continue;
    for (const [field, resolve] of Object.entries(fields))
      type.getFields()[field]!.resolve = (source, parameters, call: GraphCall) =>
        asked(call, () => resolve(source as GraphSource, parameters, call.service));
  }
  const root = schema.getQueryType()!.getFields();
  root['channel']!.resolve = () => ({ id: accountUnderTest });
  root['conversation']!.resolve = () => ({ id: 'cnv_kit', channelId: accountUnderTest });
  for (const type of Object.values(schema.getTypeMap()))
    if (isScalarType(type) && (type.name === 'DateTime' || type.name === 'Date'))
      type.parseLiteral = (node) => new Date('value' in node ? String(node.value) : '');
}

async function asked(call: GraphCall, resolve: () => unknown): Promise<unknown> {
  try {
    return await resolve();
  } catch (error) {
    call.threw(error);
    throw error;
  }
}

/** A fault of the code itself rather than of what it meets. The network's errors have a cause. */
export const isProgrammingFault = (error: unknown): boolean =>
  !(error instanceof Error) ||
  (!isGraphFault(error) && error.cause === undefined && /^(Type|Range|Reference|Syntax)Error$/.test(error.name));
