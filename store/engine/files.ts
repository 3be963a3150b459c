import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { StoreError } from '../errors.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { frame, frameHead } from './journal.js';

const format = 'kanal-store';
const version = 1;
const readAhead = 4 * 2 ** 20;
/** More than any commit can hold; a larger length is damage. */
const largestFrame = 512 * 2 ** 20;

/** The files of a data folder: snapshot n holds everything before log n. */
export interface StoreFiles {
  /** The newest snapshot's number; 0 when there is none. */
  snapshot: number;
  /** The logs to read after it, oldest first. */
  logs: number[];
  /** Files that a newer snapshot replaced, or that were never finished. */
  leftovers: string[];
}

export const snapshotPath = (directory: string, number: number): string => join(directory, `store.snapshot-${number}`);
export const logPath = (directory: string, number: number): string => join(directory, `store.log-${number}`);

/** An error about the data folder that a person must read. */
export const damaged = (message: string): StoreError => new StoreError(8, 'UnknownError', message);

/** Looks through the data folder. */
export function listFiles(directory: string): StoreFiles {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const numbers = (kind: string): number[] =>
    names
      .map((name) => new RegExp(`^store\\.${kind}-(\\d+)$`).exec(name)?.[1])
      .filter((text) => text !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
  const snapshots = numbers('snapshot');
  const snapshot = snapshots.at(-1) ?? 0;
  const logs = numbers('log');
  return {
    snapshot,
    logs: logs.filter((number) => number >= snapshot),
    leftovers: [
      ...snapshots.filter((number) => number < snapshot).map((number) => snapshotPath(directory, number)),
      ...logs.filter((number) => number < snapshot).map((number) => logPath(directory, number)),
      ...names.filter((name) => /^store\.snapshot-\d+\.part$/.test(name)).map((name) => join(directory, name)),
    ],
  };
}

const header = (kind: string): Buffer => frame(Buffer.from(serializeDocument({ format, version, kind })));

/** Makes a new file with its header and syncs it; the folder must be synced by the caller. */
export async function createFile(path: string, kind: 'snapshot' | 'log'): Promise<FileHandle> {
  const file = await open(path, 'wx', 0o600);
  await file.appendFile(header(kind));
  await file.datasync();
  return file;
}

/** Makes names in the folder durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync();
  await handle.close();
}

function checkHeader(payload: Buffer, path: string): void {
  const found = parseDocument(payload);
  if (found.format !== format) throw damaged(`${path} is not a file of this store.`);
  if (found.version !== version)
    throw damaged(
      `${path} has format version ${String(found.version)}; this program reads version ${version}. Start the newer program, or restore a backup.`,
    );
}

/**
 * Reads the payloads of a file in order. The bytes passed on are valid during `visit` only. Returns where the last
 * whole frame ends: behind it lies nothing, or what a crash left half written.
 */
export function readFrames(path: string, visit: (payload: Buffer) => void): { end: number; size: number } {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    let chunk = Buffer.allocUnsafe(Math.min(readAhead, Math.max(size, 1)));
    let start = 0;
    let filled = 0;
    let end = 0;
    const load = (wanted: number): boolean => {
      if (start + filled >= end + wanted) return true;
      if (end + wanted > size) return false;
      const rest = chunk.subarray(end - start, filled);
      const larger = wanted > chunk.length ? Buffer.allocUnsafe(wanted) : chunk;
      larger.set(rest);
      chunk = larger;
      start = end;
      filled = rest.length;
      while (filled < chunk.length) {
        const count = readSync(descriptor, chunk, filled, chunk.length - filled, start + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled >= wanted;
    };
    for (let first = true; load(frameHead); first = false) {
      const length = chunk.readUInt32LE(end - start);
      const sum = chunk.readUInt32LE(end - start + 4);
      if (length > largestFrame || !load(frameHead + length)) break;
      const payload = chunk.subarray(end - start + frameHead, end - start + frameHead + length);
      if (crc32(payload) !== sum) break;
      if (first) checkHeader(payload, path);
      else visit(payload);
      end += frameHead + length;
    }
    return { end, size };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * True when a whole frame lies somewhere behind `start`: then the damage there is more than a write cut short. A
 * payload is BSON and begins with its own length, which finds frames without trying every checksum.
 */
export function holdsFrames(path: string, start: number): boolean {
  const bytes = readFileSync(path).subarray(start);
  for (let at = 0; at + frameHead + 5 <= bytes.length; at++) {
    const length = bytes.readUInt32LE(at);
    const end = at + frameHead + length;
    if (length < 5 || end > bytes.length || bytes.readUInt32LE(at + frameHead) !== length) continue;
    if (crc32(bytes.subarray(at + frameHead, end)) === bytes.readUInt32LE(at + 4)) return true;
  }
  return false;
}
