import type { GraphQLFormattedError } from 'graphql';
import type { Outcome } from '../execution/execute-operation.js';
import type { FeedHistory } from './feed-history.js';
import type { Payload, Subscriber } from './subscriber.js';

/** Events handed on without a pause, after which other work of the process gets its turn. */
const eventsPerTurn = 64;

export interface FeedOptions {
  /** Opens the upstream: events, or the outcome that refused it. */
  readonly open: () => Promise<AsyncIterator<Outcome> | Outcome>;
  readonly serialise: (outcome: Outcome) => Payload;
  /** Errors fit for clients. */
  readonly present: (errors: readonly GraphQLFormattedError[]) => readonly GraphQLFormattedError[];
  /** Errors fit for clients, of a fault thrown by the upstream. */
  readonly explain: (error: unknown) => readonly GraphQLFormattedError[];
  /** The cursor of an event, when the subscription asks for it. */
  readonly cursorOf: (data: Outcome['data']) => string | undefined;
  readonly history: FeedHistory;
  /** How long the only subscriber may stand still before it is cut, in milliseconds. */
  readonly patience: number;
  readonly onDelivered: (subscribers: number) => void;
  /** Called once, when nothing comes any more. */
  readonly onEnded: () => void;
}

/**
 * One upstream subscription and all who share it. Everybody who is on the feed when an event comes gets that event;
 * nobody waits for a slower one. With a single subscriber the feed goes at that subscriber's pace, so that a long
 * replay waits in the log and not in memory.
 */
export class Feed {
  private readonly subscribers = new Set<Subscriber>();
  private source: AsyncIterator<Outcome> | undefined;
  private delivered = 0;
  private ended = false;
  private started = false;
  private stopWaiting: (() => void) | undefined;

  constructor(private readonly options: FeedOptions) {}

  /** What a subscriber who comes with this cursor gets first, or undefined when it cannot join (see `FeedHistory`). */
  backlogFor(after: string | undefined): readonly Payload[] | undefined {
    return this.ended ? undefined : this.options.history.backlogFor(after);
  }

  /** Puts a subscriber on the feed: after its backlog, from the next event on. The first one starts it. */
  add(subscriber: Subscriber, backlog: readonly Payload[] = []): void {
    for (const payload of backlog) subscriber.next(payload);
    this.subscribers.add(subscriber);
    this.stopWaiting?.();
    if (this.started) return;
    this.started = true;
    void this.run();
  }

  /** Forgets past events that are too old to be handed on. */
  forget(): void {
    this.options.history.forget();
  }

  /** Takes a subscriber off; the last one ends the upstream. */
  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0) this.end();
  }

  /** Ends the feed for everybody with errors. */
  fail(errors: readonly GraphQLFormattedError[]): void {
    const all = [...this.subscribers];
    this.end();
    for (const subscriber of all) subscriber.fail(errors);
  }

  private async run(): Promise<void> {
    try {
      const opened = await this.options.open();
      if (!('next' in opened)) return this.fail(this.options.present(opened.errors));
      this.source = opened;
      if (this.ended) return this.closeSource();
      await this.pump(opened);
      this.finish();
    } catch (error) {
      if (!this.ended) this.fail(this.options.explain(error));
    }
  }

  private async pump(source: AsyncIterator<Outcome>): Promise<void> {
    while (!this.ended) {
      const step = await source.next();
      if (step.done || this.ended) return;
      const payload = this.options.serialise(step.value);
      this.options.history.add(this.options.cursorOf(step.value.data), payload);
      this.deliver(payload);
      if (this.delivered % eventsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      await this.keepPace();
    }
  }

  private deliver(payload: Payload): void {
    this.delivered += 1;
    const { size } = this.subscribers;
    for (const subscriber of this.subscribers) subscriber.next(payload);
    this.options.onDelivered(size);
  }

  private async keepPace(): Promise<void> {
    if (this.subscribers.size !== 1) return;
    const [only] = this.subscribers;
    if (!only?.lagging) return;
    const caughtUp = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), this.options.patience);
      this.stopWaiting = () => {
        clearTimeout(timer);
        resolve(true);
      };
      only.onceCaughtUp(this.stopWaiting);
    });
    this.stopWaiting = undefined;
    if (!caughtUp) only.cut();
  }

  private finish(): void {
    const all = [...this.subscribers];
    this.end();
    for (const subscriber of all) subscriber.complete();
  }

  /** Ends everything without a word to anybody. */
  end(): void {
    this.subscribers.clear();
    this.stopWaiting?.();
    this.closeSource();
    if (this.ended) return;
    this.ended = true;
    this.options.onEnded();
  }

  /** The upstream may take its time to end, or fail at it: nobody waits for that. */
  private closeSource(): void {
    const { source } = this;
    this.source = undefined;
    void Promise.resolve(source?.return?.()).catch(() => undefined);
  }
}
