import type { Collection } from './collection.js';
import type { StoredRecord } from './record.js';

/** What a reader sees: the latest commits, or a transaction's snapshot with its own writes. */
export interface View {
  /** The document as this reader sees it; null when there is none. */
  read(collection: Collection, record: StoredRecord): Buffer | null;
  /** True when the indexes, which hold the latest commits only, are right about this record for this reader. */
  indexed(record: StoredRecord): boolean;
  /** The records of the collection for which they may be wrong; a scan reads these besides. */
  unindexed(collection: Collection): StoredRecord[];
}

/** Reads the latest commits. */
export const committedView: View = {
  read: (_, record) => record.bytes,
  indexed: () => true,
  unindexed: () => [],
};
