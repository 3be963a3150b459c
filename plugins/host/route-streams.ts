import type { ServerResponse } from 'node:http';
import type { Principal } from '../../schema/index.js';
import type { HostMeters } from './meters.js';
import { isLive, writeStream } from './route-answer.js';
import type { RouteAnswer } from '../sdk/index.js';
import type { HostTuning, VisitorPort } from './types.js';

interface StreamParts {
  readonly visitors: VisitorPort | undefined;
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
}

/** A streamed answer that is open. */
interface Stream {
  readonly response: ServerResponse;
  readonly channelId: string;
  readonly end: AbortController;
  readonly viewer: Principal | null;
}

/** The streamed answers that are open. A live one (server-sent events) may be ended at any time: its reader comes again. */
export class RouteStreams {
  private readonly open = new Map<string, number>();
  private readonly live = new Set<Stream>();
  private readonly others = new Set<Stream>();
  private ending = false;

  constructor(private readonly parts: StreamParts) {}

  /** Whether the channel may open one more. */
  hasRoom(channelId: string): boolean {
    return (this.open.get(channelId) ?? 0) < this.parts.tuning.openStreams;
  }

  /** Writes a stream behind its head. Rejects with what it throws. */
  async run(stream: Stream, answer: RouteAnswer, body: AsyncIterable<string | Buffer>): Promise<void> {
    const kind = isLive(answer) ? this.live : this.others;
    const { channelId, end, response } = stream;
    kind.add(stream);
    this.count(channelId, 1);
    const watch = kind === this.live ? this.watch(stream) : undefined;
    if (this.ending && kind === this.live) end.abort();
    try {
      const whole = await writeStream(response, body, end.signal);
      if (whole || kind === this.live) response.end();
      else response.destroy();
    } finally {
      clearInterval(watch);
      kind.delete(stream);
      this.count(channelId, -1);
    }
  }

  /** Ends live streams, and those that begin from now on. Their connections end too: readers come again elsewhere. */
  endLive(): void {
    this.ending = true;
    for (const { end, response } of this.live) {
      response.once('finish', () => response.socket?.end());
      end.abort();
    }
  }

  /** Ends all. */
  stop(): void {
    this.endLive();
    for (const { end } of this.others) end.abort();
  }

  private watch({ end, viewer }: Stream): NodeJS.Timeout | undefined {
    if (!viewer) return undefined;
    return setInterval(() => {
      if (this.parts.visitors?.isValid(viewer) !== true) end.abort();
    }, this.parts.tuning.tokenCheckInterval);
  }

  private count(channelId: string, step: 1 | -1): void {
    const count = (this.open.get(channelId) ?? 0) + step;
    this.open.set(channelId, count);
    this.parts.meters.streams.set({ channel: channelId }, count);
  }
}
