import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** Bytes before each payload: its length and its CRC-32, both unsigned little-endian. */
export const frameHead = 8;

/** Puts length and checksum before the payload. */
export function frame(payload: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(frameHead + payload.length);
  framed.writeUInt32LE(payload.length, 0);
  framed.writeUInt32LE(crc32(payload), 4);
  payload.copy(framed, frameHead);
  return framed;
}

interface Entry {
  file: FileHandle;
  bytes: Buffer;
  done: () => void;
  failed: (error: Error) => void;
}

/**
 * The append-only log. Everything appended while a write is under way goes to disk with the next one: many writers
 * share one fdatasync. A disk error is final: what the disk holds is then unknown, so nothing is acknowledged any more.
 */
export class Journal {
  private queue: Entry[] = [];
  private flushing: Promise<void> | undefined;
  private broken: Error | undefined;
  /** Bytes appended to the present file. */
  size = 0;

  constructor(
    private file: FileHandle,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Appends a payload; resolves when the disk has it. `durable` runs at that moment, in order of appending. */
  append(payload: Buffer, durable?: () => void): Promise<void> {
    const bytes = frame(payload);
    this.size += bytes.length;
    return this.enqueue(bytes, durable);
  }

  private enqueue(bytes: Buffer, durable?: () => void): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      const done = (): void => {
        durable?.();
        resolve();
      };
      this.queue.push({ file: this.file, bytes, done, failed: reject });
      this.flushing ??= this.flush();
    });
  }

  /** Resolves when everything appended so far is on disk. */
  settled(): Promise<void> {
    return this.flushing ? this.enqueue(Buffer.alloc(0)) : Promise.resolve();
  }

  /** Sends further payloads to `file` and resolves when the old one is complete and closed. */
  async rotate(file: FileHandle): Promise<void> {
    const old = this.file;
    const settled = this.settled();
    this.file = file;
    this.size = 0;
    await settled;
    await old.close();
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.file.close();
  }

  private async flush(): Promise<void> {
    // Lets every request that has arrived already join this write.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const batch = this.takeBatch();
      try {
        await writeFully(batch[0]?.file as FileHandle, batch);
      } catch (error) {
        this.fail(error as Error, batch);
        break;
      }
      for (const entry of batch) entry.done();
    }
    this.flushing = undefined;
  }

  private takeBatch(): Entry[] {
    const file = this.queue[0]?.file;
    const other = this.queue.findIndex((entry) => entry.file !== file);
    return this.queue.splice(0, other < 0 ? this.queue.length : other);
  }

  private fail(error: Error, batch: Entry[]): void {
    this.broken = new Error(`The store cannot write its log: ${error.message}`);
    for (const entry of [...batch, ...this.queue]) entry.failed(this.broken);
    this.queue = [];
    this.onFailure(this.broken);
  }
}

const mostAtOnce = 512;

async function writeFully(file: FileHandle, batch: Entry[]): Promise<void> {
  for (let at = 0; at < batch.length; at += mostAtOnce) {
    const buffers = batch.slice(at, at + mostAtOnce).map((entry) => entry.bytes);
    const wanted = buffers.reduce((sum, bytes) => sum + bytes.length, 0);
    const { bytesWritten } = await file.writev(buffers);
    if (bytesWritten !== wanted) await file.appendFile(Buffer.concat(buffers).subarray(bytesWritten));
  }
  await file.datasync();
}
