import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the next check meets. */
export type TurnstileMode = 'success' | 'failure' | 'hang' | 'broken' | 'foreign-host' | 'foreign-action';

/** Turnstile on loopback: siteverify and the script of the browser's side. Tokens are `<action>:<any>`, each good once. */
export interface TurnstileSimulator {
  readonly base: string;
  mode: TurnstileMode;
  /** Bodies of siteverify so far. */
  readonly asked: Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** The browser's side: puts a token into the form as the real one does. */
const script = `for (const box of document.querySelectorAll('.cf-turnstile')) {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'cf-turnstile-response';
  const fill = () => (field.value = box.dataset.action + ':' + crypto.randomUUID());
  fill();
  box.append(field);
  window.turnstile = { reset: fill };
}`;

/** Starts on a free port. */
export async function startTurnstileSimulator(secret: string, hostname = 'localhost'): Promise<TurnstileSimulator> {
  const used = new Set<string>();
  const asked: Record<string, unknown>[] = [];
  const verify = (body: Record<string, unknown>) => {
    const token = String(body.response);
    const wrong = body.secret !== secret || used.has(token) || simulator.mode === 'failure';
    used.add(token);
    if (wrong) return { success: false, 'error-codes': ['timeout-or-duplicate'] };
    return {
      success: true,
      hostname: simulator.mode === 'foreign-host' ? 'jahat.example' : hostname,
      action: simulator.mode === 'foreign-action' ? 'login' : token.split(':')[0],
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET') return void response.setHeader('content-type', 'text/javascript').end(script);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    asked.push(body);
    if (simulator.mode === 'hang') return;
    if (simulator.mode === 'broken') return void response.writeHead(502).end('<html>');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(verify(body)));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const simulator: TurnstileSimulator = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'success',
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return simulator;
}
