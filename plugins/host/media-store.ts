import { createHash, randomUUID } from 'node:crypto';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import { chunkBytes, type MediaCollections } from './media-rows.js';

/** The bytes are not what was announced; `code` says how. */
export class MediumRefused extends Error {
  override readonly name = 'MediumRefused';
  constructor(readonly code: 'TOO_LARGE' | 'EMPTY' | 'HASH_DIFFERS' | 'TYPE_NOT_ALLOWED' | 'INFECTED') {
    super(`A medium was refused: ${code}.`);
  }
}

/** What was written. */
export interface Written {
  readonly version: string;
  readonly chunks: number;
  readonly size: number;
}

interface StoreParts extends MediaCollections {
  readonly vault: Vault;
}

const chunkId = (medium: string, version: string, number: number) => `${medium}/${version}/${number}`;
const context = (id: string) => `channel-media:${id}`;

/**
 * Writes bytes in sealed chunks under a version of their own, so that a try that was cut off never mixes with another.
 * @param sha256 base64, as announced; undefined: nothing was
 * @throws MediumRefused
 */
export async function writeChunks(
  parts: StoreParts,
  medium: string,
  bytes: AsyncIterable<Uint8Array>,
  limits: Limits,
): Promise<Written> {
  const version = randomUUID();
  try {
    return await write(parts, medium, version, bytes, limits);
  } catch (error) {
    await dropVersion(parts, medium, version);
    throw error;
  }
}

interface Limits {
  readonly largest: number;
  readonly sha256: string | undefined;
}

async function write(
  { chunks, vault }: StoreParts,
  medium: string,
  version: string,
  bytes: AsyncIterable<Uint8Array>,
  { largest, sha256 }: Limits,
): Promise<Written> {
  const hash = createHash('sha256');
  let [size, count] = [0, 0];
  let rest: Buffer = Buffer.alloc(0);
  const put = async (piece: Buffer) => {
    const _id = chunkId(medium, version, count);
    await chunks.insertOne({ _id, medium, version, sealed: vault.seal(piece.toString('base64'), context(_id)) });
    count += 1;
  };
  for await (const piece of bytes) {
    size += piece.length;
    if (size > largest) throw new MediumRefused('TOO_LARGE');
    hash.update(piece);
    rest = Buffer.concat([rest, piece]);
    for (; rest.length >= chunkBytes; rest = rest.subarray(chunkBytes)) await put(rest.subarray(0, chunkBytes));
  }
  if (rest.length > 0) await put(rest);
  if (size === 0) throw new MediumRefused('EMPTY');
  if (sha256 !== undefined && hash.digest('base64') !== sha256) throw new MediumRefused('HASH_DIFFERS');
  return { version, chunks: count, size };
}

/** The bytes of a medium, chunk by chunk. @throws Error when one is missing or was tampered with */
export async function* readChunks(
  { chunks, vault }: StoreParts,
  medium: string,
  { version, chunks: count }: Pick<Written, 'version' | 'chunks'>,
): AsyncIterable<Buffer> {
  for (let number = 0; number < count; number += 1) {
    const _id = chunkId(medium, version, number);
    const chunk = await chunks.findOne({ _id });
    if (!chunk) throw new Error('A part of a medium is missing.');
    yield Buffer.from(vault.open<string>(chunk.sealed, context(_id)), 'base64');
  }
}

/** Drops the chunks of one try. */
export async function dropVersion({ chunks }: MediaCollections, medium: string, version: string): Promise<void> {
  await chunks.deleteMany({ medium, version });
}

/** Drops all chunks of a medium but those of one version. */
export async function dropOthers({ chunks }: MediaCollections, medium: string, version?: string): Promise<void> {
  await chunks.deleteMany({ medium, ...(version === undefined ? {} : { version: { $ne: version } }) });
}
