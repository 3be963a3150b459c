import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Principal } from '../../schema/index.js';
import { internalError, presentError, RequestFault, type Presentation } from '../errors.js';
import type { Outcome } from '../execution/execute-operation.js';
import type { GatewayLog } from '../gateway-log.js';
import type { Authenticator } from '../identity/authenticator.js';
import type { GatewayLimits } from '../limits.js';
import type { GatewayMetrics } from '../metrics.js';
import { readOperationRequest, type OperationRequest } from '../operations/operation-request.js';
import type { Accepted, Pipeline } from '../operations/pipeline.js';
import type { RateLimiter } from '../operations/rate-limiter.js';
import { negotiate, type MediaType } from './negotiate.js';
import { readJson } from './read-body.js';

export interface EndpointOptions {
  readonly pipeline: Pipeline;
  readonly authenticator: Authenticator;
  readonly rateLimiter: RateLimiter;
  readonly limits: GatewayLimits;
  readonly production: boolean;
  readonly log: GatewayLog;
  readonly metrics: GatewayMetrics;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: number;
}

interface Call {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly requestId: string;
  readonly mediaType: MediaType;
  readonly signal: AbortSignal;
}

/** Faults of the document itself: with `application/json` they are answered 200, as GraphQL over HTTP asks. */
const faultsOfDocument = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/** `POST /graphql` and `GET /graphql?query=…` by the GraphQL-over-HTTP specification. */
export class GraphqlEndpoint {
  constructor(private readonly options: EndpointOptions) {}

  /** Answers one request; never throws. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL, requestId: string): Promise<void> {
    const mediaType = negotiate(request.headers.accept);
    const abort = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) abort.abort();
    });
    const call: Call = { request, url, requestId, mediaType: mediaType ?? 'application/json', signal: abort.signal };
    const answer = await this.answer(call, mediaType !== undefined);
    if (response.destroyed) return;
    send(response, answer, call);
    if (answer.status === 413) discard(request, response);
  }

  private async answer(call: Call, acceptable: boolean): Promise<Answer> {
    try {
      if (!acceptable)
        throw new HttpFault(406, 'The endpoint answers application/graphql-response+json or application/json.');
      return await this.run(call);
    } catch (error) {
      return this.refusal(error, call);
    }
  }

  private async run(call: Call): Promise<Answer> {
    const { options } = this;
    const principal = await options.authenticator.authenticate(call.request.headers.authorization);
    const address = call.request.socket.remoteAddress ?? '';
    options.rateLimiter.take(principal, address);
    const input = await this.input(call);
    if (!Array.isArray(input)) return this.runOne(readOperationRequest(input), principal, call);
    if (input.length === 0 || input.length > options.limits.batch) {
      throw new RequestFault(
        'BAD_REQUEST',
        `A request may hold at most ${options.limits.batch} operation(s); batches are not taken.`,
      );
    }
    for (let extra = 1; extra < input.length; extra++) options.rateLimiter.take(principal, address);
    const answers = await Promise.all(
      input.map(async (each) => {
        try {
          return await this.runOne(readOperationRequest(each), principal, call);
        } catch (error) {
          return this.refusal(error, call);
        }
      }),
    );
    return { status: 200, body: `[${answers.map(({ body }) => body).join(',')}]` };
  }

  private input({ request, url }: Call): Promise<unknown> {
    if (request.method === 'GET') return Promise.resolve(fromUrl(url.searchParams));
    const [type = ''] = (request.headers['content-type'] ?? '').split(';');
    if (type.trim().toLowerCase() !== 'application/json') {
      throw new HttpFault(415, 'Send `Content-Type: application/json`.');
    }
    return readJson(request, this.options.limits.bodySize);
  }

  private async runOne(input: OperationRequest, principal: Principal | null, call: Call): Promise<Answer> {
    const { pipeline, metrics } = this.options;
    const accepted = pipeline.accept(input, principal);
    this.checkMethod(accepted, call);
    const stop = metrics.operation(accepted.operation.kind, 'http');
    const outcome = await pipeline.execute(accepted, pipeline.caller(principal, call.requestId, call.signal));
    stop(outcome.errors.length === 0);
    return { status: 200, body: JSON.stringify(this.present(outcome, call)) };
  }

  private checkMethod({ operation }: Accepted, { request }: Call): void {
    if (operation.kind === 'subscription') {
      throw new RequestFault(
        'BAD_REQUEST',
        'Subscriptions are served over WebSocket (graphql-transport-ws) at this path.',
      );
    }
    if (operation.kind === 'mutation' && request.method === 'GET') {
      throw new HttpFault(405, 'A mutation must be sent by POST.');
    }
  }

  private present({ data, errors }: Outcome, call: Call): { data: unknown; errors?: readonly GraphQLFormattedError[] } {
    if (errors.length === 0) return { data };
    return { errors: this.presented(errors, call), data };
  }

  private presented(errors: readonly GraphQLFormattedError[], { requestId }: Call): GraphQLFormattedError[] {
    const { production, log, metrics } = this.options;
    const presentation: Presentation = { production, requestId, log };
    const presented = errors.map((error) => presentError(error, presentation));
    metrics.errors(presented);
    return presented;
  }

  private refusal(error: unknown, call: Call): Answer {
    if (error instanceof RequestFault) {
      const asData = call.mediaType === 'application/json' && faultsOfDocument.has(error.code);
      return {
        status: asData ? 200 : error instanceof HttpFault ? error.httpStatus : error.status,
        body: JSON.stringify({ errors: this.presented(error.errors, call) }),
        ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
      };
    }
    this.options.log.error({ err: error, requestId: call.requestId }, 'a request failed');
    return { status: 500, body: JSON.stringify({ errors: this.presented([internalError(call.requestId)], call) }) };
  }
}

/** BAD_REQUEST with a more telling HTTP status. */
class HttpFault extends RequestFault {
  constructor(
    readonly httpStatus: 405 | 406 | 415,
    message: string,
  ) {
    super('BAD_REQUEST', message);
  }
}

function fromUrl(parameters: URLSearchParams): unknown {
  const json = (name: string): unknown => {
    const text = parameters.get(name);
    if (text === null || text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new RequestFault('BAD_REQUEST', `The parameter \`${name}\` is not JSON.`);
    }
  };
  return {
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function send(response: ServerResponse, { status, body, retryAfter }: Answer, { mediaType, request }: Call): void {
  const headers: Record<string, string | number> = {
    'content-type': `${mediaType}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  };
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  if (status === 405) headers.allow = 'POST';
  if (status === 413 || !request.complete) headers.connection = 'close';
  response.writeHead(status, headers).end(body);
}

/** Lets the client read the refusal before the connection goes: what it still sends is thrown away for a moment. */
function discard(request: IncomingMessage, response: ServerResponse): void {
  request.removeAllListeners('data');
  request.resume();
  response.once('finish', () => {
    setTimeout(() => request.destroy(), 500).unref();
  });
}
