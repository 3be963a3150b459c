import type { GraphQLFormattedError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { rightsKey, type Principal } from '../../schema/index.js';
import { internalError, presentError, type Presentation } from '../errors.js';
import type { Outcome } from '../execution/execute-operation.js';
import { outage } from '../execution/run-plan.js';
import { SubgraphUnavailable, SubscriptionRefused } from '../execution/subgraph-client.js';
import type { GatewayLog } from '../gateway-log.js';
import type { GatewayMetrics } from '../metrics.js';
import type { Accepted, Pipeline } from '../operations/pipeline.js';
import { Feed } from './feed.js';
import { FeedHistory } from './feed-history.js';
import { resumePoint, type ResumePoint } from './resume-point.js';
import type { Payload, Subscriber } from './subscriber.js';

export interface FeedsOptions {
  readonly pipeline: Pipeline;
  readonly production: boolean;
  readonly log: GatewayLog;
  readonly metrics: GatewayMetrics;
  /** How long the only subscriber of a feed may stand still, in milliseconds. */
  readonly patience: number;
  /** Bounds of the events kept for subscribers who come back. */
  readonly history: { readonly events: number; readonly bytes: number };
}

/** How often old events are forgotten where no new ones come, in milliseconds. */
const forgettingInterval = 30_000;

/**
 * All upstream subscriptions. Viewers with equal rights who ask the same (the same operation and variables of the
 * same supergraph) share one: the rights key holds everything that a resolver may decide by, so they get equal answers.
 */
export class Feeds {
  /** Feeds of the same question and rights; they differ in where they began. */
  private readonly byKey = new Map<string, Set<Feed>>();
  private readonly all = new Set<Feed>();
  private readonly forgetting: NodeJS.Timeout;

  constructor(private readonly options: FeedsOptions) {
    this.forgetting = setInterval(() => this.all.forEach((feed) => feed.forget()), forgettingInterval);
    this.forgetting.unref();
  }

  /** Puts a subscriber on the feed of what it asks for; call the result to take it off. */
  subscribe(accepted: Accepted, principal: Principal | null, subscriber: Subscriber): () => void {
    const { prepared, fragments } = accepted.operation;
    const from = resumePoint(prepared.operation, fragments, accepted.variables);
    const key = feedKey(accepted, from.variable, principal);
    const { feed, backlog } = this.known(key, from.after) ?? {
      feed: this.open(key, accepted, from, principal),
      backlog: [],
    };
    feed.add(subscriber, backlog);
    this.options.metrics.subscribers.inc();
    let on = true;
    return () => {
      if (!on) return;
      on = false;
      this.options.metrics.subscribers.dec();
      feed.remove(subscriber);
    };
  }

  /** Upstream subscriptions now. */
  get size(): number {
    return this.all.size;
  }

  /** Ends every subscription with an error that clients answer by subscribing again. */
  endAll(error: GraphQLFormattedError): void {
    for (const feed of [...this.all]) feed.fail([error]);
  }

  /** Ends every upstream; subscribers hear nothing of it. */
  close(): void {
    clearInterval(this.forgetting);
    for (const feed of [...this.all]) feed.end();
  }

  /** A feed of the key that can go on where the subscriber is. */
  private known(key: string, after: string | undefined): { feed: Feed; backlog: readonly Payload[] } | undefined {
    for (const feed of this.byKey.get(key) ?? []) {
      const backlog = feed.backlogFor(after);
      if (backlog) return { feed, backlog };
    }
    return undefined;
  }

  private open(key: string, accepted: Accepted, from: ResumePoint, principal: Principal | null): Feed {
    const { pipeline, metrics, patience, history } = this.options;
    const presentation: Presentation = { ...this.options, requestId: randomUUID() };
    const caller = pipeline.caller(principal, presentation.requestId);
    const present = (errors: readonly GraphQLFormattedError[]) =>
      errors.map((error) => presentError(error, presentation));
    const feed: Feed = new Feed({
      open: () => pipeline.subscribe(accepted, caller),
      serialise: (outcome) => serialise(outcome, present),
      present,
      explain: (error) => this.explain(error, presentation, present),
      cursorOf: from.cursorOf,
      history: new FeedHistory(from.after, history),
      patience,
      onDelivered: (subscribers) => metrics.deliveries.inc(subscribers),
      onEnded: () => this.forget(key, feed),
    });
    const same = this.byKey.get(key);
    if (same) same.add(feed);
    else this.byKey.set(key, new Set([feed]));
    this.all.add(feed);
    metrics.feeds.inc();
    return feed;
  }

  private forget(key: string, feed: Feed): void {
    const same = this.byKey.get(key);
    same?.delete(feed);
    if (same?.size === 0) this.byKey.delete(key);
    if (this.all.delete(feed)) this.options.metrics.feeds.dec();
  }

  private explain(
    error: unknown,
    { requestId }: Presentation,
    present: (errors: readonly GraphQLFormattedError[]) => readonly GraphQLFormattedError[],
  ): readonly GraphQLFormattedError[] {
    if (error instanceof SubgraphUnavailable) return outage(error, []);
    if (error instanceof SubscriptionRefused) return present(error.errors);
    this.options.log.error({ err: error, requestId }, 'a subscription failed');
    return [internalError(requestId)];
  }
}

function serialise({ data, errors }: Outcome, present: (errors: readonly GraphQLFormattedError[]) => unknown): Payload {
  return Buffer.from(JSON.stringify(errors.length === 0 ? { data } : { errors: present(errors), data }));
}

/** `after` is not part of the key: where a subscriber begins is asked of each feed. */
function feedKey(
  { served, operation, variables }: Accepted,
  after: string | undefined,
  principal: Principal | null,
): string {
  const others = after === undefined ? variables : { ...variables, [after]: null };
  return JSON.stringify([served.generation, operation.prepared.normalised(), sorted(others), rightsKey(principal)]);
}

/** Keys in one order, at every depth, so that equal variables print alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
