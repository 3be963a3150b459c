import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  execute,
  GraphQLError,
  parse,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema, createResolversMap, type ClassType } from 'type-graphql';
import { type InProcessExecutor, type SubgraphName, type SubgraphRequest } from '../../schema/index.js';
import { createAssertionReader } from './assertions.js';
import type { RequestContext } from './context.js';
import { badUserInput, formatError, KanalError } from './errors.js';
import type { Logger } from './logging.js';
import { DateTimeScalar } from './scalars.js';

/** Fetches an entity by its key for other subgraphs; null when it does not exist or may not be seen. */
export type ReferenceResolver = (
  reference: { id: string },
  context: RequestContext,
) => Promise<object | null> | object | null;

export interface SubgraphOptions {
  readonly name: SubgraphName;
  /** Instances of type-graphql resolver classes. */
  readonly resolvers: readonly object[];
  readonly orphanedTypes?: readonly ClassType[];
  /** By entity type name. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** Sources of the subscription fields by name; the decorator of each says `subscribe: fromSources`. */
  readonly subscriptions?: Readonly<Record<string, SubscriptionSource>>;
  /** Secret of the gateway's assertion. */
  readonly secret: string;
  readonly log: Logger;
}

/** Opens the stream of one subscription; its `return()` must end it at once. */
export type SubscriptionSource = (args: never, context: RequestContext) => AsyncIterable<unknown>;

/** Stands in `@Subscription({ subscribe: fromSources })`: the source comes from `SubgraphOptions.subscriptions`. */
export function fromSources(): never {
  throw new Error('This subscription has no source: name it in the subscriptions of its subgraph.');
}

/** A subgraph ready to be composed and executed. */
export interface Subgraph {
  readonly name: SubgraphName;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly execute: InProcessExecutor;
  /** The context of one request; throws UNAUTHENTICATED without a valid assertion. */
  context(assertion: string | undefined, requestId: string): RequestContext;
  /** Turns whatever was thrown into what the caller may see. */
  formatError(error: GraphQLError, requestId: string): GraphQLError;
}

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", "@provides", "@requires", "@inaccessible", "@tag", "@authenticated", "@requiresScopes"])\n\n';

/** Builds a Federation 2 subgraph from type-graphql resolver instances. */
export async function defineSubgraph(options: SubgraphOptions): Promise<Subgraph> {
  const { sdl, schema } = await buildFederatedSchema(options);
  const log = options.log.child({ subgraph: options.name });
  const readAssertion = createAssertionReader(options.secret);
  const context = (assertion: string | undefined, requestId: string): RequestContext => {
    const principal = readAssertion(assertion);
    if (principal === undefined) throw new KanalError('UNAUTHENTICATED', 'A subgraph answers the gateway only.');
    return { principal, requestId, log, cache: new Map() };
  };
  const format = (error: GraphQLError, requestId: string) => {
    const { message, extensions } = formatError(error, log, requestId);
    return new GraphQLError(message, { nodes: error.nodes, positions: error.positions, path: error.path, extensions });
  };
  return {
    name: options.name,
    sdl,
    schema,
    context,
    formatError: format,
    execute: (request) => run(schema, request, context, format),
  };
}

async function run(
  schema: GraphQLSchema,
  request: SubgraphRequest,
  contextOf: Subgraph['context'],
  format: Subgraph['formatError'],
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  const formatted = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => format(error, request.requestId)) } : result;
  let contextValue: RequestContext;
  try {
    contextValue = contextOf(request.assertion, request.requestId);
  } catch (error) {
    return formatted({ errors: [new GraphQLError((error as Error).message, { originalError: error as Error })] });
  }
  const faults = validated(schema, request.document);
  if (faults.length > 0) return formatted({ errors: faults });
  const parameters: ExecutionArgs = {
    schema,
    document: request.document,
    contextValue,
    variableValues: request.variables,
    operationName: request.operationName,
  };
  if (!isSubscription(request)) return formatted(await execute(parameters));
  const result = await subscribe(parameters);
  return Symbol.asyncIterator in result ? mapResults(result, formatted, contextValue) : formatted(result);
}

const checked = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, readonly GraphQLError[]>>();

/** Validates a document once: the gateway sends the same planned documents again and again. */
function validated(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  let known = checked.get(schema);
  if (!known) checked.set(schema, (known = new WeakMap()));
  let errors = known.get(document);
  if (!errors) {
    errors = validate(schema, document).map(
      (error) =>
        new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
    );
    known.set(document, errors);
  }
  return errors;
}

function isSubscription({ document, operationName }: SubgraphRequest): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === 'OperationDefinition' &&
      definition.operation === 'subscription' &&
      (operationName === undefined || definition.name?.value === operationName),
  );
}

/** Maps each result and drops what the per-request cache remembered: every event is answered with fresh rows. */
function mapResults(
  source: AsyncIterable<ExecutionResult>,
  map: (result: ExecutionResult) => ExecutionResult,
  context: RequestContext,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    async next() {
      context.cache.clear();
      const step = await iterator.next();
      return step.done ? step : { done: false, value: map(step.value) };
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await iterator.throw?.(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function buildFederatedSchema(options: SubgraphOptions): Promise<{ sdl: string; schema: GraphQLSchema }> {
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
  return { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]) };
}

/** The `_Any` scalar takes anything: a key that is not a text is refused before it can reach a query. */
function checkedReference(typeName: string, resolve: ReferenceResolver) {
  return (reference: { id: unknown }, context: RequestContext) => {
    if (typeof reference.id !== 'string')
      throw badUserInput(`The key of ${typeName} must be a text.`, 'representations');
    return resolve({ id: reference.id }, context);
  };
}
