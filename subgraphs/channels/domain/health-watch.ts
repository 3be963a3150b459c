import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { ChannelCondition } from './ports.js';
import type { Channels, ChannelView } from './channels.js';

/** A channel with its condition. */
export type ChannelNews = ChannelCondition & { readonly channel: ChannelView };

/** Milliseconds between looks at the host's memory while somebody watches. */
const interval = 500;

/** Tells watchers when the condition of a channel changes: first how all do, then each change. */
export class HealthWatch {
  constructor(
    private readonly channels: Channels,
    private readonly pause: number = interval,
  ) {}

  /** Looks only while it is read, holds no queue, and skips what changed and changed back between two reads. */
  subscribe(context: RequestContext): AsyncIterableIterator<ChannelNews> {
    requireScope(context, 'channels:read');
    const visible = new Set(this.channels.list(context).map(({ id }) => id));
    const told = new Map<string, string>();
    const stop = new AbortController();
    const { channels, pause } = this;
    return {
      async next() {
        while (!stop.signal.aborted) {
          const news = channels
            .conditions()
            .find((each) => visible.has(each.channel.id) && told.get(each.channel.id) !== signature(each));
          if (news) {
            told.set(news.channel.id, signature(news));
            return { done: false, value: news };
          }
          await sleep(pause, stop.signal);
        }
        return { done: true, value: undefined };
      },
      return() {
        stop.abort();
        return Promise.resolve({ done: true as const, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

/** What counts as a change; a new message coming in does not. */
const signature = ({ state, message, action, circuit, tokenExpiresAt }: ChannelNews) =>
  JSON.stringify([state, message, action, circuit, tokenExpiresAt]);

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
