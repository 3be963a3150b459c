import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Passes bytes on between clients and a server on 127.0.0.1, and on {@link cut} swallows the next reply of the server and
 * ends that connection instead: the server has done what was asked, the client cannot know.
 */
export class CuttingProxy {
  cuts = 0;
  /** Replies passed on, in pieces as they came. */
  replies = 0;
  #armed = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(serverPort: number) {
    this.#server = createServer((client) => this.#join(client, createConnection(serverPort, '127.0.0.1')));
  }

  /** Listens on a free port. */
  static async start(serverPort: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(serverPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets the next reply get lost. */
  cut(): void {
    this.#armed = true;
  }

  #join(client: Socket, server: Socket): void {
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      this.replies++;
      if (!this.#armed) return void client.write(bytes);
      this.#armed = false;
      this.cuts++;
      end();
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
