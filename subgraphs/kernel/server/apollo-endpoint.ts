import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError } from 'graphql';
import { assertionHeader } from '../../../schema/index.js';
import type { RequestContext } from '../context.js';
import type { Logger } from '../logging.js';
import type { ServableSubgraph } from './servable-subgraph.js';
import { BodyFault, readJsonBody } from './read-body.js';

/** Queries and mutations of one subgraph over HTTP. */
export interface ApolloEndpoint {
  /** Answers a request whose assertion was checked before; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Errors leave as the kernel formats them: registered codes, the rest masked under the request id. */
const maskErrors = (subgraph: ServableSubgraph): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ response, errors, contextValue }) {
        if (response.body.kind === 'single' && errors && errors.length > 0) {
          response.body.singleResult.errors = errors.map((error: GraphQLError) =>
            subgraph.formatError(error, contextValue.requestId).toJSON(),
          );
        }
        return Promise.resolve();
      },
    }),
});

/** An Apollo Server without the conveniences that a subgraph must not offer: pages, traces, registered queries. */
async function startServer(subgraph: ServableSubgraph, log: Logger): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema: subgraph.schema,
    introspection: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would look at every field of every answer, and nothing of ours may be cached by others.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      maskErrors(subgraph),
    ],
  });
  await server.start();
  return server;
}

/** Starts the endpoint; when the subgraph's schema is replaced, requests that come after go to the new one. */
export async function createApolloEndpoint(
  subgraph: ServableSubgraph,
  log: Logger,
  bodyLimit: number,
): Promise<ApolloEndpoint> {
  let server = await startServer(subgraph, log);
  let changing: Promise<void> = Promise.resolve();
  const change = async () => {
    const before = server;
    server = await startServer(subgraph, log);
    await before.stop();
  };
  const unfollow = subgraph.onReplaced?.(() => {
    changing = changing.then(change).catch((error: unknown) => {
      log.error({ err: error }, 'the new schema of a subgraph could not be served');
    });
  });
  return {
    async handle(request, response, requestId) {
      try {
        const body = await readJsonBody(request, bodyLimit);
        await answer(server, subgraph, { request, response, requestId, body });
      } catch (error) {
        const status = error instanceof BodyFault ? error.status : 500;
        if (status === 500) log.error({ err: error, requestId }, 'a request failed');
        refuse(response, status, error instanceof BodyFault ? error.message : 'Something went wrong.');
      }
    },
    async stop() {
      unfollow?.();
      await changing;
      await server.stop();
    },
  };
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly body: unknown;
}

async function answer(server: ApolloServer<RequestContext>, subgraph: ServableSubgraph, call: Call): Promise<void> {
  const { request, response, requestId, body } = call;
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const result = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body },
    context: () => Promise.resolve(subgraph.context(headers.get(assertionHeader), requestId)),
  });
  const text = result.body.kind === 'complete' ? result.body.string : '';
  response.writeHead(result.status ?? 200, Object.fromEntries(result.headers)).end(text);
}

/** Answers a request that does not reach GraphQL. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  const code =
    status === 401
      ? 'UNAUTHENTICATED'
      : status === 413
        ? 'PAYLOAD_TOO_LARGE'
        : status === 500
          ? 'INTERNAL'
          : 'BAD_REQUEST';
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      ...(status === 413 ? { connection: 'close' } : {}),
    })
    .end(body);
}
