// Subscribers with one WebSocket each, as light as they can be: they count and look at the time, nothing else.
import { WebSocket } from 'ws';
import { childInput, quantile, serveParent } from './benchmark.js';

export interface SubscribersInput {
  readonly url: string;
  readonly tokens: readonly string[];
}

/** What the subscribers are told to do. */
export type SubscribersQuestion =
  { readonly kind: 'connect'; readonly count: number } | { readonly kind: 'begin' } | { readonly kind: 'report' };

export interface Deliveries {
  readonly count: number;
  /** Deliveries a second from the first to the last. */
  readonly perSecond: number;
  /** Milliseconds from the moment of the change (before its commit) to its receipt. */
  readonly median: number;
  readonly p99: number;
  readonly sample: string;
}

const query = `subscription { complaintUpdates { __typename
  ... on ComplaintChanged { at cursor sequence kind
    complaint { id ticket status region participant { name } channel { name } } } } }`;

const { url, tokens } = await childInput<SubscribersInput>();
const atMarker = Buffer.from('"at":"');
const instantLength = 24;
let latencies: number[] = [];
let [first, last] = [0, 0];
let sample = '';
let open = 0;

function receive(data: Buffer): void {
  const now = Date.now();
  const at = data.indexOf(atMarker);
  if (at < 0) throw new Error(`Not an update: ${data.toString()}`);
  const start = at + atMarker.length;
  latencies.push(now - Date.parse(data.toString('latin1', start, start + instantLength)));
  first ||= now;
  last = now;
  if (sample === '') sample = data.toString();
}

/** Resolves when the hub has acknowledged; the subscription is sent right after. */
function connect(token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
    const acknowledged = () => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      socket.off('message', acknowledged);
      socket.on('message', (data: Buffer) => {
        if (data.includes('"type":"ping"')) socket.send('{"type":"pong"}');
        else receive(data);
      });
      open += 1;
      resolve();
    };
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', acknowledged);
    socket.on('error', reject);
    socket.on('close', (code) => {
      throw new Error(`A subscriber was closed with ${code}.`);
    });
  });
}

const atOnce = 50;

async function answer(question: SubscribersQuestion): Promise<Deliveries | number> {
  if (question.kind === 'connect') {
    while (open < question.count) {
      const more = Math.min(atOnce, question.count - open);
      await Promise.all(Array.from({ length: more }, (_, index) => connect(tokens[(open + index) % tokens.length]!)));
    }
    return open;
  }
  if (question.kind === 'begin') {
    latencies = [];
    [first, last] = [0, 0];
    return open;
  }
  const perSecond = (latencies.length / Math.max(1, last - first)) * 1000;
  const [median, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return { count: latencies.length, perSecond, median, p99, sample };
}

serveParent({}, answer);
