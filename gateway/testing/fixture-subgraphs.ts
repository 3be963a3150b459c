import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, subscribe, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { verifyAssertion, type InProcessExecutor, type Principal } from '../../schema/index.js';

/** Assertion secret of the fixtures. */
export const fixtureSecret = 'fixture-secret';

/** A subgraph in this process, as the kernel would build it, with what it saw. */
export interface FixtureSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly execute: InProcessExecutor;
  /** Principals in the order of the calls. */
  readonly seen: (Principal | null)[];
}

export interface FixtureContext {
  readonly principal: Principal | null;
}

export type FixtureResolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@cost", "@listSize"])\n';

/** Builds a subgraph from SDL (without its link) and resolvers; it refuses calls without a valid assertion. */
export function fixtureSubgraph(name: string, typeDefs: string, resolvers: FixtureResolvers): FixtureSubgraph {
  const sdl = link + typeDefs;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const seen: (Principal | null)[] = [];
  const valid = new WeakSet<object>();
  return {
    name,
    sdl,
    schema,
    seen,
    async execute({ document, variables, operationName, assertion }) {
      const principal = verifyAssertion(fixtureSecret, assertion);
      if (principal === undefined) return { errors: [] };
      seen.push(principal);
      if (!valid.has(document)) {
        const faults = validate(schema, document);
        if (faults.length > 0) return { errors: faults };
        valid.add(document);
      }
      const contextValue: FixtureContext = { principal };
      const parameters = {
        schema,
        document,
        variableValues: variables ?? {},
        contextValue,
        operationName: operationName ?? null,
      };
      const isSubscription = document.definitions.some(
        (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'subscription',
      );
      if (!isSubscription) return execute(parameters);
      return (await subscribe(parameters)) as AsyncIterable<ExecutionResult> | ExecutionResult;
    },
  };
}
