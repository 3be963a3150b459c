import { notFound } from '../../subgraphs/kernel/errors.js';
import { AnswerDesk } from './answering.js';
import { ChannelRuntime } from './channel-runtime.js';
import { hostCollections, prepareHostCollections, type HostCollections } from './collections.js';
import { listDeadLetters, replayDeadLetters } from './dead-letters.js';
import { InboxWorker, type Steps } from './inbox-worker.js';
import { InboxWriter } from './inbox-writer.js';
import { receive, type IngressParts } from './ingress.js';
import { readLedger } from './ledger.js';
import { forgetPeople } from './erasure.js';
import { createMeters } from './meters.js';
import { createNodeHandler } from './node-handler.js';
import { enqueue } from './outbox.js';
import { OutboxPatrol } from './outbox-patrol.js';
import { OutboxWorker } from './outbox-worker.js';
import { Mailboxes } from './mailbox.js';
import { InsightsDesk } from './insights.js';
import { MediaDesk } from './media.js';
import { mediaCollections, prepareMedia } from './media-rows.js';
import { mediaTuning } from './media-types.js';
import { openPoller } from './poller.js';
import { LocalQuota, SharedQuota } from './quota.js';
import { Publisher } from './publishing.js';
import { postRows, preparePostRows } from './publishing-rows.js';
import { publishingTuning } from './publishing-types.js';
import { RejectionCounter } from './rejections.js';
import { Roster } from './roster.js';
import { RouteDesk } from './route-desk.js';
import { personLane } from './rows.js';
import { ServiceDesk } from './service-desk.js';
import { openStorage } from './storage.js';
import { touchpointOf } from './touchpoints.js';
import { windowOf } from './window.js';
import type { Host, HostOptions, HostTuning } from './types.js';

const day = 86_400_000;

/** How long an item's work waits for webhooks that are being written, in milliseconds. */
const workPatience = 200;

/** What suits production. */
export const defaultTuning: HostTuning = {
  inboxConcurrency: 4,
  inboxAttempts: 8,
  retryDelay: 250,
  longestRetryDelay: 60_000,
  sendConcurrency: 16,
  sendDeadline: 10_000,
  sendAttempts: 8,
  sendLease: 40_000,
  circuitFailures: 5,
  circuitPause: 10_000,
  stopPause: 60_000,
  pollInterval: 500,
  answerDeadline: 8_000,
  serveConcurrency: 32,
  serveQueue: 2_000,
  openStreams: 2_000,
  tokenCheckInterval: 5_000,
  drainDeadline: 8_000,
  retention: 30 * day,
  ...publishingTuning,
  ...mediaTuning,
};

/** Checks the plugins, prepares the collections and wires the host. Nothing runs before `start`. */
export async function createHost(options: HostOptions): Promise<Host> {
  const db = options.database.connection.db;
  if (!db) throw new Error('The database connection is not open.');
  await prepareHostCollections(db);
  await preparePostRows(db);
  await prepareMedia(db);
  const collections = hostCollections(db);
  const engine = engineOf(options, collections, { ...defaultTuning, ...options.tuning });
  for (const account of options.accounts) await engine.roster.join(account);
  return wire(engine);
}

/** All workers of a host. */
function engineOf(options: HostOptions, collections: HostCollections, tuning: HostTuning) {
  const meters = createMeters(options.metrics);
  const now = options.now ?? Date.now;
  const { database, vault, log, handlers } = options;
  const giveWay = (patience = workPatience) => writer.giveWay(patience);
  const { retention } = tuning;
  const shared = { database, collections, vault, log, handlers, tuning, meters, now, retention, giveWay };
  const steps: Steps = new WeakMap();
  const desk = new AnswerDesk({ ...shared, wake: (id) => outboxes.get(id)?.wake() });
  const inbox = new InboxWorker({ ...shared, steps, settled: (id) => desk.settled(id) });
  const quotas = { accountQuota: new SharedQuota(collections, now), recipientQuota: new LocalQuota(now) };
  const writer = new InboxWriter(database, collections, (rows) => inbox.wake(rows));
  const mailboxes = new Mailboxes(shared);
  const roster = new Roster({
    collections,
    log,
    openChannel: (account) => {
      const lent = {
        storage: openStorage({ collections, vault, now }, account.id),
        mailbox: mailboxes.lend(account.id),
      };
      return new ChannelRuntime(account, { tuning, meters, log, now, ...lent });
    },
    openOutbox: (channel) => new OutboxWorker(channel, { ...shared, ...quotas }),
    openPoller: (channel) => openPoller(channel, { ...shared, writer }),
  });
  const { channels, outboxes } = roster;
  const patrol = new OutboxPatrol({ ...shared, outboxes });
  const rejections = new RejectionCounter(collections, log);
  const services = new ServiceDesk({ ...shared, writer, hub: options.hub });
  const media = new MediaDesk({
    ...shared,
    ...mediaCollections(database.connection.db!),
    channels,
    scanner: options.mediaScanner,
  });
  const publisher = new Publisher({ ...shared, channels, posts: postRows(database.connection.db!) });
  const insights = new InsightsDesk({ services, now });
  const routes = new RouteDesk({ ...shared, channels, services, visitors: options.visitors });
  return {
    ...shared,
    steps,
    desk,
    roster,
    channels,
    outboxes,
    patrol,
    inbox,
    writer,
    rejections,
    mailboxes,
    services,
    routes,
    publisher,
    media,
    insights,
  };
}

type Engine = ReturnType<typeof engineOf>;

function wire(engine: Engine): Host {
  const { channels, collections, roster, vault } = engine;
  let stopping = false;
  const known = (id: string) => {
    const channel = channels.get(id);
    if (!channel) throw notFound(`The channel ${id}`);
    return channel;
  };
  const ingressParts: IngressParts = {
    ...engine,
    rejected: (id) => engine.rejections.add(id),
    stopping: () => stopping,
  };
  const ingress: Host['ingress'] = (request) => receive(ingressParts, request);
  const wake = (id: string) => engine.outboxes.get(id)?.wake();
  return {
    ingress,
    nodeHandler: createNodeHandler(ingress, (id) => channels.get(id)?.capabilities.webhook?.maximumBytes),
    enqueue: (unit, message, options) => enqueue({ ...engine, wake }, unit, message, options),
    publish: (unit, order) => engine.publisher.publish(unit, order),
    withdraw: (unit, postId) => engine.publisher.withdraw(unit, postId),
    fetchMedia: (unit, order) => engine.media.fetchMedia(unit, order),
    media: (messageIds) => engine.media.media(messageIds),
    forget: (unit, order) =>
      forgetPeople({ ...engine, ...mediaCollections(engine.database.connection.db!) }, unit, order),
    insights: async (id, range, caller) => {
      const channel = channels.get(id);
      return channel ? engine.insights.ask(channel, range, caller) : null;
    },
    openMedia: (messageId) => engine.media.openMedia(messageId),
    serve: async (id, caller, options, work) => engine.services.serve(known(id), caller, options, work),
    routeHandler: engine.routes.handle,
    endStreams: () => engine.routes.endLive(),
    touchpoint: (id, event) => touchpointOf(engine, id, event),
    channels: () => [...channels.values()].map((channel) => channel.info()),
    health: (id) => known(id).health(),
    ledger: async (id) => ledgerOf(engine, known(id).id),
    replyWindow: async (id, key) => {
      const { limited, openUntil } = await windowOf(collections, known(id).capabilities, personLane(vault, id, key));
      return { limited, openUntil };
    },
    deadLetters: (id, first) => listDeadLetters(collections, known(id).id, first),
    replay: async (id, limit) =>
      (await replayDeadLetters(engine, known(id).id, limit)) + (await engine.media.replay(id)),
    join: (account) => roster.join(account),
    refuse: (refusal) => roster.refuse(refusal),
    get refusals() {
      return roster.refusals;
    },
    start: () => start(engine),
    stop: () => {
      stopping = true;
      return stop(engine);
    },
  };
}

async function ledgerOf(engine: Engine, channelId: string) {
  await engine.rejections.flush();
  return readLedger(engine.database, engine.collections, channelId);
}

async function start(engine: Engine): Promise<void> {
  await engine.roster.start();
  engine.rejections.start();
  engine.patrol.start();
  engine.inbox.start();
  engine.publisher.start();
  engine.media.start();
}

/** In the order of the flow: nothing new comes in, what came in is worked, what is being sent is settled. */
async function stop(engine: Engine): Promise<void> {
  engine.roster.stop();
  engine.routes.stop();
  engine.services.stop();
  engine.mailboxes.stop();
  await Promise.all([...engine.roster.pollers.values()].map((poller) => poller.stop(engine.tuning.drainDeadline)));
  await engine.writer.idle();
  await engine.inbox.stop();
  await engine.media.stop();
  await engine.publisher.stop(engine.tuning.drainDeadline);
  const channels = [...engine.channels.values()];
  await Promise.all(channels.map((channel) => channel.lifecycle('drain')));
  await engine.patrol.stop();
  await Promise.all([...engine.outboxes.values()].map((outbox) => outbox.stop(engine.tuning.drainDeadline)));
  await engine.rejections.stop();
  await Promise.all(channels.map((channel) => channel.lifecycle('stop')));
}
