import { jsonAnswer, readBody, readJson, type Route, type RouteAnswer, type RouteRequest } from '../../sdk/index.js';
import type { ServiceContext } from '../../sdk/index.js';

/** A route from its parts; `GET` unless said. */
export function route(
  path: string,
  handle: (request: RouteRequest, context: ServiceContext<unknown>) => Promise<RouteAnswer> | RouteAnswer,
  more: Partial<Route<unknown>> = {},
): Route<unknown> {
  return { method: 'GET', path, handle: async (request, context) => handle(request, context), ...more };
}

/** Routes that say what they were given. */
export const honest: readonly Route<unknown>[] = [
  route('', ({ baseUrl }) => ({ status: 200, body: baseUrl })),
  route('echo/:name', ({ parameters, query, headers, remoteAddress, method }, { viewer, channelId, requestId }) =>
    jsonAnswer(200, {
      parameters,
      query: Object.fromEntries(query),
      test: headers['x-test'],
      ...(headers['authorization'] && { token: headers['authorization'] }),
      remoteAddress,
      method,
      viewer: viewer?.subject ?? null,
      channelId,
      requestId,
    }),
  ),
  route('echo/fixed', () => ({ status: 200, body: 'fixed' })),
  route('size', async (request) => jsonAnswer(200, { size: (await readBody(request)).length }), {
    method: 'POST',
    maximumBytes: 100_000,
  }),
  route('json', async (request) => jsonAnswer(200, (await readJson(request)) ?? 'none'), { method: 'POST' }),
  route('nothing', () => ({ status: 204 }), { method: 'DELETE' }),
];

/** A live stream that says `tick` until its signal ends; `ended` is called then. */
export function ticking(ended: () => void): Route<unknown> {
  return route('live', (_, { signal }) => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: (async function* () {
      try {
        while (!signal.aborted) {
          yield 'data: tick\n\n';
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      } finally {
        ended();
      }
    })(),
  }));
}
