import type { Payload } from './subscriber.js';

/** Longest that an event is kept for subscribers who come back, in milliseconds: what it says may change meanwhile. */
const longestStay = 60_000;

interface Past {
  readonly cursor: string | undefined;
  readonly payload: Payload;
  readonly at: number;
}

/**
 * The last events of a feed, so that a subscriber who was away for a moment joins the feed again where it left it,
 * instead of opening an upstream of its own. Bounded in number, bytes and age.
 */
export class FeedHistory {
  private readonly events: Past[] = [];
  private bytes = 0;
  /** True while no event of the feed was forgotten. */
  private whole = true;

  /**
   * @param start the cursor after which the feed began; undefined: it began live
   * @param now milliseconds
   */
  constructor(
    private readonly start: string | undefined,
    private readonly bounds: { readonly events: number; readonly bytes: number },
    private readonly now: () => number = Date.now,
  ) {}

  add(cursor: string | undefined, payload: Payload): void {
    this.events.push({ cursor, payload, at: this.now() });
    this.bytes += payload.length;
    this.forget();
  }

  /**
   * What a new subscriber must get first so that it misses nothing and gets nothing twice; undefined when this feed
   * cannot serve it. `after` undefined: it wants what happens from now on, which a feed that began in the past may
   * not know yet.
   */
  backlogFor(after: string | undefined): readonly Payload[] | undefined {
    if (after === undefined) return this.start === undefined ? [] : undefined;
    this.forget();
    const known = this.events.findLastIndex(({ cursor }) => cursor === after);
    if (known >= 0) return this.events.slice(known + 1).map(({ payload }) => payload);
    return this.whole && this.start === after ? this.events.map(({ payload }) => payload) : undefined;
  }

  /** Forgets what is too old or too much. */
  forget(): void {
    const oldest = this.now() - longestStay;
    let drop = 0;
    while (drop < this.events.length && this.isTooMuch(drop, oldest)) this.bytes -= this.events[drop++]!.payload.length;
    if (drop === 0) return;
    this.events.splice(0, drop);
    this.whole = false;
  }

  private isTooMuch(index: number, oldest: number): boolean {
    const { events, bytes } = this.bounds;
    return this.events.length - index > events || this.bytes > bytes || this.events[index]!.at < oldest;
  }
}
