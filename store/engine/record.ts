/** An open transaction, as those see it who must wait for it. */
export interface RecordWriter {
  /** Resolves when it has committed or aborted. */
  readonly ended: Promise<void>;
}

/** One stored document: its latest committed bytes. */
export class StoredRecord {
  /** The open transaction that has written this record and not committed yet. */
  writer: RecordWriter | undefined;

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
