import { createHash } from 'node:crypto';
import { signHmacSha256 } from '../../sdk/index.js';
import { startProviderServer, type ProviderAnswer, type ReceivedRequest } from '../../sdk/testing/index.js';
import { record, text } from '../json.js';
import { checkGraphMessage } from './graph-rules.js';
import { envelope, newMessageId, statusPart, type SimulatedNumber, type WebhookPart } from './payloads.js';

/** A message that the hub sent to the simulated Graph API and that was accepted. */
export interface SentMessage {
  /** 1, 2, 3 … in order of acceptance. */
  readonly sequence: number;
  readonly id: string;
  /** `to` or `recipient` of the request. */
  readonly to: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly reference?: string;
}

/** What the next sends shall meet, one entry a request; when used up, sends are accepted. */
export type Fault =
  | { readonly kind: 'error'; readonly code: number; readonly status?: number; readonly retryAfter?: number }
  /** Accepts the message but never answers. */
  | { readonly kind: 'hang' }
  /** Accepts the message and cuts the connection. */
  | { readonly kind: 'cut' }
  /** An answer of 5xx without Meta's JSON, after accepting or not. */
  | { readonly kind: 'gateway-error'; readonly accepted: boolean };

export interface GraphSimulatorOptions {
  readonly number: SimulatedNumber;
  readonly appSecret: string;
  readonly accessToken: string;
  /** Where webhooks go, such as `http://127.0.0.1:4000/webhooks/whatsapp-pandawa`; absent: nowhere. */
  readonly webhookUrl?: string;
  /** Statuses that follow every accepted message by themselves. */
  readonly statuses?: readonly ('sent' | 'delivered' | 'read' | 'failed')[];
  readonly port?: number;
}

/** A medium that the simulated Meta keeps. */
export interface SimulatedMedium {
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** Meta's side on loopback. */
export interface GraphSimulator {
  /** Media by id. */
  readonly media: Map<string, SimulatedMedium>;
  /** For WHATSAPP_…_API_BASE. */
  readonly apiBase: string;
  readonly port: number;
  /** Every accepted message, oldest first. */
  readonly sent: readonly SentMessage[];
  /** Number of POSTs to /messages, refused ones too. */
  readonly attempts: number;
  fail(...faults: Fault[]): void;
  /** Signs a webhook of the parts and posts it as often as asked (in parallel); answers the HTTP statuses. */
  deliver(parts: readonly WebhookPart[], options?: { times?: number; secret?: string }): Promise<number[]>;
  /** The first accepted message after a sequence number that matches; rejects after `timeout` ms (5000). */
  waitFor(
    match: (message: SentMessage) => boolean,
    options?: { after?: number; timeout?: number },
  ): Promise<SentMessage>;
  close(): Promise<void>;
}

class Simulation {
  readonly sent: SentMessage[] = [];
  readonly media = new Map<string, SimulatedMedium>();
  attempts = 0;
  readonly faults: Fault[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly background = new Set<Promise<unknown>>();

  constructor(readonly options: GraphSimulatorOptions) {}

  async answer(request: ReceivedRequest): Promise<ProviderAnswer> {
    if (request.path === '/simulator/messages') return this.feed(request);
    if (request.headers.authorization !== `Bearer ${this.options.accessToken}`) return graphError(190, 401);
    const [, , number, resource] = request.path.split('/');
    const medium = request.method === 'GET' ? this.medium(request.path, request.headers.host ?? '') : undefined;
    if (medium) return medium;
    if (number !== this.options.number.phoneNumberId) return graphError(33, 400);
    if (request.method === 'GET' && resource === undefined)
      return { status: 200, json: { id: number, quality_rating: 'GREEN' } };
    if (request.method !== 'POST' || resource !== 'messages') return graphError(100, 400);
    this.attempts += 1;
    return this.take(request);
  }

  /** `GET /<version>/<media id>` tells an address, `GET /media/<media id>` gives the bytes. */
  private medium(path: string, host: string): ProviderAnswer | undefined {
    const [, first, id = ''] = path.split('/');
    const medium = this.media.get(id);
    if (first === 'media')
      return medium
        ? { status: 200, json: null, bytes: medium.bytes, headers: { 'content-type': medium.mimeType } }
        : { status: 404, json: {} };
    if (!medium) return undefined;
    const { mimeType, bytes } = medium;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const url = `http://${host}/media/${id}`;
    return {
      status: 200,
      json: { id, url, mime_type: mimeType, sha256, file_size: bytes.length, messaging_product: 'whatsapp' },
    };
  }

  private take(request: ReceivedRequest): ProviderAnswer {
    const fault = this.faults.shift();
    if (fault?.kind === 'error') return graphError(fault.code, fault.status ?? 400, fault.retryAfter);
    const body = record(request.json);
    if (checkGraphMessage(body) !== null) return graphError(100, 400);
    if (fault?.kind === 'gateway-error' && !fault.accepted) return { status: 502, json: 'Bad Gateway' };
    const message = this.accept(body);
    if (fault?.kind === 'gateway-error') return { status: 502, json: 'Bad Gateway' };
    if (fault) return fault.kind;
    const contact = { input: message.to, wa_id: message.to };
    return {
      status: 200,
      json: {
        messaging_product: 'whatsapp',
        contacts: [contact],
        messages: [{ id: message.id, message_status: 'accepted' }],
      },
    };
  }

  private accept(body: Readonly<Record<string, unknown>>): SentMessage {
    const reference = text(body.biz_opaque_callback_data);
    const message: SentMessage = {
      sequence: this.sent.length + 1,
      id: newMessageId(),
      to: text(body.to) ?? text(body.recipient) ?? '',
      body,
      ...(reference ? { reference } : {}),
    };
    this.sent.push(message);
    for (const wake of [...this.watchers]) wake();
    if (this.options.statuses?.length) this.keep(this.report(message, this.options.statuses));
    return message;
  }

  private async report(message: SentMessage, statuses: readonly string[]): Promise<void> {
    for (const status of statuses) {
      const { id, to: recipient, reference } = message;
      await this.deliver([statusPart({ id, status, recipient, ...(reference ? { reference } : {}) })]).catch(
        () => undefined,
      );
    }
  }

  private keep(work: Promise<unknown>): void {
    this.background.add(work);
    void work.finally(() => this.background.delete(work));
  }

  deliver(parts: readonly WebhookPart[], given: { times?: number; secret?: string } = {}): Promise<number[]> {
    const { webhookUrl, number, appSecret } = this.options;
    return webhookUrl ? deliverWebhook({ webhookUrl, number, appSecret, ...given }, parts) : Promise.resolve([]);
  }

  waitFor(match: (message: SentMessage) => boolean, { after = 0, timeout = 5000 } = {}): Promise<SentMessage> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.sent.find((message) => message.sequence > after && match(message));
        if (found) finish(() => resolve(found));
      };
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle();
      };
      const timer = setTimeout(() => finish(() => reject(new Error(`No such message within ${timeout} ms.`))), timeout);
      timer.unref();
      this.watchers.add(look);
      look();
    });
  }

  /** Long poll for the terminal chat: messages after a sequence number, waiting up to 20 s. */
  private async feed(request: ReceivedRequest): Promise<ProviderAnswer> {
    const after = Number(request.query.get('after') ?? 0) || 0;
    const timeout = request.query.get('wait') === '0' ? 1 : 20_000;
    await this.waitFor(() => true, { after, timeout }).catch(() => undefined);
    return { status: 200, json: { messages: this.sent.filter((message) => message.sequence > after) } };
  }

  async settle(): Promise<void> {
    await Promise.allSettled([...this.background]);
  }
}

/** Signs a webhook of the parts and posts it as often as asked (in parallel); answers the HTTP statuses. */
export function deliverWebhook(
  options: { webhookUrl: string; number: SimulatedNumber; appSecret: string; secret?: string; times?: number },
  parts: readonly WebhookPart[],
): Promise<number[]> {
  const body = JSON.stringify(envelope(options.number, parts));
  const signature = signHmacSha256(options.secret ?? options.appSecret, body, 'sha256=');
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  const post = async () => {
    const response = await fetch(options.webhookUrl, { method: 'POST', body, headers });
    await response.arrayBuffer();
    return response.status;
  };
  return Promise.all(Array.from({ length: options.times ?? 1 }, post));
}

function graphError(code: number, status: number, retryAfter?: number): ProviderAnswer {
  return {
    status,
    json: {
      error: {
        message: `(#${code}) Simulated`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details: 'Simulated' },
        fbtrace_id: 'simulated',
      },
    },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

/** Starts the simulator. Rejects with EADDRINUSE when a given port is taken. */
export async function startGraphSimulator(options: GraphSimulatorOptions): Promise<GraphSimulator> {
  const simulation = new Simulation(options);
  const server = await startProviderServer((request) => simulation.answer(request), options.port);
  return {
    apiBase: `${server.url}/v24.0`,
    port: server.port,
    sent: simulation.sent,
    media: simulation.media,
    get attempts() {
      return simulation.attempts;
    },
    fail: (...faults) => void simulation.faults.push(...faults),
    deliver: (parts, given) => simulation.deliver(parts, given),
    waitFor: (match, given) => simulation.waitFor(match, given),
    close: async () => {
      await server.close();
      await simulation.settle();
    },
  };
}
