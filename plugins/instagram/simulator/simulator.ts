import { signHmacSha256 } from '../../sdk/index.js';
import {
  seededRandom,
  shuffled,
  startProviderServer,
  type ProviderAnswer,
  type ReceivedRequest,
} from '../../sdk/testing/index.js';
import { record, text } from '../json.js';
import { graphError, ok, type Fault } from './answers.js';
import { insightsAnswer, noFigures, type SimulatedFigures } from './insights.js';
import { Messaging } from './messaging.js';
import { Moderation } from './moderation.js';
import {
  changeEntry,
  commentChange,
  echoEntry,
  envelope,
  firstMedia,
  messagingEntry,
  newMessageId,
  newObjectId,
  type SimulatedAccount,
  type SimulatedPerson,
  type WebhookEntry,
} from './payloads.js';
import { Publishing } from './publishing.js';
import { TerminalSide } from './terminal-side.js';

export interface InstagramSimulatorOptions {
  readonly account: SimulatedAccount;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly pageId?: string;
  /** Where webhooks go, such as `http://127.0.0.1:4000/webhooks/instagram`; absent: nowhere. */
  readonly webhookUrl?: string;
  /** Sends an echo for each message it takes, as Meta does. */
  readonly echoes?: boolean;
  readonly port?: number;
  /** The simulator's clock, in ms. */
  readonly now?: () => number;
}

/** How a webhook is delivered. */
export interface DeliveryOptions {
  /** Posts of the same body, in parallel. */
  readonly times?: number;
  /** Posts every entry by itself, in random order of this seed. */
  readonly reorder?: number;
  /** Signs with another secret. */
  readonly secret?: string;
  /** Where it goes; absent: to the simulator's webhook address. */
  readonly to?: string;
}

/** Meta's side of one Instagram account on loopback. */
export class InstagramSimulator {
  readonly messaging: Messaging;
  readonly publishing: Publishing;
  readonly figures: SimulatedFigures = noFigures();
  /** Every call, newest last. */
  readonly calls: ReceivedRequest[] = [];
  readonly moderation: Moderation;
  /** Usage headers of every answer. */
  usage: { readonly app?: object; readonly business?: object } = {};
  subscribed = true;
  /** `expires_at` of debug_token, Unix seconds. */
  tokenExpiresAt = 0;
  private readonly terminal: TerminalSide;
  private readonly faults: Fault[] = [];
  private readonly background = new Set<Promise<unknown>>();
  private server: Awaited<ReturnType<typeof startProviderServer>> | undefined;

  private constructor(private readonly options: InstagramSimulatorOptions) {
    const now = options.now ?? Date.now;
    this.messaging = new Messaging(now);
    this.moderation = new Moderation(this.messaging.comments);
    this.publishing = new Publishing(now);
    this.terminal = new TerminalSide(this);
  }

  /** Starts it. Rejects with EADDRINUSE when a given port is taken. */
  static async start(options: InstagramSimulatorOptions): Promise<InstagramSimulator> {
    const simulator = new InstagramSimulator(options);
    simulator.server = await startProviderServer((request) => simulator.answer(request), options.port);
    return simulator;
  }

  /** For INSTAGRAM_API_HOST. */
  get apiHost(): string {
    return this.server?.url ?? '';
  }

  fail(...faults: Fault[]): void {
    this.faults.push(...faults);
  }

  async close(): Promise<void> {
    await this.server?.close();
    await Promise.allSettled([...this.background]);
  }

  /** A person writes, as a webhook: opens the window. Answers the entry, so that it can be repeated. */
  says(person: SimulatedPerson, words: string, at = new Date(this.now()), mid = newMessageId()): WebhookEntry {
    return this.does(person, { message: { mid, text: words } }, at);
  }

  /** A person does something in the direct messages, as a webhook: opens the window. */
  does(person: SimulatedPerson, part: object, at = new Date(this.now())): WebhookEntry {
    this.messaging.lastInbound.set(person.id, at.getTime());
    return messagingEntry(this.options.account, person, part, at);
  }

  /** A person comments in public, as a webhook. */
  comments(
    person: SimulatedPerson,
    words: string,
    given: {
      readonly id?: string;
      readonly live?: boolean;
      readonly mediaId?: string;
      readonly shape?: 'changes' | 'direct';
      readonly at?: Date;
    } = {},
  ): WebhookEntry {
    const { id = newObjectId(), live = false, mediaId = firstMedia, shape, at = new Date(this.now()) } = given;
    this.messaging.comments.set(id, { id, authorId: person.id, at: at.getTime(), live, mediaId });
    return changeEntry(this.options.account, commentChange(person, { id, text: words, live, mediaId }), shape, at);
  }

  /** Signs and posts a webhook; answers the HTTP statuses. */
  async deliver(entries: readonly WebhookEntry[], given: DeliveryOptions = {}): Promise<number[]> {
    const { appSecret, webhookUrl } = this.options;
    const { times = 1, reorder, secret = appSecret, to = webhookUrl } = given;
    if (to === undefined) return [];
    const repeated = (each: readonly WebhookEntry[]) => Array.from({ length: times }, () => each);
    if (reorder === undefined) return Promise.all(repeated(entries).map((each) => post(to, secret, each)));
    const single = shuffled(
      entries.flatMap((entry) => repeated([entry])),
      seededRandom(reorder),
    );
    const statuses: number[] = [];
    for (const each of single) statuses.push(await post(to, secret, each));
    return statuses;
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private answer(request: ReceivedRequest): ProviderAnswer | Promise<ProviderAnswer> {
    if (request.path.startsWith('/simulator/')) return this.terminal.answer(request);
    this.calls.push(request);
    const fault = this.takeFault(request.path);
    if (fault?.kind === 'error') return this.withUsage(graphError(fault.code, fault));
    if (fault?.kind === 'gateway-error' && !fault.carriedOut) return { status: 502, json: 'Bad Gateway' };
    const answer = this.withUsage(this.route(request));
    if (fault?.kind === 'gateway-error') return { status: 502, json: 'Bad Gateway' };
    return fault ? fault.kind : answer;
  }

  private takeFault(path: string): Fault | undefined {
    const place = this.faults.findIndex((fault) => fault.path?.test(path) ?? true);
    return place < 0 ? undefined : this.faults.splice(place, 1)[0];
  }

  private withUsage(answer: Exclude<ProviderAnswer, string>): Exclude<ProviderAnswer, string> {
    const { app, business } = this.usage;
    const headers = {
      ...answer.headers,
      ...(app ? { 'x-app-usage': JSON.stringify(app) } : {}),
      ...(business ? { 'x-business-use-case-usage': JSON.stringify(business) } : {}),
    };
    return { ...answer, headers };
  }

  private route(request: ReceivedRequest): Exclude<ProviderAnswer, string> {
    const [, , node = '', edge] = request.path.split('/');
    if (node === 'debug_token') return ok({ data: { is_valid: true, expires_at: this.tokenExpiresAt } });
    if (request.headers.authorization !== `Bearer ${this.options.accessToken}`) return graphError(190, { status: 401 });
    const { accountId } = this.options.account;
    if (edge === 'insights') return insightsAnswer(this.figures, node, request.query, node === accountId);
    if (![accountId, this.options.pageId, 'me'].includes(node)) return this.object(request, node, edge);
    return this.accountEdge(request, edge);
  }

  private accountEdge(request: ReceivedRequest, edge: string | undefined): Exclude<ProviderAnswer, string> {
    const body = record(request.json);
    const { accountId, username } = this.options.account;
    switch (`${request.method} ${edge ?? ''}`) {
      case 'GET ':
        return ok({ id: accountId, username });
      case 'GET subscribed_apps':
        return ok({ data: this.subscribed ? [{ subscribed_fields: ['messages', 'comments'] }] : [] });
      case 'GET content_publishing_limit':
        return this.publishing.limit();
      case 'GET media':
        return ok({ data: this.publishing.published });
      case 'POST messages':
        return this.sendAndEcho(body);
      case 'POST media':
        return this.publishing.create(body);
      case 'POST media_publish':
        return this.publishing.publish(body);
      case 'POST mentions':
        return ok({ id: newObjectId() });
      default:
        return graphError(100);
    }
  }

  private sendAndEcho(body: Readonly<Record<string, unknown>>): Exclude<ProviderAnswer, string> {
    const answer = this.messaging.send(body);
    const mid = text(record(answer.json).message_id);
    if (mid !== undefined) this.terminal.wake();
    if (mid !== undefined && this.options.echoes) {
      const recipient = text(record(answer.json).recipient_id) ?? '';
      const echo = echoEntry(this.options.account, recipient, { ...record(body.message), mid }, new Date(this.now()));
      const work = this.deliver([echo]).catch(() => undefined);
      this.background.add(work);
      void work.finally(() => this.background.delete(work));
    }
    return answer;
  }

  /** Containers and comments. */
  private object(request: ReceivedRequest, id: string, edge: string | undefined): Exclude<ProviderAnswer, string> {
    const container = this.publishing.find(id);
    if (container && request.method === 'GET') return this.publishing.status(container);
    const media = this.publishing.published.find((each) => each.id === id);
    if (media && request.method === 'GET') return ok({ id, permalink: `https://www.instagram.com/p/${id}/` });
    return this.moderation.answer(request, id, edge);
  }
}

async function post(webhookUrl: string, secret: string, entries: readonly WebhookEntry[]): Promise<number> {
  const body = JSON.stringify(envelope(entries));
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signHmacSha256(secret, body, 'sha256='),
  };
  const response = await fetch(webhookUrl, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
}
