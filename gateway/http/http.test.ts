import { Agent, request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { fixtureHub } from '../testing/fixture-hub.js';
import { Started } from '../testing/running-gateway.js';

const started = new Started();
const start = started.gateway.bind(started);
afterEach(() => started.closeAll());

const json = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = JSON.parse(text) as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- any GraphQL result
  return { status: response.status, headers: response.headers, answer, code: answer.errors?.[0].extensions.code };
}

describe('GraphQL over HTTP', () => {
  it('passes every audit of the graphql-http suite', async () => {
    const { url } = await start({ limits: { rate: false } });
    const results = await Promise.all(serverAudits({ url: `${url}/graphql` }).map((audit) => audit.fn()));
    const failed = results.filter(({ status }) => status !== 'ok');
    expect(failed.map(({ name, status }) => `${status}: ${name}`)).toEqual([]);
  });

  it('answers what is no request with JSON and a telling status', async () => {
    const { url } = await start({ limits: { bodySize: 2_000 } });
    const cases: [unknown, Record<string, string>, number, string][] = [
      ['{"query":', {}, 400, 'BAD_REQUEST'],
      ['[]', {}, 400, 'BAD_REQUEST'],
      ['null', {}, 400, 'BAD_REQUEST'],
      ['"x"', {}, 400, 'BAD_REQUEST'],
      [{}, {}, 400, 'BAD_REQUEST'],
      [{ query: 7 }, {}, 400, 'BAD_REQUEST'],
      [{ query: '{ whoami }', variables: [] }, {}, 400, 'BAD_REQUEST'],
      [[{ query: '{ whoami }' }, { query: '{ whoami }' }], {}, 400, 'BAD_REQUEST'],
      [{ query: 'x'.repeat(3_000) }, {}, 413, 'PAYLOAD_TOO_LARGE'],
      ['query={whoami}', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BAD_REQUEST'],
      ['{ whoami }', { 'content-type': 'text/plain' }, 415, 'BAD_REQUEST'],
      [{ query: '{ whoami }' }, { accept: 'text/csv' }, 406, 'BAD_REQUEST'],
      [{ query: '{ whoami }' }, { 'content-encoding': 'br' }, 400, 'BAD_REQUEST'],
      [{ query: 'subscription { complaintUpdates { __typename } }' }, {}, 400, 'BAD_REQUEST'],
      [{ query: '{ whoami }', operationName: 'Other' }, {}, 400, 'BAD_REQUEST'],
      [{ query: '{ whoami }' }, { authorization: 'Basic abc' }, 401, 'UNAUTHENTICATED'],
    ];
    for (const [body, headers, status, code] of cases) {
      const answered = await post(url, body, headers);
      expect([body, answered.status, answered.code]).toEqual([body, status, code]);
    }
    expect((await fetch(`${url}/graphql`, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
  });

  it('stops reading a body without a length once it is too large', async () => {
    const { url } = await start({ limits: { bodySize: 10_000 } });
    const { status, sent } = await new Promise<{ status: number; sent: number }>((resolve, reject) => {
      let sent = 0;
      const request = httpRequest(`${url}/graphql`, { method: 'POST', headers: json }, (response) => {
        response.resume();
        resolve({ status: response.statusCode!, sent });
      });
      request.on('error', reject);
      const more = () => {
        if (request.destroyed || sent > 50_000_000) return;
        sent += 10_000;
        request.write('x'.repeat(10_000), () => setImmediate(more));
      };
      more();
      started.add(() => request.destroy());
    });
    expect(status).toBe(413);
    expect(sent).toBeLessThan(50_000_000);
  });

  it('takes batches only as far as it is told to', async () => {
    const { url } = await start({ limits: { batch: 2 } });
    const one = { query: '{ whoami }' };
    expect((await post(url, [one, { query: '{ nothing }' }])).answer).toMatchObject([
      { data: { whoami: 'anonymous' } },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
    expect((await post(url, [one, one, one])).status).toBe(400);
  });

  it('lets pages of named origins call, and no others', async () => {
    const { url } = await start({ production: true, origins: ['https://portal.example'] });
    const preflight = (origin: string) => fetch(`${url}/graphql`, { method: 'OPTIONS', headers: { origin } });
    expect((await preflight('https://portal.example')).headers.get('access-control-allow-origin')).toBe(
      'https://portal.example',
    );
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows GraphiQL in development only, with nothing fetched from elsewhere', async () => {
    const page = async (production: boolean) => {
      const { url } = await start({ production });
      return fetch(`${url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    };
    const shown = await page(false);
    const html = await shown.text();
    expect(shown.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('renderYogaGraphiQL');
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    expect((await page(true)).headers.get('content-type')).toContain('application/json');
  });
});

describe('the server', () => {
  it('tells its health and its metrics', async () => {
    let ready = true;
    const { url } = await start({ readiness: () => Promise.resolve({ store: { ready } }) });
    await post(url, { query: '{ whoami crash }' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    ready = false;
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('kanal_gateway_operation_seconds_count{kind="query",transport="http",result="error"} 1');
    expect(metrics).toContain('kanal_gateway_errors_total{code="INTERNAL"} 1');
  });

  it('hands other paths on with the request untouched', async () => {
    const { url } = await start({
      routes: [
        {
          prefix: '/webhooks/',
          async handle(request, response) {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            response.end(`${request.url} ${Buffer.concat(chunks).toString()}`);
          },
        },
      ],
    });
    const response = await fetch(`${url}/webhooks/one?x=1`, { method: 'POST', body: '{not json' });
    expect(await response.text()).toBe('/webhooks/one?x=1 {not json');
  });

  it('says in one line that the port is taken', async () => {
    const { url } = await start();
    const other = await start();
    const { port } = new URL(url);
    await expect(other.gateway.listen(Number(port), '127.0.0.1')).rejects.toThrow(
      `Port ${port} is taken by another program`,
    );
  });

  it('cuts off clients that send their headers too slowly', async () => {
    const { url } = await start({ limits: { headersTimeout: 200, requestTimeout: 400 } });
    const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n');
    const text = await new Promise<string>((resolve) => {
      let seen = '';
      socket.on('data', (chunk) => (seen += chunk.toString()));
      socket.on('close', () => resolve(seen));
    });
    expect(text).toContain('408');
  });

  it('fails no request while it stops', async () => {
    const { gateway, url } = await start({ limits: { lastRequests: 300 } }, fixtureHub());
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    started.add(() => agent.destroy());
    const results: string[] = [];
    let stopping = false;
    const one = (query: string) =>
      new Promise<string>((resolve) => {
        const request = httpRequest(`${url}/graphql`, { method: 'POST', agent, headers: json }, (response) => {
          response.resume();
          response.on('end', () => resolve(String(response.statusCode)));
        });
        // A new connection that the server did not take any more was never in flight.
        request.on('error', (error: NodeJS.ErrnoException) =>
          resolve(request.reusedSocket ? `failed: ${error.code}` : 'refused'),
        );
        request.end(JSON.stringify({ query }));
      });
    const load = Array.from({ length: 20 }, async (_, index) => {
      for (let result = '200'; result !== 'refused';) {
        result = await one(index < 3 ? '{ slow(milliseconds: 400) }' : '{ complaint(id: "1") { channel { name } } }');
        results.push(result);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begun = Date.now();
    stopping = true;
    await gateway.stop();
    expect(stopping && Date.now() - begun).toBeLessThan(10_000);
    await Promise.all(load);
    expect(new Set(results)).toEqual(new Set(['200', 'refused']));
    expect(results.filter((result) => result === '200').length).toBeGreaterThan(3);
  });
});
