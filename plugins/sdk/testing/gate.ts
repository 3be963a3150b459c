import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door before a provider on loopback, for providers that cannot be down or silent by themselves. */
export interface Gate {
  /** Where the plugin finds the provider. */
  readonly port: number;
  /** `down`: every connection is cut at once; `silent`: it is taken and never answered. Open connections are cut. */
  become(state: 'up' | 'down' | 'silent'): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate on 127.0.0.1 before a port, whatever is spoken there. */
export async function startGate(portBehind: number): Promise<Gate> {
  let state: 'up' | 'down' | 'silent' = 'up';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((socket) => {
    keep(socket);
    if (state === 'down') socket.destroy();
    if (state !== 'up') return;
    const behind = keep(connect(portBehind, '127.0.0.1'));
    socket.pipe(behind).pipe(socket);
    socket.once('close', () => behind.destroy());
    behind.once('close', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    become(next) {
      state = next;
      cut();
      return Promise.resolve();
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      return closed;
    },
  };
}
