import { Pool } from 'undici';
import { assertionHeader, requestIdHeader } from '../../schema/index.js';
import type { Fetch, Row } from '../execution/plan.types.js';
import {
  SubgraphUnavailable,
  type Caller,
  type SubgraphAnswer,
  type SubgraphClient,
} from '../execution/subgraph-client.js';
import { openUpstream } from './upstream-socket.js';

export interface HttpClientOptions {
  readonly name: string;
  readonly url: string;
  /** Milliseconds for one answer. */
  readonly timeout: number;
  /** Connections kept to the subgraph. */
  readonly connections?: number;
}

/** Failures of a kept-alive connection that the other side had closed: a query may be sent again once. */
const stale = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE']);

/**
 * The way to a subgraph in another process: HTTP over a pool of kept-alive connections, and for subscriptions a
 * WebSocket each. Identity travels as a header of the request itself, so no layer below can mix up two callers.
 */
export function createHttpClient(options: HttpClientOptions): SubgraphClient {
  const { origin, pathname, search } = new URL(options.url);
  const pool = new Pool(origin, {
    connections: options.connections ?? 64,
    headersTimeout: options.timeout,
    bodyTimeout: options.timeout,
    connect: { timeout: Math.min(options.timeout, 3_000) },
    keepAliveTimeout: 4_000,
  });
  const send = async (fetch: Fetch, variables: Row | undefined, caller: Caller): Promise<SubgraphAnswer> => {
    const { body, statusCode } = await pool.request({
      method: 'POST',
      path: pathname + search,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        [assertionHeader]: caller.assertion(),
        [requestIdHeader]: caller.requestId,
      },
      body: JSON.stringify({ query: fetch.source, variables, operationName: fetch.operationName }),
      ...(caller.signal ? { signal: caller.signal } : {}),
    });
    return readAnswer(options.name, statusCode, await body.text());
  };
  return {
    name: options.name,
    async execute(fetch, variables, caller) {
      try {
        return await send(fetch, variables, caller).catch((error: unknown) => {
          const code = (error as NodeJS.ErrnoException).code ?? '';
          if (fetch.kind !== 'query' || !stale.has(code)) throw error;
          return send(fetch, variables, caller);
        });
      } catch (error) {
        throw unavailable(options.name, error);
      }
    },
    async subscribe(fetch, variables, caller) {
      const url = options.url.replace(/^http/, 'ws');
      const payload = { query: fetch.source, variables, operationName: fetch.operationName };
      return openUpstream({ name: options.name, url, payload, caller, timeout: options.timeout }).catch(
        (error: unknown) => {
          throw unavailable(options.name, error);
        },
      );
    },
    close: () => pool.destroy(),
  };
}

function unavailable(name: string, error: unknown): Error {
  if (error instanceof SubgraphUnavailable) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new SubgraphUnavailable(name, code ?? message);
}

function readAnswer(name: string, status: number, text: string): SubgraphAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new SubgraphUnavailable(name, `answered ${status} without JSON`);
  }
  if (answer === null || typeof answer !== 'object' || !('data' in answer || 'errors' in answer)) {
    throw new SubgraphUnavailable(name, `answered ${status} without a GraphQL result`);
  }
  return answer as SubgraphAnswer;
}
