import { Schema, type Connection, type Model } from 'mongoose';

/** A worker of an employer, as worker lists say. */
export interface EmployerWorkerRow {
  /** `<employer>:<participant>` */
  _id: string;
  employerId: string;
  listId: string;
}

const schema = new Schema<EmployerWorkerRow>(
  { _id: String, employerId: String, listId: String },
  { collection: 'complaint_workers', versionKey: false },
);
schema.index({ employerId: 1, listId: 1 }, { name: 'employer_list' });

/** The model on a connection. */
export const employerWorkerModels = (connection: Connection): { readonly workers: Model<EmployerWorkerRow> } => ({
  workers: connection.model<EmployerWorkerRow>('ComplaintWorker', schema),
});
