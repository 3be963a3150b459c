import type { Collection, Db } from 'mongodb';
import type { ProviderError } from '../sdk/index.js';

/** A post on its way out. Its content is sealed: nobody may see it before it is public. */
export interface PostRow {
  /** The hub's id of the post: the idempotency key. */
  _id: string;
  channelId: string;
  reference: string;
  state: 'open' | 'publishing' | 'withdrawn' | 'done';
  /** While it is open or being published. */
  pending?: true;
  dueAt: Date;
  orderedAt: Date;
  /** Failures in a row. */
  failures: number;
  worker?: string;
  leaseUntil?: Date;
  /** Withdrawn while somebody brings it out. */
  withdrawn?: boolean;
  /** How far the plugin came, as JSON. */
  progress?: string;
  /** Why it waits, as last told. */
  reason?: ProviderError;
  outcome?: 'published' | 'failed';
  sealed: string;
  purgeAt?: Date;
}

const name = 'channel_posts';

export const postRows = (db: Db): Collection<PostRow> => db.collection<PostRow>(name);

/** Creates the collection and its indexes; safe to call again. */
export async function preparePostRows(db: Db): Promise<void> {
  const present = await db.listCollections({ name }, { nameOnly: true }).toArray();
  if (present.length === 0) {
    await db.createCollection(name).catch((error: { codeName?: string }) => {
      if (error.codeName !== 'NamespaceExists') throw error;
    });
  }
  await postRows(db).createIndexes([
    { key: { channelId: 1, dueAt: 1 }, name: 'pending', partialFilterExpression: { pending: true } },
    { key: { purgeAt: 1 }, name: 'purge', expireAfterSeconds: 0 },
  ]);
}
