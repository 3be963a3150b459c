import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IngressAnswer, IngressRequest } from './types.js';

/** What is read of a body that is too large, before the connection is cut: senders rarely read an answer while they write. */
const patience = 64 * 1024 * 1024;

/**
 * Serves `/webhooks/<channel id>` on Node's HTTP server. Keeps at most `limit(channelId)` bytes of a body; what is over
 * it is thrown away unread and refused.
 */
export function createNodeHandler(
  ingress: (request: IngressRequest) => Promise<IngressAnswer>,
  limit: (channelId: string) => number | undefined,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const channelId = /^\/webhooks\/([a-z0-9-]+)\/?$/.exec(url.pathname)?.[1] ?? '';
    const body = await readBody(request, limit(channelId) ?? 0);
    if (body === 'cut') return;
    const method = request.method ?? 'GET';
    const headers = flatHeaders(request);
    const query = url.searchParams;
    const tooLarge = body === 'too large';
    write(
      response,
      await ingress({ channelId, method, headers, query, tooLarge, rawBody: tooLarge ? Buffer.alloc(0) : body }),
    );
  };
}

function flatHeaders(request: IncomingMessage): Record<string, string | undefined> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

/** The whole body, or that it is larger than the limit; `cut`: there is nobody left to answer. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'cut'> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
      if (size > patience) request.destroy();
    });
    request.on('end', () => resolve(size > limit ? 'too large' : Buffer.concat(chunks, size)));
    request.on('close', () => resolve('cut'));
    request.on('error', () => resolve('cut'));
  });
}

function write(response: ServerResponse, answer: IngressAnswer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}
