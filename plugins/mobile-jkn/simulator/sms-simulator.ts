import { startProviderServer } from '../../sdk/testing/index.js';
import { record, text } from '../json.js';

/** A short message that the simulator took. */
export interface TakenShortMessage {
  readonly to: string;
  readonly text: string;
  readonly reference: string;
}

/** An SMS gateway on loopback: keeps what it takes, for whoever plays the telephone. */
export interface SmsSimulator {
  /** For MOBILE_JKN_SMS_GATEWAY_URL. */
  readonly url: string;
  readonly taken: readonly TakenShortMessage[];
  /** The next message is refused with this status. */
  fail(status: number): void;
  /** The code of the last message to a number; undefined without one. */
  lastCode(to: string): string | undefined;
  close(): Promise<void>;
}

/** Messages that are kept; older ones are dropped. */
const most = 1_000;

/**
 * Takes `POST /messages` with the right bearer token; `GET /messages?to=+62…` reads what one telephone got. Rejects with
 * EADDRINUSE when a given port is taken.
 */
export async function startSmsSimulator(options: { token: string; port?: number }): Promise<SmsSimulator> {
  const taken: TakenShortMessage[] = [];
  const faults: number[] = [];
  const server = await startProviderServer(({ method, path, headers, query, json }) => {
    if (path !== '/messages') return { status: 404, json: {} };
    const to = query.get('to')?.replace(/^ /, '+');
    if (method === 'GET') return { status: 200, json: { messages: taken.filter((message) => message.to === to) } };
    if (headers.authorization !== `Bearer ${options.token}`) return { status: 401, json: {} };
    const fault = faults.shift();
    if (fault !== undefined) return { status: fault, json: {} };
    const given = record(json);
    const message = { to: text(given.to), text: text(given.text), reference: text(given.reference) };
    if (!message.to || !message.text || !message.reference) return { status: 400, json: {} };
    if (!taken.some(({ reference }) => reference === message.reference)) taken.push(message as TakenShortMessage);
    if (taken.length > most) taken.shift();
    return { status: 202, json: { id: String(taken.length) } };
  }, options.port);
  return {
    url: `${server.url}/messages`,
    taken,
    fail: (status) => void faults.push(status),
    lastCode: (to) => /\b\d{6}\b/.exec(taken.findLast((message) => message.to === to)?.text ?? '')?.[0],
    close: () => server.close(),
  };
}
