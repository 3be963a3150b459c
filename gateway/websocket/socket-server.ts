import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Principal } from '../../schema/index.js';
import { ClientSocket } from './client-socket.js';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, protocolClose } from './protocol.js';
import type { SocketServices } from './socket-services.js';

/** Time for a closing handshake, after which a socket is ended, in milliseconds. */
const closingTime = 1_000;

/** All WebSockets of the gateway: who may open one, who is still there, whose token has ended. */
export class SocketServer {
  private readonly sockets = new Set<ClientSocket>();
  private readonly owners = new Map<ClientSocket, string>();
  private readonly counts = new Map<string, number>();
  private readonly services: SocketServices;
  private readonly timers: NodeJS.Timeout[];
  private draining = false;
  private readonly acceptor: WebSocketServer;

  constructor(services: Omit<SocketServices, 'register'>) {
    this.services = {
      ...services,
      register: (...owner) => this.register(...(owner as [ClientSocket, Principal | null, string])),
    };
    const { maximumPayload, pingInterval, tokenCheckInterval } = services.limits.webSocket;
    this.acceptor = new WebSocketServer({
      noServer: true,
      maxPayload: maximumPayload,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (protocols) =>
        protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
    });
    this.timers = [
      setInterval(() => this.each((socket) => socket.checkAlive()), pingInterval).unref(),
      setInterval(() => this.each((socket) => this.checkToken(socket)), tokenCheckInterval).unref(),
    ];
  }

  /** Takes over a connection that asked for a WebSocket at the GraphQL path. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => undefined);
    if (this.draining) return void connection.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    const { authorization } = request.headers;
    const address = request.socket.remoteAddress ?? '';
    this.acceptor.handleUpgrade(request, connection, head, (socket) => {
      if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
        socket.close(4406, `Speak ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`);
        return;
      }
      this.sockets.add(new ClientSocket(socket, this.services, authorization, address, (gone) => this.forget(gone)));
      this.services.metrics.sockets.inc();
    });
  }

  /** Closes every socket after what it has under way; those that take longer than the given time are ended. */
  async drain(time: number): Promise<void> {
    this.draining = true;
    this.timers.forEach((timer) => clearInterval(timer));
    const deadline = setTimeout(() => this.each((socket) => socket.terminate()), time);
    await Promise.all([...this.sockets].map((socket) => socket.drain()));
    const handshakes = setTimeout(() => this.each((socket) => socket.terminate()), closingTime);
    while (this.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    clearTimeout(deadline);
    clearTimeout(handshakes);
  }

  private each(visit: (socket: ClientSocket) => void): void {
    for (const socket of [...this.sockets]) visit(socket);
  }

  private checkToken(socket: ClientSocket): void {
    const { principal } = socket;
    if (!principal || this.services.authenticator.isValid(principal)) return;
    socket.close(protocolClose.forbidden, 'The token has ended or was revoked');
  }

  private register(socket: ClientSocket, principal: Principal | null, address: string): boolean {
    const owner = principal ? `${principal.tenant}/${principal.subject}` : `@${address}`;
    const count = this.counts.get(owner) ?? 0;
    if (count >= this.services.limits.webSocket.socketsPerPrincipal) return false;
    this.counts.set(owner, count + 1);
    this.owners.set(socket, owner);
    return true;
  }

  private forget(socket: ClientSocket): void {
    if (!this.sockets.delete(socket)) return;
    this.services.metrics.sockets.dec();
    const owner = this.owners.get(socket);
    if (owner === undefined) return;
    this.owners.delete(socket);
    const left = (this.counts.get(owner) ?? 1) - 1;
    if (left > 0) this.counts.set(owner, left);
    else this.counts.delete(owner);
  }
}
