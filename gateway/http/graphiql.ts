import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

interface Page {
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

let page: Promise<Page> | undefined;

const firstQuery = `# Paste your token into the "Headers" tab below: {"authorization": "Bearer …"}
# Subscriptions run over WebSocket with the same headers.
query Who {
  __typename
}
`;

/** The GraphiQL page with all its assets inside: it works without internet. Rendered and compressed once, then kept. */
export async function answerGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
  page ??= render();
  const { plain, compressed } = await page;
  const zips = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(request.headers['accept-encoding'] ?? ''));
  const body = zips ? compressed : plain;
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(zips ? { 'content-encoding': 'gzip' } : {}),
      'content-length': body.length,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
    })
    .end(body);
}

async function render(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Kanal',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultQuery: firstQuery,
  });
  return { plain: Buffer.from(html), compressed: await promisify(gzip)(html) };
}
