import { webSocketClient } from './graphql-client.js';

/** One update as the subscriber received it. */
export interface SeenUpdate {
  readonly cursor: string;
  readonly sequence: number;
  readonly complaint: { readonly id: string };
}

const query = `subscription($after: Cursor) { complaintUpdates(after: $after) { __typename
  ... on ComplaintChanged { cursor sequence complaint { id } } ... on Resync { reason } } }`;

/** A partner's client that subscribes again with its last cursor whenever the connection ends, until it is stopped. */
export class FaithfulSubscriber {
  readonly seen: SeenUpdate[] = [];
  readonly resyncs: string[] = [];
  connections = 0;
  private stopped = false;
  private running: Promise<void> | undefined;
  private endConnection: () => void = () => undefined;

  /** @param from cursor to begin after, so that nothing is missed before the first update */
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly from: string,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.endConnection();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.follow();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private follow(): Promise<void> {
    this.connections += 1;
    const client = webSocketClient(this.url, this.token);
    return new Promise<void>((resolve) => {
      const end = () => {
        void client.dispose();
        resolve();
      };
      this.endConnection = end;
      client.on('closed', end);
      client.on('error', end);
      client.subscribe<{ complaintUpdates: SeenUpdate & { __typename: string; reason?: string } }>(
        { query, variables: { after: this.seen.at(-1)?.cursor ?? this.from } },
        {
          next: ({ data, errors }) => {
            if (errors || !data) return end();
            const { __typename, reason, ...update } = data.complaintUpdates;
            if (__typename === 'Resync') this.resyncs.push(reason ?? '');
            else this.seen.push(update);
          },
          error: end,
          complete: end,
        },
      );
    });
  }
}
