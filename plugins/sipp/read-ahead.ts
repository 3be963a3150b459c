import { PassThrough, pipeline } from 'node:stream';

/** Largest chunk that a connection gives. */
const chunkBytes = 64 * 1024;

/**
 * Takes a body in as fast as it comes, up to some bytes beyond what was read: a file of usual size has arrived before its
 * rows are worked, so that no time limit of a request falls into the work, and a longer one waits for the reader.
 */
export function readAhead(body: AsyncIterable<Buffer>, bytes: number): AsyncIterable<Buffer> {
  const readableHighWaterMark = Math.ceil(bytes / chunkBytes);
  // Chunks as objects: a stream of bytes would hand everything that it holds over at once.
  const held = new PassThrough({ objectMode: true, readableHighWaterMark, writableHighWaterMark: 1 });
  pipeline(body, held, () => undefined);
  return held;
}
