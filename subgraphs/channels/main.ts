import {
  createHost,
  GraphExtensions,
  identityOf,
  type ChannelAccount,
  type ComposeCheck,
  type Host,
  type HostOptions,
  type HostTuning,
} from '../../plugins/host/index.js';
import type { ReceiptMoved, StoredInbound } from '../../plugins/sdk/index.js';
import type { SubgraphDependencies } from '../kernel/dependencies.js';
import type { UnitOfWork } from '../kernel/database.js';
import type { Consumer } from '../kernel/event-log/index.js';
import { prepareModels } from '../kernel/models.js';
import type { Subgraph } from '../kernel/subgraph.js';
import { composeChannels, type ChannelsDomain } from './composition.js';
import { MediaAccess } from './domain/media-access.js';
import { createMediaRoute } from './media-route.js';
import { postOrderConsumer, tellPost, type PostNews } from './domain/posts.js';
import type { ChannelHost } from './domain/ports.js';
import { channelsSubgraph } from './subgraph.js';

export interface ChannelsDependencies extends SubgraphDependencies {
  /** The configured accounts; each is a channel. */
  readonly accounts: readonly ChannelAccount[];
  /** Whether the graph with what plugins add still composes; absent: nothing to compose with. */
  readonly composes?: ComposeCheck;
  /** How plugins ask the hub, and how the hub knows who calls their routes. */
  readonly hub?: HostOptions['hub'];
  readonly visitors?: HostOptions['visitors'];
  /** Looks at media before anybody sees them; absent: nobody does. */
  readonly mediaScanner?: HostOptions['mediaScanner'];
  /** Limits of the host; the defaults suit production. */
  readonly tuning?: Partial<HostTuning>;
  /** For tests. */
  readonly now?: () => Date;
}

/** The channels subgraph with its life cycle, and the host that takes webhooks for it. */
export interface ChannelsSubgraph {
  readonly subgraph: Subgraph;
  readonly host: Host;
  /** `/media/…`: the media of messages, for those whom an address was given to. */
  readonly mediaRoute: ReturnType<typeof createMediaRoute>;
  /** Lets accounts join, also while the hub runs, with what their plugins add to the graph. Answers those that joined. */
  join(accounts: readonly ChannelAccount[]): Promise<readonly ChannelAccount[]>;
  /** Prepares collections, begins to consume the log, then lets the host take and send. */
  start(): Promise<void>;
  /** Drains the host, then stops the consumers. */
  stop(): Promise<void>;
}

/** Milliseconds that a start waits for the directory; with more to catch up, recognition lags behind for a while. */
const directoryPatience = 10_000;

/** Waits until the directory knows whom the data bank knows, so that they are recognised from the first message on. */
async function knownWithin(directory: Consumer, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([directory.settled(), patience]);
  clearTimeout(timer);
}

/** Lets accounts join one after the other; those of a plugin that does not fit into the graph are refused. */
function joinerOf(host: Host, graph: GraphExtensions): ChannelsSubgraph['join'] {
  const joined = async (account: ChannelAccount) => {
    const reasons = graph.faultsOf(account.plugin);
    if (reasons.length > 0) host.refuse({ channelId: account.id, plugin: identityOf(account.plugin), reasons });
    if (reasons.length > 0 || !(await host.join(account))) return [];
    graph.enter(account.plugin);
    return [account];
  };
  let before: Promise<unknown> = Promise.resolve();
  return (accounts) => {
    const all = before.then(async () => {
      graph.prepare(accounts.map(({ plugin }) => plugin));
      const found: ChannelAccount[] = [];
      for (const account of accounts) found.push(...(await joined(account)));
      graph.publish();
      return found;
    });
    before = all.catch(() => undefined);
    return all;
  };
}

/** Composition root of channels: plugins by the host, conversations by the domain. */
export async function createChannels(dependencies: ChannelsDependencies): Promise<ChannelsSubgraph> {
  const { database, vault, log, metrics, production, accounts, composes, tuning, now, hub, visitors, mediaScanner } =
    dependencies;
  // Host and domain need each other: the host hands over what comes in, the domain hands back what goes out.
  const handlers = {
    inbound: (item: StoredInbound, unit: UnitOfWork) => domain.inbound.handle(item, unit),
    receipt: (receipt: ReceiptMoved, unit: UnitOfWork) => domain.receipts.handle(receipt, unit),
    post: (news: PostNews, unit: UnitOfWork) => tellPost(dependencies.events, news, unit),
  };
  const host = await createHost({
    database,
    vault,
    log,
    metrics,
    production,
    // They join once the graph that they may extend is there.
    accounts: [],
    handlers,
    ...(hub && { hub }),
    ...(visitors && { visitors }),
    ...(mediaScanner && { mediaScanner }),
    ...(tuning && { tuning }),
  });
  const domain: ChannelsDomain = composeChannels({
    ...dependencies,
    host: host satisfies ChannelHost,
    ...(now && { now }),
  });
  const access = new MediaAccess({ ...dependencies, host, queries: domain.queries, now: domain.now });
  const openMedia = (messageId: string) => host.openMedia(messageId);
  const subgraph = await channelsSubgraph(domain, dependencies, { access, base: visitors?.publicUrl ?? '' }, host);
  const postOrders = postOrderConsumer(dependencies.events, host, now ?? (() => new Date()));
  const followers = [domain.complaintNews, domain.erasure, postOrders];
  const join = joinerOf(host, new GraphExtensions({ host, subgraph, ...(composes && { composes }) }));
  await join(accounts);
  return {
    subgraph,
    host,
    mediaRoute: createMediaRoute({ access, openMedia, visitors, log }),
    join,
    async start() {
      await prepareModels(domain.models);
      await domain.directory.start();
      await knownWithin(domain.directory, directoryPatience);
      await host.start();
      for (const consumer of followers) await consumer.start();
      domain.silence.start();
      domain.breaches.start();
      domain.dispatcher.start();
    },
    async stop() {
      await host.stop();
      await domain.silence.stop();
      await domain.breaches.stop();
      await domain.dispatcher.stop();
      for (const consumer of [...followers, domain.directory]) await consumer.stop();
    },
  };
}
