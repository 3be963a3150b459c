import type { Collection } from './collection.js';
import type { Transaction } from './transaction.js';

/** One stored document: its latest committed bytes. */
export class StoredRecord {
  /** The open transaction that has written this record and not committed yet. */
  writer: Transaction | undefined;

  constructor(
    readonly id: number,
    /** BSON of the document; null before its insert is committed and after its delete. */
    public bytes: Buffer | null,
    /** When `bytes` was committed. */
    public time: number,
  ) {}
}

/** A version that a snapshot may still need. */
export interface OldVersion {
  bytes: Buffer | null;
  /** When it was committed. */
  from: number;
  /** When its successor was committed. */
  until: number;
}

/** A write of one statement, worked out and not yet applied. */
export interface Change {
  collection: Collection;
  record: StoredRecord;
  kind: 'i' | 'u' | 'r' | 'd';
  /** The document the statement saw; null for an insert. */
  before: Buffer | null;
  /** The document to be; null for a delete. */
  after: Buffer | null;
  /** updateDescription of an update. */
  description?: Buffer;
}
