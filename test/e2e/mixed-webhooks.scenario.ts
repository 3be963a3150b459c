import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { data, eventually } from '../kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../kit/hub-process.js';
import { itemKeys, mixedChannels, Senders, type MixedChannel, type Webhook } from './mixed-webhooks.senders.js';

export interface MixedOptions {
  /** Webhooks in total, and how many of them people cause by themselves; the rest are reports of what the hub sent. */
  readonly webhooks: number;
  readonly people: { readonly whatsapp: number; readonly instagram: number; readonly calls: number };
  /** How often each webhook is delivered. */
  readonly times: number;
  readonly kills: number;
  readonly random: () => number;
}

/** Counts of a channel's ledger. */
export interface Ledger {
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly processed: number;
  readonly deadLettered: number;
  readonly read: number;
}

/** What was delivered and what was found. */
export interface MixedReport {
  readonly webhooks: number;
  readonly kills: number;
  /** By channel: items of all webhooks, distinct and as often as they were acknowledged, and the ledger in the end. */
  readonly channels: ReadonlyMap<MixedChannel, { readonly items: number; readonly ledger: Ledger }>;
  /** Words that people wrote, and those that the hub's conversations hold, each as often as it does. */
  readonly written: readonly string[];
  readonly kept: readonly string[];
  /** Our ids of the WhatsApp messages that the provider took. */
  readonly references: readonly string[];
  /** Webhooks that were not given the same answer each time. */
  readonly unlike: readonly string[];
}

/** Deliveries on their way at the same time: Meta's, and those of calls, which wait for what the hub says. */
const lanes = { meta: 40, twilio: 64 };
/** Nothing moves for so long: something is stuck. */
const stall = 60_000;
/** The rest of the work, after the last delivery: on a machine that others use too. */
const workPatience = 600_000;
const ledgerFields = 'received stored rejected duplicates processed deadLettered read';

/** Delivers a mix of webhooks several times each, in random order, while the hub is killed and started again. */
export class MixedWebhooks {
  private readonly pending: Record<keyof typeof lanes, Webhook[]> = { meta: [], twilio: [] };
  private readonly made: Webhook[] = [];
  private readonly answers = new Map<Webhook, Set<string>>();
  private delivered = 0;
  private inFlight = 0;
  private movedAt = Date.now();
  private killed = 0;

  private constructor(
    private readonly options: MixedOptions,
    private readonly home: HubHome,
    private readonly senders: Senders,
    private readonly url: string,
    private hub: HubProcess,
  ) {}

  static async run(options: MixedOptions): Promise<MixedReport> {
    const home = await createHubHome();
    const port = 20_000 + Math.floor(options.random() * 10_000);
    const url = `http://127.0.0.1:${port}`;
    const senders = await Senders.start(url, options.random);
    const environment = { KANAL_PORT: String(port), ...senders.environment };
    const hub = await home.start(environment);
    const scenario = new MixedWebhooks(options, home, senders, url, hub);
    try {
      return await scenario.play(environment);
    } finally {
      await scenario.hub.kill();
      await senders.close();
      await home.close();
    }
  }

  private async play(environment: Record<string, string>): Promise<MixedReport> {
    this.add(this.senders.people(this.options.people));
    const pools = { meta: this.pool('meta'), twilio: this.pool('twilio') };
    const work = (['meta', 'twilio'] as const).flatMap((side) =>
      Array.from({ length: lanes[side] }, () => this.lane(side, pools[side])),
    );
    await Promise.all([...work, this.killNowAndThen(environment)]);
    await Promise.all([pools.meta.close(), pools.twilio.close()]);
    return this.report();
  }

  private pool(side: keyof typeof lanes): Pool {
    return new Pool(this.url, { connections: lanes[side], pipelining: 1 });
  }

  /** Puts webhooks among those to be delivered, as long as there are not enough. */
  private add(webhooks: readonly Webhook[]): void {
    for (const webhook of webhooks.slice(0, this.options.webhooks - this.made.length)) {
      this.made.push(webhook);
      const side = this.pending[webhook.channel === 'care-center-165' ? 'twilio' : 'meta'];
      for (let time = 0; time < this.options.times; time += 1) side.push(webhook);
    }
  }

  private get isDone(): boolean {
    const left = this.pending.meta.length + this.pending.twilio.length + this.inFlight;
    return this.made.length === this.options.webhooks && left === 0;
  }

  private async lane(side: keyof typeof lanes, pool: Pool): Promise<void> {
    while (!this.isDone) {
      if (Date.now() - this.movedAt > stall)
        throw new Error(`Stuck with ${this.made.length} made, ${this.delivered} delivered.\n${this.hub.log()}`);
      if (this.made.length < this.options.webhooks) this.add(this.senders.reports());
      const webhook = this.take(this.pending[side]);
      if (!webhook) await pause(20);
      else if (!(await this.deliver(webhook, pool))) {
        this.pending[side].push(webhook);
        await pause(50);
      }
    }
  }

  private take(webhooks: Webhook[]): Webhook | undefined {
    const place = Math.floor(this.options.random() * webhooks.length);
    const last = webhooks.pop();
    const found = webhooks[place];
    if (found === undefined || last === undefined) return last;
    webhooks[place] = last;
    return found;
  }

  /** False: the hub was not there, or asks to come again. */
  private async deliver(webhook: Webhook, pool: Pool): Promise<boolean> {
    const { path, headers, body } = webhook;
    this.inFlight += 1;
    try {
      const response = await pool.request({ method: 'POST', path, headers, body });
      const text = await response.body.text();
      if (response.statusCode >= 500) return false;
      this.delivered += 1;
      this.movedAt = Date.now();
      this.answers.set(webhook, (this.answers.get(webhook) ?? new Set()).add(`${response.statusCode} ${text}`));
      return true;
    } catch {
      return false;
    } finally {
      this.inFlight -= 1;
    }
  }

  /** At random moments, spread over the whole run. */
  private async killNowAndThen(environment: Record<string, string>): Promise<void> {
    const { kills, webhooks, times, random } = this.options;
    for (let kill = 0; kill < kills; kill += 1) {
      const moment = ((kill + 0.2 + 0.6 * random()) / kills) * webhooks * times;
      while (this.delivered < moment && !this.isDone) await pause(5);
      await this.hub.kill();
      this.killed += 1;
      this.hub = await this.home.start(environment);
      this.movedAt = Date.now();
    }
  }

  private async report(): Promise<MixedReport> {
    const officer = await this.home.token({ role: 'officer', lifetime: 86_400 });
    const keys = itemKeys(this.made);
    const channels = new Map<MixedChannel, { items: number; ledger: Ledger }>();
    for (const channel of Object.keys(mixedChannels) as MixedChannel[]) {
      const ledger = await this.settledLedger(channel, officer);
      channels.set(channel, { items: keys.get(channel)?.size ?? 0, ledger });
    }
    return {
      webhooks: this.made.length,
      kills: this.killed,
      channels,
      written: [...this.senders.words],
      kept: await this.inboundWords(officer),
      references: this.senders.graph.sent.map(({ reference = '' }) => reference),
      unlike: [...this.answers]
        .filter(([, given]) => given.size > 1)
        .map(([{ path }, given]) => `${path}: ${[...given].join(' | ')}`),
    };
  }

  /** The ledger once everything that came in was worked. */
  private async settledLedger(channel: string, officer: string): Promise<Ledger> {
    const query = `{ channel(id: "${channel}") { operational { ledger { ${ledgerFields} } } } }`;
    const answer = await eventually(
      () => data(this.url, officer, query),
      ({ channel: { operational } }) =>
        operational.ledger.processed + operational.ledger.deadLettered === operational.ledger.stored,
      workPatience,
    );
    return answer.channel.operational.ledger as Ledger;
  }

  private async inboundWords(officer: string): Promise<string[]> {
    const query = `query($after: Cursor) { inbox(first: 100, after: $after) {
      edges { node { messages(first: 50) { edges { node { direction text } } } } } pageInfo { hasNextPage endCursor } } }`;
    const words: string[] = [];
    for (let after: string | null = null; ;) {
      const { inbox } = await data(this.url, officer, query, { after });
      for (const { node } of inbox.edges)
        for (const { node: message } of node.messages.edges)
          if (message.direction === 'INBOUND') words.push(message.text as string);
      if (!inbox.pageInfo.hasNextPage) return words;
      after = inbox.pageInfo.endCursor as string;
    }
  }
}
