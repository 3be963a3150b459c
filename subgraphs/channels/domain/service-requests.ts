import { randomBytes, randomUUID } from 'node:crypto';
import type { ServiceRequestKind } from '../../../plugins/sdk/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';

export const serviceRequestStatuses = ['OPENED', 'IN_PROGRESS', 'WAITING_PARTICIPANT', 'DONE', 'REJECTED'] as const;
export type ServiceRequestStatus = (typeof serviceRequestStatuses)[number];

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
  readonly payload: Readonly<Record<string, string>>;
  readonly history: readonly {
    readonly at: Date;
    readonly status: ServiceRequestStatus;
    readonly actor: string;
    readonly note: string | null;
  }[];
  readonly openedAt: Date;
}

export type NewServiceRequest = Omit<ServiceRequest, 'id' | 'status' | 'history'> & {
  readonly conversationId: string | null;
  readonly actor: string;
};

/** Crockford's alphabet: no letter that is mistaken for a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A fresh reference that can be read out on the telephone. */
export function newReference(): string {
  return `P-${[...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}

/** Keeps service requests; payloads are sealed. */
export class ServiceRequests {
  constructor(private readonly parts: { vault: Vault; repository: ServiceRequestRepository }) {}

  /** Enters a request in the caller's transaction and gives its id. */
  async open(unit: UnitOfWork, request: NewServiceRequest): Promise<string> {
    const id = `srq_${randomUUID().replaceAll('-', '')}`;
    const { actor, payload, ...rest } = request;
    await this.parts.repository.insert(
      {
        ...rest,
        _id: id,
        status: 'OPENED',
        payload: this.parts.vault.seal(payload, `service-request:${id}`),
        history: [{ at: request.openedAt, status: 'OPENED', actor, note: null }],
      },
      unit,
    );
    return id;
  }

  /** The domain's view of a row; the payload is opened when it is read. */
  fromRow(row: ServiceRequestRow): ServiceRequest {
    const { vault } = this.parts;
    return {
      id: row._id,
      reference: row.reference,
      kind: row.kind as ServiceRequestKind,
      code: row.code,
      status: row.status as ServiceRequestStatus,
      participantId: row.participantId,
      channelId: row.channelId,
      get payload() {
        return vault.open<Record<string, string>>(row.payload, `service-request:${row._id}`);
      },
      history: row.history.map((entry) => ({ ...entry, status: entry.status as ServiceRequestStatus })),
      openedAt: row.openedAt,
    };
  }
}
