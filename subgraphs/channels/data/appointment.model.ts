import { Schema } from 'mongoose';

/** The last queue number that was given for a facility, clinic and day. */
export interface AppointmentCounterRow {
  /** `facility/clinic/day`. */
  _id: string;
  last: number;
}

export const appointmentCounterSchema = new Schema<AppointmentCounterRow>(
  { _id: String, last: { type: Number, required: true } },
  { collection: 'appointment_counters', versionKey: false },
);
