import type { ServerResponse } from 'node:http';
import type { SimulatedCall } from './call.js';

/** Where calls are placed and live. */
interface Exchange {
  readonly calls: ReadonlyMap<string, SimulatedCall>;
  call(placed: { readonly from?: string }): SimulatedCall;
}

/** How long a terminal waits for something to hear, in milliseconds. */
const patience = 20_000;

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/**
 * Lets a terminal in another process be a caller: `POST /simulator/calls` with `from`; then under the call's id `GET heard`
 * after a number, and `POST` of keys, words, silence or hangup.
 */
export async function control(simulator: Exchange, url: URL, body: string, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(body);
  if (url.pathname === '/simulator/calls') {
    const from = form.get('from');
    return json(response, 200, { sid: simulator.call(from ? { from } : {}).sid });
  }
  const [, callSid = '', action = ''] = /^\/simulator\/calls\/(CA\w+)\/(\w+)$/.exec(url.pathname) ?? [];
  const call = simulator.calls.get(callSid);
  if (!call) return json(response, 404, { error: 'There is no such call.' });
  if (action === 'heard') {
    const after = Number(url.searchParams.get('after') ?? 0);
    const isNews = () => call.heard.length > after || call.isOver;
    await call.waits.until(isNews, 'there is something to hear', patience).catch(() => undefined);
    return json(response, 200, { heard: call.heard.slice(after), over: call.isOver });
  }
  try {
    await act(call, action, form);
    return json(response, 200, {});
  } catch {
    return json(response, 409, { error: 'The call does not listen now.' });
  }
}

async function act(call: SimulatedCall, action: string, form: URLSearchParams): Promise<void> {
  if (action === 'hangup') call.hangUp();
  else if (action === 'silence') await call.waits.does({ kind: 'silence' });
  else if (action === 'words') await call.waits.does({ kind: 'words', words: form.get('words') ?? '' });
  else await call.waits.does({ kind: 'keys', keys: form.get('keys') ?? '' });
}
