import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ServerResponse } from 'node:http';

let page: Promise<Buffer> | undefined;

const firstQuery = `# Paste your token into the "Headers" tab below: {"authorization": "Bearer …"}
# Subscriptions run over WebSocket with the same headers.
query Who {
  __typename
}
`;

/** The GraphiQL page with all its assets inside: it works without internet. Compressed once, then kept. */
export async function answerGraphiql(response: ServerResponse): Promise<void> {
  page ??= render();
  const body = await page;
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': body.length,
      'cache-control': 'no-cache',
    })
    .end(body);
}

async function render(): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Kanal',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultQuery: firstQuery,
  });
  return promisify(gzip)(html);
}
