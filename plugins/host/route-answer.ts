import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteAnswer } from '../sdk/index.js';

/** Headers that belong to the connection, which is the host's. */
const ours = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'trailer']);

/** What is read of a body after it was refused, so that the sender reads the refusal before the connection goes. */
const patience = 500;

const liveType = /^text\/event-stream\b/i;

/** A plugin's answer that can be sent. @throws TypeError for one that cannot */
export function checkedAnswer(
  answer: RouteAnswer | undefined,
): RouteAnswer & { readonly headers: Record<string, string> } {
  const { status, headers = {}, body } = answer ?? ({} as Partial<RouteAnswer>);
  if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599)
    throw new TypeError('a route answered no status from 200 to 599');
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const kept = Object.fromEntries(entries.filter(([name]) => !ours.has(name)));
  return { status, headers: { 'x-content-type-options': 'nosniff', ...kept }, ...(body !== undefined && { body }) };
}

/** Whether an answer is a live stream, whose reader connects again when it ends. */
export const isLive = ({ headers = {} }: RouteAnswer) => liveType.test(headers['content-type'] ?? '');

/** True for an answer that is given piece by piece. */
export const isStreamed = (body: RouteAnswer['body']): body is AsyncIterable<string | Buffer> =>
  typeof body === 'object' && !Buffer.isBuffer(body);

/** Writes the head, and a body that is there already. A request that is not read to its end ends its connection. */
export function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ReturnType<typeof checkedAnswer>,
): void {
  const { status, headers, body } = answer;
  if (!request.complete) closeAfter(request, response);
  if (isStreamed(body)) {
    response.writeHead(status, { ...(isLive(answer) && { 'x-accel-buffering': 'no' }), ...headers });
    response.flushHeaders();
    return;
  }
  const bytes = Buffer.from(body ?? '');
  const empty = status === 204 || status === 304;
  response.writeHead(status, empty ? headers : { ...headers, 'content-length': bytes.length });
  response.end(empty ? undefined : bytes);
}

function closeAfter(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  response.once('finish', () => {
    request.resume();
    setTimeout(() => request.destroy(), patience).unref();
  });
}

/**
 * Writes a stream as its reader takes it, until it ends or the signal does. The iterator is told when nobody reads on.
 * @returns true when it came to its own end. Rejects with what it throws
 */
export async function writeStream(
  response: ServerResponse,
  body: AsyncIterable<string | Buffer>,
  signal: AbortSignal,
): Promise<boolean> {
  const iterator = body[Symbol.asyncIterator]();
  const ended = signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => undefined);
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), ended]);
      if (step === undefined) return false;
      if (step.done) return true;
      if (!response.write(step.value)) await Promise.race([once(response, 'drain'), ended]);
      if (signal.aborted) return false;
    }
  } finally {
    // Not awaited: one that hangs in `next` ends when it ends. What it throws now concerns nobody.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
