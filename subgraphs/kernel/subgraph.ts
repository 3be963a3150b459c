import 'reflect-metadata';
import {
  execute,
  GraphQLError,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { type InProcessExecutor, type SubgraphName, type SubgraphRequest } from '../../schema/index.js';
import { createAssertionReader } from './assertions.js';
import type { RequestContext } from './context.js';
import { formatError, KanalError } from './errors.js';
import { buildCore, extendSchema, type BuiltSchema, type SchemaExtension } from './federated-schema.js';
import type { SubgraphOptions } from './subgraph-options.js';

export type { BuiltSchema, SchemaExtension } from './federated-schema.js';
export { fromSources } from './subgraph-options.js';
export type { ReferenceResolver, SubgraphOptions } from './subgraph-options.js';

/** A subgraph ready to be composed and executed. Its schema can be replaced by one with other extensions. */
export interface Subgraph {
  readonly name: SubgraphName;
  /** Without extensions: what is published. */
  readonly coreSdl: string;
  /** As it is served now, with extensions. */
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly execute: InProcessExecutor;
  /** The schema with these extensions, and no others; changes nothing. Throws with what does not fit. */
  extended(extensions: readonly SchemaExtension[]): BuiltSchema;
  /** Serves this schema from now on, then tells the listeners. Subscriptions that run go on as they began. */
  replace(schema: BuiltSchema): void;
  /** Calls back after each replacement; answers what ends that. */
  onReplaced(listener: () => void): () => void;
  /** The context of one request; throws UNAUTHENTICATED without a valid assertion. */
  context(assertion: string | undefined, requestId: string): RequestContext;
  /** Turns whatever was thrown into what the caller may see. */
  formatError(error: GraphQLError, requestId: string): GraphQLError;
}

/** Builds a Federation 2 subgraph from type-graphql resolver instances. */
export async function defineSubgraph(options: SubgraphOptions): Promise<Subgraph> {
  const core = await buildCore(options);
  const coreSchema = extendSchema(core, []);
  let served = coreSchema;
  const listeners = new Set<() => void>();
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
    coreSdl: coreSchema.sdl,
    get sdl() {
      return served.sdl;
    },
    get schema() {
      return served.schema;
    },
    context,
    formatError: format,
    execute: (request) => run(served.schema, request, context, format),
    extended: (extensions) => extendSchema(core, extensions),
    replace(schema) {
      served = schema;
      for (const listener of [...listeners]) listener();
    },
    onReplaced(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
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
