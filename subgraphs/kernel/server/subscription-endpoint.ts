import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, parse, type DocumentNode, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { assertionHeader, verifyAssertion } from '../../../schema/index.js';
import type { ServableSubgraph } from './servable-subgraph.js';

/** Subscriptions of one subgraph over graphql-transport-ws. */
export interface SubscriptionEndpoint {
  /** Takes over a connection that asked for a WebSocket; refuses it without a valid assertion. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer, requestId: string): void;
  stop(): Promise<void>;
}

interface Upgraded {
  readonly assertion: string;
  readonly requestId: string;
}

/** The assertion comes with the upgrade and stands for the operations of that socket. */
export function createSubscriptionEndpoint(
  subgraph: ServableSubgraph,
  secret: string,
  maxPayload: number,
): SubscriptionEndpoint {
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const upgraded = new WeakMap<IncomingMessage, Upgraded>();
  const execute = ({ document, variableValues, operationName, contextValue }: ExecutionArgs) =>
    subgraph.execute({
      ...(contextValue as Upgraded),
      document,
      ...(variableValues ? { variables: variableValues } : {}),
      ...(operationName ? { operationName } : {}),
    });
  const served = useServer(
    {
      connectionInitWaitTimeout: 5_000,
      // The kernel validates in `execute`; here a document that does not parse becomes an error of its own operation.
      onSubscribe({ extra }, _id, { query, variables, operationName }) {
        const document = parsed(query);
        if (document instanceof GraphQLError) return [document];
        return {
          schema: subgraph.schema,
          document,
          variableValues: variables ?? null,
          operationName: operationName ?? null,
          contextValue: upgraded.get(extra.request),
        };
      },
      execute: execute as never,
      subscribe: execute as never,
    },
    sockets,
  );
  return {
    upgrade(request, connection, head, requestId) {
      const assertion = request.headers[assertionHeader];
      if (typeof assertion !== 'string' || verifyAssertion(secret, assertion) === undefined) {
        connection.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      upgraded.set(request, { assertion, requestId });
      sockets.handleUpgrade(request, connection, head, (socket) => sockets.emit('connection', socket, request));
    },
    stop: async () => served.dispose(),
  };
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
}
