import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a simulated provider received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, or undefined when the body was none. */
  readonly json: unknown;
  /** The body as text, such as a form. */
  readonly text: string;
  readonly at: number;
}

/** What the simulated provider answers. `hang`: take the request and never answer; `cut`: take it and close the connection. */
export type ProviderAnswer =
  | {
      readonly status: number;
      readonly json: unknown;
      /** Sent instead of `json`. */
      readonly bytes?: Buffer;
      readonly headers?: Readonly<Record<string, string>>;
      readonly delay?: number;
    }
  | 'hang'
  | 'cut';

/** A provider's HTTP side on loopback. */
export interface ProviderServer {
  /** `http://127.0.0.1:<port>`, without a final slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a provider's API on 127.0.0.1.
 * @param port 0 for a free one
 */
export async function startProviderServer(
  answer: (request: ReceivedRequest) => ProviderAnswer | Promise<ProviderAnswer>,
  port = 0,
): Promise<ProviderServer> {
  const server = createServer((request, response) => void serve(request, response, answer));
  await listen(server, port);
  const actual = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${actual}`, port: actual, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: ReceivedRequest) => ProviderAnswer | Promise<ProviderAnswer>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback');
  const text = await readText(request);
  const given = await answer({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    json: parsed(text),
    text,
    at: Date.now(),
  });
  if (given === 'hang') return;
  if (given === 'cut') return void request.socket.destroy();
  if (given.delay) await new Promise((resolve) => setTimeout(resolve, given.delay));
  response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
  response.end(given.bytes ?? JSON.stringify(given.json));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
