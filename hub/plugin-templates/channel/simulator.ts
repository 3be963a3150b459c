import { signHmacSha256 } from '../../../plugins/sdk/index.js';
import {
  startProviderServer,
  type ProviderAnswer,
  type ProviderFault,
  type ReceivedRequest,
} from '../../../plugins/sdk/testing/index.js';
import type { SampleChannelConfig } from './config.js';
import { list, record, text, type Json } from './json.js';

/** The provider on loopback. */
export interface Simulator {
  readonly apiBase: string;
  readonly sent: readonly Json[];
  readonly attempts: number;
  next(fault: ProviderFault): void;
  close(): Promise<void>;
}

/** Headers of a genuine webhook. */
export const signedHeaders = (secret: string, rawBody: Buffer) => ({
  'x-signature': signHmacSha256(secret, rawBody, 'sha256='),
});

/** Why the provider would refuse a message. Written from its documentation, not from the plugin's capabilities. */
export function refusal(body: Json): string | null {
  const words = text(body.text) ?? '';
  const buttons = list(body.buttons).map(record);
  if (text(body.to) === undefined) return 'NO_RECIPIENT';
  if (words === '' || words.length > (buttons.length > 0 ? 1000 : 2000)) return 'TEXT_LENGTH';
  if (buttons.length > 3) return 'TOO_MANY_BUTTONS';
  return buttons.every(({ id, title }) => text(id) && (text(title) ?? '').length <= 24) ? null : 'BUTTON';
}

const failed = (status: number, code: string, headers: Record<string, string> = {}): ProviderAnswer => ({
  status,
  json: { error: { code, message: 'Simulated' } },
  headers,
});

class Simulation {
  readonly sent: Json[] = [];
  readonly faults: ProviderFault[] = [];
  attempts = 0;

  constructor(private readonly accessToken: string) {}

  answer(request: ReceivedRequest): ProviderAnswer {
    if (request.headers.authorization !== `Bearer ${this.accessToken}`) return failed(401, 'TOKEN');
    if (request.path === '/account') return { status: 200, json: { id: 'sample' } };
    if (request.method !== 'POST' || request.path !== '/messages') return failed(404, 'PATH');
    this.attempts += 1;
    const fault = this.faults.shift();
    return fault ? this.meet(fault, record(request.json)) : this.take(record(request.json));
  }

  private meet(fault: ProviderFault, body: Json): ProviderAnswer {
    if (fault.kind === 'rate-limited')
      return failed(429, 'RATE', { 'retry-after': String(Math.ceil(fault.retryAfter / 1000)) });
    if (fault.kind === 'refused-for-good') return failed(400, 'BLOCKED');
    this.take(body);
    return fault.kind === 'unavailable' ? { status: 502, json: 'Bad Gateway' } : fault.kind;
  }

  private take(body: Json): ProviderAnswer {
    const code = refusal(body);
    if (code !== null) return failed(400, code);
    this.sent.push(body);
    return { status: 200, json: { id: `sample-${this.sent.length}` } };
  }
}

/** Starts the simulator. @param port 0 for a free one */
export async function startSimulator(config: SampleChannelConfig, port = 0): Promise<Simulator> {
  const simulation = new Simulation(config.accessToken);
  const server = await startProviderServer((request) => simulation.answer(request), port);
  return {
    apiBase: server.url,
    sent: simulation.sent,
    get attempts() {
      return simulation.attempts;
    },
    next: (fault) => void simulation.faults.push(fault),
    close: () => server.close(),
  };
}
