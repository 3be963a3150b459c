import type { Principal } from '../../../schema/index.js';
import type { Language, ServiceRequestKind } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ContactRepository } from '../data/contact.repository.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import { dayFaults, queueOf, type Appointments } from './service-request-appointments.js';
import { facilityRefusal } from './service-request-facility.js';
import type { PayloadFault, ServicePayload } from './service-request-payloads.js';
import type { AppointmentPlace } from './service-requests.js';

/** A request that wants in. */
export interface Applicant {
  readonly kind: ServiceRequestKind;
  readonly payload: ServicePayload;
  readonly participantId: string | null;
  readonly principal: Principal;
}

/** What is kept with an admitted request, or why it is not admitted, for the participant. */
export type Admission = { readonly appointment?: AppointmentPlace } | { readonly refusal: string };

/** Statuses of a change of facility that is not decided yet. */
const pending = ['OPENED', 'IN_PROGRESS', 'WAITING_PARTICIPANT'];

/** The rules of single kinds, which need more than the payload: what was before, who it is, which numbers are given. */
export class ServiceRequestAdmission {
  constructor(
    private readonly parts: {
      readonly directory: Pick<ContactRepository, 'directoryEntry'>;
      readonly repository: ServiceRequestRepository;
      readonly appointments: Appointments;
    },
  ) {}

  /** What the payload says about days, as the shape of a payload cannot know today. */
  faults(kind: ServiceRequestKind, payload: ServicePayload, now: Date): PayloadFault[] {
    return kind === 'APPOINTMENT' ? dayFaults(payload as ServicePayload<'APPOINTMENT'>, now) : [];
  }

  /** What requests of one kind contend for: they had better come one after the other. Null: nothing. */
  lane(kind: ServiceRequestKind, payload: ServicePayload): string | null {
    return kind === 'APPOINTMENT' ? queueOf(payload as ServicePayload<'APPOINTMENT'>) : null;
  }

  /** Admits in the transaction that keeps the request. */
  async admit(unit: UnitOfWork, applicant: Applicant, now: Date): Promise<Admission> {
    const { kind, payload, participantId } = applicant;
    if (kind === 'APPOINTMENT') {
      const language = await this.languageOf(participantId, unit);
      const appointment = payload as ServicePayload<'APPOINTMENT'>;
      const place = await this.parts.appointments.take(unit, appointment, participantId, language);
      return 'refusal' in place ? place : { appointment: place };
    }
    return kind === 'FACILITY_CHANGE' && participantId !== null
      ? this.facilityChange(unit, applicant, participantId, now)
      : {};
  }

  private async facilityChange(
    unit: UnitOfWork,
    { principal }: Applicant,
    participantId: string,
    now: Date,
  ): Promise<Admission> {
    const { directory, repository, appointments } = this.parts;
    await appointments.alone(unit, `facility-change/${participantId}`);
    const entry = await directory.directoryEntry(participantId, unit);
    const before = await repository.ofKind(participantId, 'FACILITY_CHANGE', unit);
    const changer = {
      segment: entry?.segment ?? null,
      occupation: entry?.occupation ?? null,
      language: (entry?.language as Language | undefined) ?? 'id',
      isPending: before.some(({ status }) => pending.includes(status)),
      lastChangedAt: lastDone(before),
    };
    const refusal = facilityRefusal(changer, now, { byOfficer: principal.role !== 'participant' });
    return refusal === undefined ? {} : { refusal };
  }

  private async languageOf(participantId: string | null, unit: UnitOfWork): Promise<Language> {
    const entry = participantId === null ? null : await this.parts.directory.directoryEntry(participantId, unit);
    return (entry?.language as Language | undefined) ?? 'id';
  }
}

function lastDone(rows: readonly ServiceRequestRow[]): Date | null {
  const times = rows.flatMap(({ history }) => history.filter(({ status }) => status === 'DONE').map(({ at }) => at));
  return times.sort((a, b) => a.getTime() - b.getTime()).at(-1) ?? null;
}
