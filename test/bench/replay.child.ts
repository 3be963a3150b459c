// Stands in front of subgraphs and gives again what they answered to the same operation before: subgraphs at next to no cost.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertionHeader } from '../../schema/index.js';
import { childInput, serveParent } from './benchmark.js';
import type { SubgraphsReady } from './subgraphs.child.js';

export interface ReplayInput {
  readonly services: SubgraphsReady['services'];
}

export type ReplayReady = ReplayInput;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk as string;
  return body;
}

async function ask(url: string, request: IncomingMessage, body: string): Promise<Buffer> {
  const headers = {
    'content-type': 'application/json',
    [assertionHeader]: String(request.headers[assertionHeader] ?? ''),
  };
  const answer = await fetch(url, { method: 'POST', headers, body });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${bytes.toString()}`);
  return bytes;
}

/** Every caller of the bench has the same rights, so that an operation has one answer. */
function replay(url: string): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const known = new Map<string, Buffer>();
  return async (request, response) => {
    const body = await bodyOf(request);
    let answer = known.get(body);
    if (!answer) known.set(body, (answer = await ask(url, request, body)));
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length })
      .end(answer);
  };
}

const { services } = await childInput<ReplayInput>();
const replayed: { name: string; url: string; sdl: string }[] = [];
for (const { name, url, sdl } of services) {
  const answer = replay(url);
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  replayed.push({ name, sdl, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` });
}
serveParent({ services: replayed } satisfies ReplayReady);
