import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { GatewayLimits } from '../limits.js';

/** The address cannot be listened on; the message is one line that says what to do. */
export class ListenFault extends Error {
  override readonly name = 'ListenFault';
}

/** A server with the gateway's time-outs, so that slow or silent clients do not hold it. */
export function createHttpServer(handler: RequestListener, limits: GatewayLimits): Server {
  return createServer(
    {
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 20_000,
      maxHeaderSize: 16 * 1024,
      noDelay: true,
    },
    handler,
  );
}

/** Listens; rejects with a `ListenFault` when the port is taken or not allowed. */
export async function listen(server: Server, port: number, host?: string): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = host === undefined || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return { url: `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`, port: address.port };
}

function listenFault(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new ListenFault(
      `Port ${port} is taken by another program: end that one, or choose another port with KANAL_PORT.`,
    );
  }
  if (error.code === 'EACCES') {
    return new ListenFault(`Port ${port} needs more rights: choose one above 1023 with KANAL_PORT.`);
  }
  return new ListenFault(`The gateway cannot listen on port ${port}: ${error.message}.`);
}

/**
 * Stops a server without failing a request: no new connections, then a moment for requests that are on their way on
 * kept-alive connections, then until `idle` resolves or time is up.
 */
export async function drain(server: Server, idle: () => Promise<void>, limits: GatewayLimits): Promise<void> {
  // Right after the loop took all connections that were waiting, so that none of them is reset.
  await setImmediate();
  // http.Server.close would cut idle connections at once, under requests already sent: only the listener is closed.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  await setTimeout(limits.lastRequests);
  const timeUp = new AbortController();
  await Promise.race([idle(), pause(limits.drainTimeout - limits.lastRequests, timeUp.signal)]);
  timeUp.abort();
  server.closeAllConnections();
  server.close(() => undefined);
  await closed;
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
