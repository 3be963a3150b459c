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
import type { Payload, Subscriber } from './subscriber.js';

export interface FeedsOptions {
  readonly pipeline: Pipeline;
  readonly production: boolean;
  readonly log: GatewayLog;
  readonly metrics: GatewayMetrics;
  /** How long the only subscriber of a feed may stand still, in milliseconds. */
  readonly patience: number;
}

/**
 * All upstream subscriptions. Viewers with equal rights who ask the same (the same operation and variables of the
 * same supergraph) share one: the rights key holds everything that a resolver may decide by, so they get equal answers.
 */
export class Feeds {
  private readonly byKey = new Map<string, Feed>();
  private readonly all = new Set<Feed>();

  constructor(private readonly options: FeedsOptions) {}

  /** Puts a subscriber on the feed of what it asks for; call the result to take it off. */
  subscribe(accepted: Accepted, principal: Principal | null, subscriber: Subscriber): () => void {
    const key = feedKey(accepted, principal);
    const known = this.byKey.get(key);
    const feed = known?.joinable ? known : this.open(key, accepted, principal);
    feed.add(subscriber);
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
    for (const feed of [...this.all]) feed.end();
  }

  private open(key: string, accepted: Accepted, principal: Principal | null): Feed {
    const { pipeline, metrics, patience } = this.options;
    const presentation: Presentation = { ...this.options, requestId: randomUUID() };
    const caller = pipeline.caller(principal, presentation.requestId);
    const present = (errors: readonly GraphQLFormattedError[]) =>
      errors.map((error) => presentError(error, presentation));
    const feed: Feed = new Feed({
      open: () => pipeline.subscribe(accepted, caller),
      serialise: (outcome) => serialise(outcome, present),
      present,
      explain: (error) => this.explain(error, presentation, present),
      replays: resumes(accepted),
      patience,
      onDelivered: (subscribers) => metrics.deliveries.inc(subscribers),
      onEnded: () => this.forget(key, feed),
    });
    this.byKey.set(key, feed);
    this.all.add(feed);
    metrics.feeds.inc();
    return feed;
  }

  private forget(key: string, feed: Feed): void {
    if (this.byKey.get(key) === feed) this.byKey.delete(key);
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

function feedKey({ served, operation, variables }: Accepted, principal: Principal | null): string {
  return JSON.stringify([served.generation, operation.prepared.normalised(), sorted(variables), rightsKey(principal)]);
}

/** Keys in one order, at every depth, so that equal variables print alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** True when the subscription continues from a cursor: an `after` argument that is not null. */
const resumes = ({ operation, variables }: Accepted): boolean =>
  (operation.prepared.rootArgument('after', variables) ?? null) !== null;
