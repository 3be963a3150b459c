import { once } from 'node:events';
import { WebSocket } from 'ws';

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever the server sent
}

/** A client that shows the bare protocol: what came, in order, and how the socket was closed. */
export class RawClient {
  readonly messages: Message[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  private changed: (() => void) | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as Message);
      this.changed?.();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.changed?.();
    });
    socket.on('error', () => undefined);
  }

  /** Connects; with `init` (even empty) it also waits for the acknowledgement. */
  static async open(url: string, init?: object | null, headers: Record<string, string> = {}): Promise<RawClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const client = new RawClient(socket);
    await once(socket, 'open');
    if (init !== undefined) {
      client.send({ type: 'connection_init', ...(init ? { payload: init } : {}) });
      await client.until(
        () => client.messages.some(({ type }) => type === 'connection_ack') || client.closed !== undefined,
      );
    }
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  of(id: string, type?: string): Message[] {
    return this.messages.filter((message) => message.id === id && (type === undefined || message.type === type));
  }

  /** Waits until the condition holds; fails after the given milliseconds. */
  async until(condition: () => boolean, patience = 5_000): Promise<void> {
    const end = Date.now() + patience;
    while (!condition()) {
      if (Date.now() > end)
        throw new Error(
          `Not in time. Seen: ${JSON.stringify(this.messages).slice(0, 2_000)}, closed: ${JSON.stringify(this.closed)}`,
        );
      await Promise.race([
        new Promise<void>((resolve) => (this.changed = resolve)),
        new Promise((resolve) => setTimeout(resolve, 20)),
      ]);
    }
  }

  close(): void {
    this.socket.terminate();
  }
}
