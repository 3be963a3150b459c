import type { ServiceContext } from './service.js';

/** An HTTP request to a route of a channel. Header names are in lower case; `authorization` is not among them: see `viewer`. */
export interface RouteRequest {
  readonly method: string;
  /** Values of the `:name` segments of the declared path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Address of the caller, for rate limits; behind a trusted proxy the one it names. */
  readonly remoteAddress: string;
  /** The address under which the outside reaches this channel's routes, without a slash at the end. */
  readonly baseUrl: string;
  /** The body as it comes; ends with `PayloadTooLarge` beyond the declared size. */
  readonly body: AsyncIterable<Buffer>;
}

/** The answer of a route. An iterable is streamed as it comes, until it or the caller ends. */
export interface RouteAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<string | Buffer>;
}

/**
 * An HTTP route that a channel offers to browsers and apps, under `/channels/<channel id>/<path>`. The host limits size and
 * time, tells who asks, masks what is thrown, and counts; the plugin says who may come in.
 */
export interface Route<Config> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments without a slash at either end, `:name` for a parameter: `chat/:visit/messages`; empty: the channel itself. */
  readonly path: string;
  /** Largest body. Default 64 kB. */
  readonly maximumBytes?: number;
  /** Milliseconds until the answer must have begun. Default 10 s; a streamed answer may go on after it. */
  readonly deadline?: number;
  handle(request: RouteRequest, context: ServiceContext<Config>): Promise<RouteAnswer>;
}

/** The body is larger than the route allows: the host answers 413. */
export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
  constructor(readonly maximumBytes: number) {
    super(`A body holds at most ${maximumBytes} bytes.`);
  }
}

/** The whole body. @throws PayloadTooLarge */
export async function readBody({ body }: Pick<RouteRequest, 'body'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The body as JSON; undefined when it is none. @throws PayloadTooLarge */
export async function readJson(request: Pick<RouteRequest, 'body'>): Promise<unknown> {
  const text = (await readBody(request)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A JSON answer that no cache keeps. */
export function jsonAnswer(status: number, value: unknown): RouteAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}
