import { Schema, type Connection, type Model } from 'mongoose';

/** The upload that an employer has open: another one waits until it ends or its lease does. */
export interface OpenUploadRow {
  listId: string;
  /** Moved on by every part that arrives. */
  leaseUntil: Date;
}

/** An employer. Which workers are its own follows from `batch` alone: it is moved by one write. */
export interface EmployerRow {
  /** The registration number (NPP). */
  _id: string;
  name: string;
  region: string;
  place: string;
  /** The worker list in force. */
  listId?: string;
  /** The rows in force: those of one attempt of that list. */
  batch?: string;
  workers: number;
  upload?: OpenUploadRow;
  registeredAt: Date;
}

const employerSchema = new Schema<EmployerRow>(
  {
    _id: String,
    name: { type: String, required: true },
    region: { type: String, required: true },
    place: { type: String, required: true },
    listId: String,
    batch: String,
    workers: { type: Number, default: 0 },
    upload: { type: { listId: String, leaseUntil: Date, _id: false }, default: undefined },
    registeredAt: { type: Date, required: true },
  },
  { collection: 'employers', versionKey: false },
);
employerSchema.index({ batch: 1 }, { name: 'batch', sparse: true });

/** The model on a connection; collection and indexes are created by `prepareModels`. */
export function employerModels(connection: Connection): { readonly employers: Model<EmployerRow> } {
  return { employers: connection.model<EmployerRow>('Employer', employerSchema) };
}
