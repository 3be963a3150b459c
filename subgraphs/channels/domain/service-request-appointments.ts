import { DateTime } from 'luxon';
import type { Language } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { AppointmentRepository } from '../data/appointment.repository.js';
import type { PayloadFault, ServicePayload } from './service-request-payloads.js';
import type { AppointmentPlace, ServiceRequest } from './service-requests.js';
import { appointmentHorizon, rulesZone } from './service-request-rules.js';

/** Statuses in which a number is not held any more. */
const ended = ['DONE', 'REJECTED', 'CANCELLED'];

/** One queue for however a clinic's name is written. */
export function queueOf({ facilityCode, clinic, date }: ServicePayload<'APPOINTMENT'>): string {
  return [facilityCode, clinic.trim().replace(/\s+/g, ' ').toLocaleUpperCase('id'), date].join('/');
}

/** Days that cannot be had: over, or too far ahead. */
export function dayFaults({ date }: ServicePayload<'APPOINTMENT'>, now: Date): PayloadFault[] {
  const today = DateTime.fromJSDate(now, { zone: rulesZone }).startOf('day');
  const last = today.plus({ days: appointmentHorizon }).toISODate()!;
  if (date >= today.toISODate()! && date <= last) return [];
  return [{ field: 'payload.date', message: `An appointment is today or within ${appointmentHorizon} days.` }];
}

const held = {
  id: 'Anda sudah memegang nomor antrean {number} di poli ini pada hari itu.',
  en: 'You hold queue number {number} of this clinic on that day already.',
};

/** Gives queue numbers: per facility, clinic and day, from 1 and without gaps. */
export class Appointments {
  constructor(private readonly repository: AppointmentRepository) {}

  /** A number in the caller's transaction; a refusal where the participant holds one already. */
  async take(
    unit: UnitOfWork,
    payload: ServicePayload<'APPOINTMENT'>,
    participantId: string | null,
    language: Language,
  ): Promise<AppointmentPlace | { readonly refusal: string }> {
    const queue = queueOf(payload);
    const before = participantId === null ? null : await this.repository.held(queue, participantId, ended, unit);
    if (before !== null) return { refusal: held[language].replace('{number}', String(before)) };
    return { queue, number: await this.repository.next(queue, unit) };
  }

  /** Lets transactions of one key conflict, so that of two at once one sees what the other did. */
  async alone(unit: UnitOfWork, key: string): Promise<void> {
    await this.repository.next(key, unit);
  }

  /** The place with who is before it; null for a request without one. */
  async shown({ appointment, payload }: Pick<ServiceRequest, 'appointment' | 'payload'>) {
    if (appointment === null) return null;
    const { queue, number } = appointment;
    const { facilityCode, clinic, date } = payload as ServicePayload<'APPOINTMENT'>;
    const ahead = await this.repository.ahead(queue, number, [...ended, 'IN_PROGRESS']);
    return { facilityCode, clinic, date, queueNumber: number, ahead };
  }
}
