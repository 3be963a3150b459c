import { setTimeout as pause } from 'node:timers/promises';
import { startGraphSimulator, type GraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { messagePart, newMessageId, textContent } from '../../plugins/whatsapp/simulator/payloads.js';
import { FaithfulSubscriber } from '../kit/faithful-subscriber.js';
import { data, eventually } from '../kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../kit/hub-process.js';

export interface KillOptions {
  /** How often the hub is killed. */
  readonly kills: number;
  readonly writers: number;
  readonly people: number;
  readonly random: () => number;
}

/** What was promised and what was found. */
export interface KillReport {
  /** Complaints whose filing was acknowledged, with the number of acknowledged changes of each. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Versions of all complaints that the hub holds in the end. */
  readonly versions: ReadonlyMap<string, number>;
  readonly seen: FaithfulSubscriber['seen'];
  readonly resyncs: readonly string[];
  readonly connections: number;
  /** Webhooks answered with 200, one a person. */
  readonly delivered: number;
  /** Conversations by number of inbound messages. */
  readonly inboundCounts: readonly number[];
  readonly ledger: { received: number; stored: number; rejected: number; duplicates: number; processed: number };
  readonly proofs: readonly boolean[];
}

const firstPerson = 6_289_900_100_000;
const fileMutation =
  'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { ... on ComplaintFiled { complaint { id } } } }';
const respondMutation = `mutation($input: RespondToComplaintInput!) { respondToComplaint(input: $input) { __typename } }`;
const verifyMutation = `mutation($input: VerifyComplaintInput!) { verifyComplaint(input: $input) { __typename } }`;

/** Runs writers, webhooks and a partner while the hub is killed with SIGKILL and started again. */
export class KillScenario {
  private readonly acknowledged = new Map<string, number>();
  private stopping = false;
  private delivered = 0;

  private constructor(
    private readonly options: KillOptions,
    private readonly home: HubHome,
    private readonly graph: GraphSimulator,
    private readonly port: number,
    private readonly officer: string,
    private hub: HubProcess,
  ) {}

  static async run(options: KillOptions): Promise<KillReport> {
    const home = await createHubHome();
    const port = 20_000 + Math.floor(options.random() * 20_000);
    const graph = await startGraphSimulator({
      number: { accountId: 'waba', phoneNumberId: '100000000000001', displayNumber: '628118165165' },
      appSecret: 'dev-whatsapp-secret',
      accessToken: 'dev-whatsapp-access-token',
      webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp-pandawa`,
    });
    const environment = { KANAL_PORT: String(port), WHATSAPP_PANDAWA_API_BASE: graph.apiBase };
    const hub = await home.start(environment);
    const officer = await home.token({ role: 'officer', lifetime: 86_400 });
    const scenario = new KillScenario(options, home, graph, port, officer, hub);
    try {
      return await scenario.play(environment);
    } finally {
      await scenario.hub.kill();
      await graph.close();
      await home.close();
    }
  }

  private get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private async play(environment: Record<string, string>): Promise<KillReport> {
    const partner = await this.home.token({ role: 'partner', regions: ['61.71'], lifetime: 86_400 });
    const { complaintUpdatesCursor } = await data(this.url, partner, '{ complaintUpdatesCursor }');
    const subscriber = new FaithfulSubscriber(this.url, partner, complaintUpdatesCursor as string);
    subscriber.start();
    try {
      await this.disturb(environment);
      return await this.report(subscriber);
    } finally {
      await subscriber.stop();
    }
  }

  /** Writes and chats while the hub is killed and started again. */
  private async disturb(environment: Record<string, string>): Promise<void> {
    const work = [...Array.from({ length: this.options.writers }, (_, index) => this.write(index)), this.chat()];
    for (let kill = 0; kill < this.options.kills; kill += 1) {
      await pause(400 + this.options.random() * 1_500);
      await this.hub.kill();
      this.hub = await this.home.start(environment);
    }
    await pause(1_000);
    this.stopping = true;
    await Promise.all(work);
  }

  /** Says it again until it is acknowledged, as a client with an idempotency key does. */
  private async insist<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch {
        await pause(50);
      }
    }
  }

  private async write(writer: number): Promise<void> {
    for (let index = 0; !this.stopping; index += 1) {
      const input = {
        idempotencyKey: `kill-${writer}-${index}`,
        channelId: 'whatsapp-pandawa',
        category: 'CLAIM',
        description: 'Contoh.',
        region: '61.71',
      };
      const { fileComplaint } = await this.insist(() => data(this.url, this.officer, fileMutation, { input }));
      const complaintId = fileComplaint.complaint.id as string;
      this.acknowledged.set(complaintId, 1);
      // Not repeated when the connection breaks: it may have happened, and only what was acknowledged is counted.
      for (const [mutation, change] of [
        [verifyMutation, {}],
        [respondMutation, { text: 'Kami periksa.' }],
      ] as const) {
        const answer = await data(this.url, this.officer, mutation, { input: { complaintId, ...change } }).catch(
          () => undefined,
        );
        if (!answer) break;
        this.acknowledged.set(complaintId, (this.acknowledged.get(complaintId) ?? 0) + 1);
      }
    }
  }

  /** Each person writes once; the provider repeats its webhook until it has a 200, and then twice more. */
  private async chat(): Promise<void> {
    for (let index = 0; index < this.options.people; index += 1) {
      const part = messagePart(
        { waId: String(firstPerson + index), name: 'Rekaan' },
        textContent('Halo'),
        new Date(),
        newMessageId(),
      );
      await this.insist(async () => {
        const [status] = await this.graph.deliver([part]);
        if (status !== 200) throw new Error('not taken');
      });
      this.delivered += 1;
      await this.graph.deliver([part], { times: 2 }).catch(() => undefined);
      await pause(20);
    }
  }

  private async report(subscriber: FaithfulSubscriber): Promise<KillReport> {
    const ledgerQuery =
      '{ channel(id: "whatsapp-pandawa") { operational { ledger { received stored rejected duplicates processed } } } }';
    const { channel } = await eventually(
      () => data(this.url, this.officer, ledgerQuery),
      (answer) => answer.channel.operational.ledger.processed === answer.channel.operational.ledger.stored,
      60_000,
    );
    const versions = new Map<string, number>();
    const proofs: boolean[] = [];
    for await (const node of this.pages('complaints', 'id version proof { verified }')) {
      versions.set(node.id as string, node.version as number);
      proofs.push((node.proof as { verified: boolean }).verified);
    }
    const expected = [...versions.values()].reduce((sum, version) => sum + version, 0);
    await eventually(
      () => Promise.resolve(subscriber.seen.length),
      (count) => count >= expected,
      30_000,
    );
    const inboundCounts: number[] = [];
    for await (const node of this.pages('inbox', 'messages(first: 100) { edges { node { direction } } }')) {
      const { edges } = node.messages as { edges: { node: { direction: string } }[] };
      inboundCounts.push(edges.filter((edge) => edge.node.direction === 'INBOUND').length);
    }
    return {
      acknowledged: this.acknowledged,
      versions,
      seen: subscriber.seen,
      resyncs: subscriber.resyncs,
      connections: subscriber.connections,
      delivered: this.delivered,
      inboundCounts,
      ledger: channel.operational.ledger,
      proofs,
    };
  }

  private async *pages(field: string, selection: string): AsyncGenerator<Record<string, unknown>> {
    let after: string | null = null;
    do {
      const query = `query($after: Cursor) { ${field}(first: 100, after: $after) { edges { node { ${selection} } } pageInfo { hasNextPage endCursor } } }`;
      const answer: Record<
        string,
        { edges: { node: Record<string, unknown> }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
      > = await data(this.url, this.officer, query, { after });
      const page = answer[field]!;
      for (const { node } of page.edges) yield node;
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
  }
}
