import type { WebSocket } from 'ws';
import type { Principal } from '../../schema/index.js';
import { internalError, presentError, RequestFault } from '../errors.js';
import { readOperationRequest } from '../operations/operation-request.js';
import type { Accepted } from '../operations/pipeline.js';
import { EventQueue } from './event-queue.js';
import { Outlet } from './outlet.js';
import {
  nextMessage,
  protocolClose,
  readMessage,
  serverMessages,
  socketClose,
  type ClientMessage,
} from './protocol.js';
import type { SocketServices } from './socket-services.js';

/** An operation of the socket that has not ended: a subscription, or a query or mutation on its way. */
interface Running {
  /** Ends it at once. */
  readonly stop: () => void;
  readonly queue?: EventQueue;
  /** Takes a subscription off its feed; what waits still goes out. */
  readonly leave?: () => void;
}

/** A client that lets more answers pile up than this is cut off, in bytes. */
const longestBacklog = 2 * 1024 * 1024;

let requests = 0;

/**
 * One client over graphql-transport-ws. A fault of an operation is an `error` message for its id; only a fault of
 * the protocol itself closes the socket.
 */
export class ClientSocket {
  /** undefined until the connection is acknowledged; null: anonymous. */
  principal: Principal | null | undefined;
  /** False when the last ping was not answered. */
  alive = true;
  private readonly running = new Map<string, Running>();
  private readonly outlet: Outlet;
  private initialising = false;
  private draining = false;
  private initTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly services: SocketServices,
    /** `Authorization` of the upgrade request; that of `connection_init` goes before it. */
    private authorization: string | undefined,
    private readonly address: string,
    private readonly onGone: (gone: ClientSocket) => void,
  ) {
    const { webSocket } = services.limits;
    this.outlet = new Outlet(socket, webSocket.socketBuffer, () => this.flush());
    this.initTimer = setTimeout(
      () => socket.close(protocolClose.initTimeout, 'Connection initialisation timeout'),
      webSocket.initTimeout,
    );
    socket.on('message', (data: Buffer) => this.receive(data));
    socket.on('pong', () => (this.alive = true));
    socket.on('error', () => undefined);
    socket.on('close', () => this.gone());
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Pings the client; one that did not answer the last ping is ended. */
  checkAlive(): void {
    if (!this.alive) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  /** Takes no new operations, lets queries end and events go out, then closes. */
  async drain(): Promise<void> {
    this.draining = true;
    for (const { leave } of this.running.values()) leave?.();
    while (this.isBusy() && this.socket.readyState === this.socket.OPEN) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.close(socketClose.goingAway, 'The server is going down; connect again');
  }

  terminate(): void {
    this.socket.terminate();
  }

  private isBusy(): boolean {
    return [...this.running.values()].some(({ queue }) => !queue?.isEmpty);
  }

  private receive(data: Buffer): void {
    if (this.outlet.buffered > longestBacklog) return this.socket.terminate();
    const message = readMessage(data.toString());
    if (!message) return this.close(protocolClose.invalidMessage, 'Invalid message received');
    switch (message.type) {
      case 'connection_init':
        void this.initialise(message.payload);
        return;
      case 'ping':
        return this.outlet.send(serverMessages.pong);
      case 'pong':
        return;
      case 'subscribe':
        return this.start(message);
      case 'complete':
        return this.end(message.id);
    }
  }

  private async initialise(payload: unknown): Promise<void> {
    if (this.initialising) return this.close(protocolClose.initAgain, 'Too many initialisation requests');
    this.initialising = true;
    try {
      const principal = await this.services.authenticator.authenticate(tokenIn(payload) ?? this.authorization);
      if (this.socket.readyState !== this.socket.OPEN) return;
      if (!this.services.register(this, principal, this.address)) {
        return this.close(socketClose.tryAgainLater, 'Too many sockets; close one or try again later');
      }
      this.principal = principal;
      this.authorization = undefined;
      clearTimeout(this.initTimer);
      this.outlet.send(serverMessages.acknowledge);
    } catch {
      this.close(protocolClose.forbidden, 'The token is not valid, has ended or was revoked');
    }
  }

  private start({ id, payload }: ClientMessage & { readonly type: 'subscribe' }): void {
    const { principal } = this;
    if (principal === undefined) return this.close(protocolClose.unauthorized, 'Unauthorized');
    if (this.running.has(id)) return this.close(protocolClose.idTaken, `Subscriber for ${id} already exists`);
    const requestId = `ws-${process.pid}-${(requests += 1)}`;
    try {
      this.checkRoom(principal);
      const accepted = this.services.pipeline.accept(readOperationRequest(payload), principal);
      if (accepted.operation.kind === 'subscription') this.subscribe(id, accepted, principal);
      else void this.execute(id, accepted, principal, requestId);
    } catch (error) {
      this.refuse(id, error, requestId);
    }
  }

  private checkRoom(principal: Principal | null): void {
    const { rateLimiter, limits } = this.services;
    if (this.draining) throw new RequestFault('SHUTTING_DOWN', 'The server is going down; connect again.');
    rateLimiter.take(principal, this.address);
    if (this.running.size >= limits.webSocket.subscriptionsPerSocket) {
      const most = limits.webSocket.subscriptionsPerSocket;
      throw new RequestFault('RATE_LIMITED', `A socket carries at most ${most} operations at once.`, { retryAfter: 1 });
    }
  }

  private subscribe(id: string, accepted: Accepted, principal: Principal | null): void {
    const { feeds, limits, metrics } = this.services;
    let leave: () => void = () => undefined;
    const queue = new EventQueue({
      id,
      outlet: this.outlet,
      limits: limits.webSocket,
      onCut: () => metrics.cut.inc(),
      onEnd: (ended) => {
        leave();
        if (this.running.get(id)?.queue === ended) this.running.delete(id);
      },
    });
    const stop = () => {
      leave();
      queue.discard();
    };
    this.running.set(id, { stop, queue, leave: () => leave() });
    leave = feeds.subscribe(accepted, principal, queue);
  }

  private async execute(id: string, accepted: Accepted, principal: Principal | null, requestId: string): Promise<void> {
    const { pipeline, metrics } = this.services;
    const abort = new AbortController();
    this.running.set(id, { stop: () => abort.abort() });
    const measured = metrics.operation(accepted.operation.kind, 'websocket');
    try {
      const { data, errors } = await pipeline.execute(accepted, pipeline.caller(principal, requestId, abort.signal));
      measured(errors.length === 0);
      if (abort.signal.aborted) return;
      const presented = errors.map((error) => presentError(error, { ...this.services, requestId }));
      metrics.errors(presented);
      const payload = Buffer.from(JSON.stringify(errors.length === 0 ? { data } : { errors: presented, data }));
      this.outlet.send(nextMessage(serverMessages.nextHead(id), payload));
      this.outlet.send(serverMessages.complete(id));
    } catch (error) {
      if (!abort.signal.aborted) this.refuse(id, error, requestId);
    } finally {
      if (!abort.signal.aborted) this.running.delete(id);
    }
  }

  private refuse(id: string, error: unknown, requestId: string): void {
    const { log, metrics } = this.services;
    if (!(error instanceof RequestFault)) log.error({ err: error, requestId }, 'an operation over WebSocket failed');
    const errors = error instanceof RequestFault ? error.errors : [internalError(requestId)];
    const presented = errors.map((each) => presentError(each, { ...this.services, requestId }));
    metrics.errors(presented);
    this.outlet.send(serverMessages.error(id, presented));
  }

  private end(id: string): void {
    const running = this.running.get(id);
    this.running.delete(id);
    running?.stop();
  }

  private flush(): void {
    for (const { queue } of this.running.values()) {
      if (!this.outlet.isOpen) return;
      queue?.flush();
    }
  }

  private gone(): void {
    clearTimeout(this.initTimer);
    for (const { stop } of this.running.values()) stop();
    this.running.clear();
    this.onGone(this);
  }
}

/** The bearer value in the payload of `connection_init`; both spellings are in use. */
function tokenIn(payload: unknown): string | undefined {
  if (payload === null || typeof payload !== 'object') return undefined;
  const { authorization, Authorization } = payload as { authorization?: unknown; Authorization?: unknown };
  const value = authorization ?? Authorization;
  return typeof value === 'string' ? value : undefined;
}
