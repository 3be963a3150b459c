// A gateway over subgraphs behind HTTP: ours, or Apollo's with the same identity assertion.
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { composeSupergraph, createGateway, createLocalIdentity } from '../../gateway/index.js';
import { Assertions } from '../../gateway/execution/assertions.js';
import { Authenticator } from '../../gateway/identity/authenticator.js';
import { assertionHeader, type Principal } from '../../schema/index.js';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { childInput, serveParent } from './benchmark.js';
import { benchLog } from './seed.js';
import type { SubgraphsReady } from './subgraphs.child.js';

export interface GatewayInput {
  readonly kind: 'kanal' | 'apollo';
  /** Where the signing key of the tokens lies. */
  readonly folder: string;
  readonly subgraphs: Pick<SubgraphsReady, 'secret' | 'services'>;
}

export interface GatewayReady {
  readonly url: string;
}

interface Caller {
  readonly principal: Principal | null;
}

const { kind, folder, subgraphs } = await childInput<GatewayInput>();
const identity = await createLocalIdentity(folder);

async function startOurs(): Promise<string> {
  const gateway = await createGateway({
    subgraphs: subgraphs.services.map(({ name, url }) => ({ name, url })),
    secret: subgraphs.secret,
    identity,
    production: true,
    log: benchLog,
  });
  const { url } = await gateway.listen(0, '127.0.0.1');
  return `${url}/graphql`;
}

/** Apollo Gateway refuses a supergraph that asks it to enforce scopes; the subgraphs enforce them for both. */
const withoutRights = ({ name, sdl }: SubgraphsReady['services'][number]) => ({
  name,
  sdl: sdl.replace(/ @(authenticated|requiresScopes\(scopes: [^)]*\))/g, ''),
});

async function startApollo(): Promise<string> {
  const assertions = new Assertions(subgraphs.secret);
  const authenticator = new Authenticator(identity);
  class AssertingSource extends RemoteGraphQLDataSource<Caller> {
    override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Caller>): void {
      request.http!.headers.set(assertionHeader, assertions.for(context.principal ?? null));
    }
  }
  const urls = new Map(subgraphs.services.map(({ name, url }) => [name, url]));
  // Composition is not what is compared: both gateways serve the same supergraph; it names the subgraphs, not their places.
  const gateway = new ApolloGateway({
    // It complains of subgraphs without a place in the supergraph; `buildService` knows the places.
    logger: createLogger({ name: 'apollo', level: 'silent' }),
    supergraphSdl: composeSupergraph(subgraphs.services.map(withoutRights)).sdl,
    buildService: ({ name }) => new AssertingSource({ url: urls.get(name.toLowerCase())! }),
  });
  const server = new ApolloServer<Caller>({ gateway, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ principal: await authenticator.authenticate(req.headers.authorization) }),
  });
  return url;
}

serveParent({ url: kind === 'kanal' ? await startOurs() : await startApollo() } satisfies GatewayReady);
