import type { Collection, Db } from 'mongodb';

/** A medium of a message. What it was called, and where it came from, is sealed. */
export interface MediaRow {
  /** The message's id. */
  _id: string;
  channelId: string;
  state: 'open' | 'fetching' | 'done' | 'failed';
  /** While it is open or being fetched. */
  pending?: true;
  dueAt: Date;
  orderedAt: Date;
  failures: number;
  worker?: string;
  leaseUntil?: Date;
  reference: string;
  mimeType?: string;
  size?: number;
  fileName?: string;
  /** Which try's chunks count, and how many there are. */
  version?: string;
  chunks?: number;
  fault?: string;
}

/** A piece of a medium, sealed. */
export interface MediaChunk {
  /** `<medium>/<version>/<number>` */
  _id: string;
  medium: string;
  version: string;
  sealed: string;
}

/** Bytes in a chunk: sealed as base64 twice it stays below 255 kB. */
export const chunkBytes = 128 * 1024;

export interface MediaCollections {
  readonly media: Collection<MediaRow>;
  readonly chunks: Collection<MediaChunk>;
}

const names = { media: 'channel_media', chunks: 'channel_media_chunks' };

export const mediaCollections = (db: Db): MediaCollections => ({
  media: db.collection<MediaRow>(names.media),
  chunks: db.collection<MediaChunk>(names.chunks),
});

/** Creates collections and indexes; safe to call again. */
export async function prepareMedia(db: Db): Promise<void> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of Object.values(names)) {
    if (present.has(name)) continue;
    await db.createCollection(name).catch((error: { codeName?: string }) => {
      if (error.codeName !== 'NamespaceExists') throw error;
    });
  }
  const { media, chunks } = mediaCollections(db);
  await media.createIndexes([
    { key: { dueAt: 1 }, name: 'pending', partialFilterExpression: { pending: true } },
    { key: { channelId: 1, dueAt: 1 }, name: 'failed', partialFilterExpression: { state: 'failed' } },
  ]);
  await chunks.createIndexes([{ key: { medium: 1, version: 1 }, name: 'medium' }]);
}
