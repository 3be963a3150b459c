import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { scopesByRole, signAssertion, signInternalBearer, type Principal } from '../schema/index.js';
import { testSecret } from '../test/kit/database.js';
import { startInProcessHub } from '../test/kit/in-process-hub.js';
import { createHubClient } from './hub-client.js';

const machine: Principal = {
  subject: 'channel:whatsapp-pandawa',
  role: 'channel',
  scopes: scopesByRole.channel,
  tenant: 'default',
  channels: ['whatsapp-pandawa'],
  tokenId: 'channel:whatsapp-pandawa',
  expiresAt: Math.floor(Date.now() / 1_000) + 60,
};
const operation = {
  document: '{ channels { id } }',
  variables: {},
  principal: machine,
  requestId: 'r',
  signal: new AbortController().signal,
};

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function gatewayOf(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(handle);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the hub asked by its own parts', () => {
  test('waits for a gateway that starts, and says when there is none', async () => {
    const url = await gatewayOf((_, response) => response.end('{"data":{"a":1}}'));
    const client = createHubClient(testSecret);
    const early = client.ask(operation);
    client.listens(url);
    expect(await early).toEqual({ data: { a: 1 }, errors: [] });
    const gone = new AbortController();
    const never = createHubClient(testSecret).ask({ ...operation, signal: gone.signal });
    gone.abort();
    await expect(never).rejects.toThrow('The gateway does not listen yet');
    await expect(createHubClient(testSecret, null).ask(operation)).rejects.toThrow('KANAL_GATEWAY_URL is not set');
    await expect(createHubClient(testSecret, 'http://127.0.0.1:9').ask(operation)).rejects.toThrow(
      'The hub does not answer; ask again.',
    );
  });

  test('takes nothing for an answer that is none', async () => {
    const url = await gatewayOf((_, response) => response.writeHead(502).end('<html>'));
    await expect(createHubClient(testSecret, url).ask(operation)).rejects.toThrow('The hub does not answer');
  });

  test('knows who asks only by what the internal secret signed for this use, for a minute', async () => {
    const hub = await startInProcessHub({ names: ['channels'] });
    const asked = async (token: string) => {
      const response = await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: operation.document }),
      });
      const answer = (await response.json()) as { errors?: { extensions: { code: string } }[] };
      return answer.errors?.[0]?.extensions.code ?? 'answered';
    };
    try {
      const now = Date.now();
      const genuine = signInternalBearer(testSecret, machine);
      expect(await asked(genuine)).toBe('answered');
      expect(await asked(signInternalBearer('another-secret-of-at-least-32-chars', machine))).toBe('UNAUTHENTICATED');
      // What subgraphs are told may not be turned against the gateway, nor may nobody become somebody.
      expect(await asked(signAssertion(testSecret, machine))).toBe('UNAUTHENTICATED');
      expect(await asked(signInternalBearer(testSecret, null as unknown as Principal))).toBe('UNAUTHENTICATED');
      expect(await asked(signInternalBearer(testSecret, machine, now - 61_000))).toBe('UNAUTHENTICATED');
      expect(await asked(signInternalBearer(testSecret, { ...machine, expiresAt: 1 }))).toBe('UNAUTHENTICATED');
      const [body = '', signature = ''] = genuine.split('.');
      const admin = { ...machine, role: 'admin' };
      const raised = Buffer.from(JSON.stringify({ principal: admin, expiresAt: 2_000_000_000 })).toString('base64url');
      expect(await asked(`${raised}.${signature}`)).toBe('UNAUTHENTICATED');
      expect(await asked(`${body}.`)).toBe('UNAUTHENTICATED');
      expect(await asked(`${body}.${signature}.x`)).toBe('UNAUTHENTICATED');
    } finally {
      await hub.close();
    }
  }, 30_000);
});
