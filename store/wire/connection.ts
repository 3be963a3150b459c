import type { Socket } from 'node:net';
import { largestMessage, parseRequest, frameReply } from './message.js';
import type { WireRequest } from './message.js';

/** Answers a request with a whole BSON reply, or nothing for a request that wants no answer. */
export type Answer = (request: WireRequest) => Promise<Buffer>;

/**
 * Serves one client: cuts the byte stream into messages and answers them one after the other, as the protocol demands.
 * A malformed message closes the connection.
 */
export function serveConnection(socket: Socket, answer: Answer): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let busy = false;

  const take = (): Buffer | undefined => {
    if (length < 4) return undefined;
    if ((chunks[0] as Buffer).length < 4) chunks.splice(0, chunks.length, Buffer.concat(chunks));
    const size = (chunks[0] as Buffer).readInt32LE(0);
    if (size < 16 || size > largestMessage + 65_536) throw new Error(`A message of ${size} bytes is not acceptable.`);
    if (length < size) return undefined;
    const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    chunks.length = 0;
    if (whole.length > size) chunks.push(whole.subarray(size));
    length -= size;
    return whole.subarray(0, size);
  };

  const serve = async (message: Buffer): Promise<void> => {
    const request = parseRequest(message);
    const body = await answer(request);
    if (!request.silent && !socket.destroyed) socket.write(frameReply(body, request.requestId, request.legacy));
  };

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let message = take(); message; message = take()) await serve(message);
    } catch {
      socket.destroy();
    }
    busy = false;
  };

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > largestMessage * 2) socket.destroy();
    else void work();
  });
  socket.on('error', () => socket.destroy());
}
