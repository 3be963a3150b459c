import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import { WebSocket } from 'ws';
import { assertionHeader, requestIdHeader } from '../../schema/index.js';
import type { Row } from '../execution/plan.types.js';
import {
  SubgraphUnavailable,
  SubscriptionRefused,
  type Caller,
  type SubgraphAnswer,
  type SubgraphError,
} from '../execution/subgraph-client.js';

export interface UpstreamOptions {
  readonly name: string;
  readonly url: string;
  readonly payload: {
    readonly query: string;
    readonly variables?: Row | undefined;
    readonly operationName?: string | undefined;
  };
  readonly caller: Caller;
  /** Milliseconds to connect and to be acknowledged. */
  readonly timeout: number;
}

/** Events read ahead of the reader, above which the socket is not read: the backlog stays in the subgraph's log. */
const readAhead = 64;

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/**
 * Opens one subscription at a subgraph over its own WebSocket. A reader that is slow stops the socket, so neither
 * side buffers without end. Rejects with `SubgraphUnavailable` when no connection comes about; a connection that
 * breaks later makes `next()` reject with it.
 */
export async function openUpstream(options: UpstreamOptions): Promise<AsyncIterator<SubgraphAnswer> | SubgraphAnswer> {
  const stream = new UpstreamStream(options);
  await stream.opened;
  return stream;
}

class UpstreamStream implements AsyncIterator<SubgraphAnswer> {
  readonly opened: Promise<void>;
  private readonly socket: WebSocket;
  private readonly waiting: SubgraphAnswer[] = [];
  private wake: (() => void) | undefined;
  private ended = false;
  private failure: Error | undefined;

  constructor(private readonly options: UpstreamOptions) {
    this.socket = new WebSocket(options.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
      headers: { [assertionHeader]: options.caller.assertion(), [requestIdHeader]: options.caller.requestId },
      handshakeTimeout: options.timeout,
      perMessageDeflate: false,
      maxPayload: 16 * 1024 * 1024,
    });
    this.opened = this.connect();
  }

  private connect(): Promise<void> {
    const { socket, options } = this;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail('no acknowledgement in time', reject), options.timeout);
      socket.on('open', () => socket.send(JSON.stringify({ type: MessageType.ConnectionInit })));
      socket.on('error', (error: NodeJS.ErrnoException) => this.fail(error.code ?? error.message, reject));
      socket.on('close', (code: number) => {
        clearTimeout(timer);
        this.fail(`the connection was closed (${code})`, reject);
      });
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.type !== (MessageType.ConnectionAck as string)) return this.receive(message);
        clearTimeout(timer);
        socket.send(JSON.stringify({ id: '1', type: MessageType.Subscribe, payload: options.payload }));
        resolve();
      });
    });
  }

  private fail(reason: string, reject: (error: Error) => void): void {
    if (!this.ended) this.failure ??= new SubgraphUnavailable(this.options.name, reason);
    this.finish();
    reject(this.failure ?? new SubgraphUnavailable(this.options.name, reason));
  }

  private receive({ type, payload }: Message): void {
    if (type === (MessageType.Ping as string)) return this.socket.send(JSON.stringify({ type: MessageType.Pong }));
    if (type === (MessageType.Next as string)) this.push(payload as SubgraphAnswer);
    else if (type === (MessageType.Error as string)) {
      this.failure = new SubscriptionRefused(payload as SubgraphError[]);
      this.finish();
    } else if (type === (MessageType.Complete as string)) this.finish();
  }

  private push(answer: SubgraphAnswer): void {
    if (this.ended) return;
    this.waiting.push(answer);
    if (this.waiting.length >= readAhead) this.socket.pause();
    this.wake?.();
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.socket.resume();
    if (this.socket.readyState === WebSocket.CONNECTING) this.socket.terminate();
    else this.socket.close(1000);
    this.wake?.();
  }

  async next(): Promise<IteratorResult<SubgraphAnswer>> {
    for (;;) {
      const answer = this.waiting.shift();
      if (answer) {
        if (this.socket.isPaused && this.waiting.length < readAhead / 2) this.socket.resume();
        return { done: false, value: answer };
      }
      if (this.failure) throw this.failure;
      if (this.ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  return(): Promise<IteratorResult<SubgraphAnswer>> {
    this.waiting.length = 0;
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }
}
