import type { GraphQLFormattedError } from 'graphql';
import type { WebSocketLimits } from '../limits.js';
import type { Payload, Subscriber } from '../subscriptions/subscriber.js';
import type { Outlet } from './outlet.js';
import { nextMessage, serverMessages } from './protocol.js';

const tooSlow: GraphQLFormattedError = {
  message: 'You did not read your events fast enough. Subscribe again with your last cursor; nothing is lost.',
  extensions: { code: 'SUBSCRIBER_TOO_SLOW' },
};

export interface EventQueueOptions {
  readonly id: string;
  readonly outlet: Outlet;
  readonly limits: WebSocketLimits;
  /** Called once, when the end was sent; not after `discard`. */
  readonly onEnd: (queue: EventQueue) => void;
  readonly onCut: () => void;
}

/**
 * One subscription of one socket. Events go straight out; while the client does not read they wait here, up to a
 * number and a size. Over either bound the subscription is cut. Waiting events are the shared payloads, not copies.
 */
export class EventQueue implements Subscriber {
  private readonly head: Buffer;
  private waiting: Payload[] | undefined;
  private waitingBytes = 0;
  private caughtUp: (() => void) | undefined;
  /** Set when the end was announced while events still wait: it goes out after them. */
  private last: string | undefined;
  private ended = false;

  constructor(private readonly options: EventQueueOptions) {
    this.head = serverMessages.nextHead(options.id);
  }

  get lagging(): boolean {
    const { queueMessages, queueBytes } = this.options.limits;
    return (this.waiting?.length ?? 0) > queueMessages / 2 || this.waitingBytes > queueBytes / 2;
  }

  /** True when nothing waits. */
  get isEmpty(): boolean {
    return this.waiting === undefined;
  }

  onceCaughtUp(callback: () => void): void {
    this.caughtUp = callback;
    if (!this.lagging || this.ended) this.notify();
  }

  next(payload: Payload): void {
    if (this.ended || this.last !== undefined) return;
    const { outlet, limits } = this.options;
    if (outlet.isOpen && !this.waiting) return outlet.send(nextMessage(this.head, payload));
    this.waiting ??= [];
    this.waiting.push(payload);
    this.waitingBytes += payload.length;
    if (this.waiting.length > limits.queueMessages || this.waitingBytes > limits.queueBytes) this.cut();
  }

  fail(errors: readonly GraphQLFormattedError[]): void {
    this.finish(serverMessages.error(this.options.id, errors));
  }

  complete(): void {
    this.finish(serverMessages.complete(this.options.id));
  }

  cut(): void {
    if (this.ended) return;
    this.discard();
    this.options.outlet.send(serverMessages.error(this.options.id, [tooSlow]));
    this.options.onCut();
    this.options.onEnd(this);
  }

  /** Sends what waits while the outlet takes it, then the end if it was announced. */
  flush(): void {
    const { outlet } = this.options;
    while (this.waiting && outlet.isOpen) {
      const payload = this.waiting.shift()!;
      this.waitingBytes -= payload.length;
      outlet.send(nextMessage(this.head, payload));
      if (this.waiting.length === 0) this.waiting = undefined;
    }
    if (!this.lagging) this.notify();
    if (this.waiting || this.last === undefined || this.ended) return;
    this.ended = true;
    outlet.send(this.last);
    this.options.onEnd(this);
  }

  /** Forgets everything without a word: the client left. */
  discard(): void {
    this.ended = true;
    this.waiting = undefined;
    this.waitingBytes = 0;
    this.notify();
  }

  private finish(message: string): void {
    if (this.ended || this.last !== undefined) return;
    this.last = message;
    this.flush();
  }

  private notify(): void {
    const callback = this.caughtUp;
    this.caughtUp = undefined;
    callback?.();
  }
}
