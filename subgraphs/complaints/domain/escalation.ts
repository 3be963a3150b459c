import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { StoredEvent } from '../../kernel/event-log/index.js';
import type { ComplaintClockKind, EscalationLevel } from './complaint.js';

export const escalationCauses = ['CLOCK', 'PERSON'] as const;
export type EscalationCause = (typeof escalationCauses)[number];

/** Why a case moved up. */
export interface Escalation {
  readonly cause: EscalationCause;
  /** Level before. */
  readonly from: EscalationLevel;
  /** The clocks that reached their limits; none for a person's word. */
  readonly clocks: readonly ComplaintClockKind[];
}

/** The escalation that an event tells of; null for another event, and for one of a time before causes were kept. */
export function escalationOf({ type, data }: Pick<StoredEvent, 'type' | 'data'>): Escalation | null {
  if (type !== catalogue.complaintEscalated.type) return null;
  const { cause, from, clocks } = data as Partial<EventData<'complaintEscalated'>>;
  if (!cause || !from) return null;
  return { cause, from: from as EscalationLevel, clocks: (clocks ?? []) as ComplaintClockKind[] };
}
