// ONE @apollo/server over the same resolvers: the yardstick of the federated list.
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSchema, isObjectType, isScalarType, isUnionType, type GraphQLSchema } from 'graphql';
import { composeSupergraph, createLocalIdentity } from '../../gateway/index.js';
import { subgraphNames, type Principal, type SubgraphName } from '../../schema/index.js';
import type { RequestContext } from '../../subgraphs/kernel/context.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.js';
import { openServices } from '../../hub/services.js';
import { subgraphFactories } from '../../hub/subgraphs.js';
import { childInput, serveParent } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';
import { benchConfiguration, benchLog } from './seed.js';

/** Fields whose value another subgraph completes, with the entity that does so and its subgraph. */
const references: readonly [string, string, string, SubgraphName][] = [
  ['Complaint', 'participant', 'Participant', 'participants'],
  ['Complaint', 'channel', 'Channel', 'channels'],
];

type Resolve = (source: unknown, args: never, context: RequestContext, info: never) => unknown;
type Reference = (key: { id: string }, context: RequestContext) => unknown;

/** The public schema with the resolvers of the subgraphs; what federation would join is loaded by the reference's own function. */
function unfederated(subgraphs: ReadonlyMap<SubgraphName, Subgraph>): GraphQLSchema {
  const services = [...subgraphs.values()].map(({ name, sdl }) => ({ name, sdl }));
  const schema = buildSchema(composeSupergraph(services).publicSdl);
  for (const { schema: own } of subgraphs.values()) adopt(schema, own);
  for (const [typeName, fieldName, entity, owner] of references) {
    const fields = objectType(schema, typeName).getFields();
    const key = fields[fieldName]!.resolve as Resolve;
    const load = referenceOf(subgraphs.get(owner)!.schema, entity);
    fields[fieldName]!.resolve = (source, args, context: RequestContext, info) => {
      const stub = key(source, args as never, context, info as never) as { id: string } | null;
      return stub && load(stub, context);
    };
  }
  return schema;
}

/** Copies resolvers, scalars' functions and unions' type resolution of a subgraph. */
function adopt(schema: GraphQLSchema, own: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    const theirs = own.getType(type.name);
    if (isObjectType(type) && isObjectType(theirs)) {
      for (const [name, field] of Object.entries(theirs.getFields())) {
        const mine = type.getFields()[name];
        if (mine && field.resolve) mine.resolve = field.resolve;
      }
    } else if (isScalarType(type) && isScalarType(theirs)) {
      const { serialize, parseValue, parseLiteral } = theirs;
      Object.assign(type, { serialize, parseValue, parseLiteral });
    } else if (isUnionType(type) && isUnionType(theirs)) type.resolveType = theirs.resolveType;
  }
}

function objectType(schema: GraphQLSchema, name: string) {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is not an object type.`);
  return type;
}

function referenceOf(schema: GraphQLSchema, entity: string): Reference {
  const extensions = objectType(schema, entity).extensions as {
    apollo?: { subgraph?: { resolveReference?: Reference } };
  };
  const resolve = extensions.apollo?.subgraph?.resolveReference;
  if (!resolve) throw new Error(`${entity} cannot be fetched by reference.`);
  return resolve;
}

const { folder, tokens = [] } = await childInput<HubChildInput>();
const configuration = benchConfiguration(folder);
const services = await openServices(configuration, benchLog);
const subgraphs = new Map<SubgraphName, Subgraph>();
for (const name of subgraphNames) {
  const part = await subgraphFactories[name](services.dependencies, configuration);
  await part.start();
  subgraphs.set(name, part.subgraph);
}
const identity = await createLocalIdentity(folder);
const verified = new Map<string, Principal>();
/** The same check of the token as the gateway's: verified once, then remembered until it ends or is revoked. */
async function principalOf(authorization: string | undefined): Promise<Principal | null> {
  if (!authorization) return null;
  let principal = verified.get(authorization);
  if (!principal) {
    principal = await identity.verify(authorization.replace('Bearer ', ''));
    verified.set(authorization, principal);
  }
  if (principal.expiresAt * 1000 < Date.now() || identity.isRevoked(principal.tokenId))
    throw new Error('The token ended.');
  return principal;
}
const server = new ApolloServer<RequestContext>({
  schema: unfederated(subgraphs),
  introspection: false,
  // The hub computes no cache hints either; with them each field costs more.
  plugins: [ApolloServerPluginCacheControlDisabled()],
  stopOnTerminationSignals: false,
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => ({
    principal: await principalOf(req.headers.authorization),
    requestId: 'bench',
    log: benchLog,
    cache: new Map(),
  }),
});
const issued: string[] = [];
for (const request of tokens) issued.push(await identity.issue(request));
serveParent({ url: url.replace(/\/$/, ''), tokens: issued } satisfies HubChildReady);
