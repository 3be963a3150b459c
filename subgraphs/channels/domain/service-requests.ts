import { randomBytes, randomUUID } from 'node:crypto';
import type { ServiceRequestKind } from '../../../plugins/sdk/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import type { ServiceRequestStatus } from './service-request-states.js';

/** A place in a queue, as it is kept with the request. */
export interface AppointmentPlace {
  /** `facility/clinic/day`. */
  readonly queue: string;
  readonly number: number;
}

/** A request for a service, with the answers that the participant gave. */
export interface ServiceRequest {
  readonly id: string;
  /** What the participant is told, such as `P-7K3F9Q2M`. */
  readonly reference: string;
  readonly kind: ServiceRequestKind;
  /** PANDAWA's service letter. */
  readonly code: string | null;
  readonly status: ServiceRequestStatus;
  readonly participantId: string | null;
  readonly channelId: string;
  readonly conversationId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly history: readonly ServiceRequestStep[];
  /** Place in a queue; null but for appointments. */
  readonly appointment: AppointmentPlace | null;
  readonly openedAt: Date;
}

export interface ServiceRequestStep {
  readonly at: Date;
  readonly status: ServiceRequestStatus;
  readonly actor: string;
  /** What the participant was told; sealed at rest. */
  readonly note: string | null;
}

export type NewServiceRequest = Omit<ServiceRequest, 'id' | 'status' | 'history' | 'appointment'> & {
  readonly appointment?: AppointmentPlace;
  readonly actor: string;
  /** Makes a retry of the same caller recognisable; absent: nobody retries. */
  readonly origin?: string;
};

/** A step to take, with the key that makes its retry recognisable. */
export interface NewStep {
  readonly status: ServiceRequestStatus;
  readonly actor: string;
  readonly note: string | null;
  readonly key: string | null;
  readonly at: Date;
}

/** Crockford's alphabet: no letter that is mistaken for a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A fresh reference that can be read out on the telephone. */
export function newReference(): string {
  return `P-${[...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}

const payloadContext = (id: string) => `service-request:${id}`;
const noteContext = (id: string) => `service-request.note:${id}`;

/** Keeps service requests with their events; payloads and notes are sealed. */
export class ServiceRequests {
  constructor(
    private readonly parts: {
      readonly vault: Vault;
      readonly events: EventLog;
      readonly repository: ServiceRequestRepository;
    },
  ) {}

  /** Enters a request in the caller's transaction and appends `serviceRequest.opened`. */
  async open(unit: UnitOfWork, request: NewServiceRequest): Promise<ServiceRequestRow> {
    const id = `srq_${randomUUID().replaceAll('-', '')}`;
    const { actor, payload, ...rest } = request;
    const row: ServiceRequestRow = {
      ...rest,
      _id: id,
      status: 'OPENED',
      payload: this.parts.vault.seal(payload, payloadContext(id)),
      history: [{ at: request.openedAt, status: 'OPENED', actor, note: null, key: null }],
    };
    await this.parts.repository.insert(row, unit);
    await this.parts.events.append(unit, 'serviceRequestOpened', {
      key: `service-request:${id}`,
      actor,
      at: request.openedAt,
      data: eventData(row, request.openedAt),
    });
    return row;
  }

  /** Takes a step from the status that the row was read in; appends `serviceRequest.advanced`. */
  async advance(unit: UnitOfWork, row: ServiceRequestRow, step: NewStep): Promise<ServiceRequestRow> {
    const { vault, repository, events } = this.parts;
    const note = step.note === null ? null : vault.seal(step.note, noteContext(row._id));
    const after = { ...row, status: step.status, history: [...row.history, { ...step, note }] };
    await repository.replace(after, unit);
    await events.append(unit, 'serviceRequestAdvanced', {
      key: `service-request:${row._id}`,
      actor: step.actor,
      at: step.at,
      data: { ...eventData(after, step.at), from: row.status },
      sealed: { payload: vault.open<Record<string, unknown>>(row.payload, payloadContext(row._id)) },
    });
    return after;
  }

  /** The domain's view of a row; what is sealed is opened when it is read. */
  fromRow(row: ServiceRequestRow): ServiceRequest {
    const { vault } = this.parts;
    const { _id: id, reference, code, participantId, channelId, conversationId, openedAt } = row;
    return {
      id,
      reference,
      kind: row.kind as ServiceRequestKind,
      code,
      status: row.status as ServiceRequestStatus,
      participantId,
      channelId,
      conversationId,
      openedAt,
      appointment: row.appointment ?? null,
      get payload() {
        return vault.open<Record<string, unknown>>(row.payload, payloadContext(id));
      },
      get history() {
        return row.history.map(({ at, status, actor, note }) => ({
          at,
          status: status as ServiceRequestStatus,
          actor,
          note: note === null ? null : vault.open<string>(note, noteContext(id)),
        }));
      },
    };
  }
}

function eventData(
  { _id: requestId, kind, status, channelId, conversationId, participantId }: ServiceRequestRow,
  at: Date,
) {
  return { requestId, kind, status, channelId, conversationId, participantId, at: at.toISOString() };
}
