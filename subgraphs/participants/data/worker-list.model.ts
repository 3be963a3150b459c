import { Schema, type Connection, type Model } from 'mongoose';

/** An upload of a worker list, from its begin to its end. */
export interface WorkerListRow {
  _id: string;
  employerId: string;
  /** SHA-256 of employer and idempotency key. */
  origin: string;
  state: string;
  /** REFUSE or SKIP. */
  onError: string;
  fileName?: string;
  fileHash?: string;
  /** Counts up with every begin: parts of an earlier attempt are refused. */
  attempt: number;
  /** Parts staged in this attempt. */
  parts: number;
  counts: WorkerListCountsRow;
  /** Rows in force when this attempt began; absent: none. */
  basedOn?: string;
  /** Stands until the people of an applied list are in the data bank. */
  registering?: boolean;
  /** `_id` of the last row that was looked at for that. */
  registeredUpTo?: string;
  /** Rows that nobody reads any more. */
  stale: { batch: string; at: Date }[];
  begunAt: Date;
  updatedAt: Date;
  endedAt?: Date;
}

/** Numbers of one attempt. */
export interface WorkerListCountsRow {
  /** Rows of the file so far. */
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
  /** Workers kept from the list before, because rows were skipped. */
  kept: number;
  /** Rows with an error. */
  refused: number;
  problems: number;
  warnings: number;
  /** New people entered in the data bank. */
  registered: number;
}

/** A worker on one list; seen by nobody until the employer points at its batch. */
export interface WorkerRow {
  /** `<batch>:<row, 7 digits>`, so that the order of ids is that of the file. */
  _id: string;
  batch: string;
  nationalIdHash: string;
  /** Keyed hash of everything that the list says of the worker. */
  fingerprint: string;
  /** The id that the person gets when the data bank does not know it yet. */
  newId: string;
  sealed: string;
}

/** Something to correct in a file, or to look at. Holds no value of a cell. */
export interface WorkerProblemRow {
  /** `<batch>:<row, 7 digits>:<number within the row>` */
  _id: string;
  row: number;
  column: string;
  code: string;
  severity: string;
  otherRow?: number;
  expiresAt: Date;
}

const counts = {
  rows: Number,
  added: Number,
  changed: Number,
  unchanged: Number,
  removed: Number,
  kept: Number,
  refused: Number,
  problems: Number,
  warnings: Number,
  registered: Number,
  _id: false,
};

const listSchema = new Schema<WorkerListRow>(
  {
    _id: String,
    employerId: { type: String, required: true },
    origin: { type: String, required: true },
    state: { type: String, required: true },
    onError: String,
    fileName: String,
    fileHash: String,
    attempt: Number,
    parts: Number,
    counts,
    basedOn: String,
    registering: Boolean,
    registeredUpTo: String,
    stale: [{ batch: String, at: Date, _id: false }],
    begunAt: Date,
    updatedAt: Date,
    endedAt: Date,
  },
  { collection: 'worker_lists', versionKey: false },
);
listSchema.index({ origin: 1 }, { name: 'origin', unique: true });
listSchema.index({ employerId: 1, begunAt: -1 }, { name: 'employer_begun' });
listSchema.index({ registering: 1 }, { name: 'registering', sparse: true });
listSchema.index({ state: 1, updatedAt: 1 }, { name: 'state_updated' });
listSchema.index({ 'stale.at': 1 }, { name: 'stale' });

const workerSchema = new Schema<WorkerRow>(
  { _id: String, batch: String, nationalIdHash: String, fingerprint: String, newId: String, sealed: String },
  { collection: 'listed_workers', versionKey: false },
);
workerSchema.index({ nationalIdHash: 1, batch: 1 }, { name: 'national_id_batch' });

const problemSchema = new Schema<WorkerProblemRow>(
  { _id: String, row: Number, column: String, code: String, severity: String, otherRow: Number, expiresAt: Date },
  { collection: 'worker_list_problems', versionKey: false },
);
problemSchema.index({ expiresAt: 1 }, { name: 'expires', expireAfterSeconds: 0 });

export interface WorkerListModels {
  readonly lists: Model<WorkerListRow>;
  readonly workers: Model<WorkerRow>;
  readonly problems: Model<WorkerProblemRow>;
}

/** The models on a connection; collections and indexes are created by `prepareModels`. */
export function workerListModels(connection: Connection): WorkerListModels {
  return {
    lists: connection.model<WorkerListRow>('WorkerList', listSchema),
    workers: connection.model<WorkerRow>('ListedWorker', workerSchema),
    problems: connection.model<WorkerProblemRow>('WorkerListProblem', problemSchema),
  };
}
