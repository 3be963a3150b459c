import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import type { Consent, ConsentPurpose, Participant } from './participant.js';
import type { ParticipantMapper } from './participant.mapper.js';
import type { FieldFault } from './registration.js';

/** What a participant allows or refuses. */
export interface SetConsent {
  /** Ignored for a participant, who speaks for itself. */
  readonly participantId?: string | null;
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  /** Where it was said, such as a channel id. */
  readonly source: string;
  /** Version of the words that were shown or read out: the proof of what was agreed to. */
  readonly wording: string;
}

export type ConsentOutcome =
  | { readonly kind: 'set'; readonly participant: Participant; readonly consent: Consent; readonly repeated: boolean }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'unknown' };

/** Consents that are kept of one person; the log keeps the events of all. */
const mostConsents = 500;

/** Keeps consents as a history that proves them: who said what, when, where, to which words (UU 27/2022 art. 22-24). */
export class Consents {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly events: EventLog;
      readonly repository: ParticipantRepository;
      readonly mapper: ParticipantMapper;
      readonly now: () => Date;
    },
  ) {}

  /** By the participant itself, or by whoever was told it (scope participants:register). */
  async set(context: RequestContext, input: SetConsent): Promise<ConsentOutcome> {
    const principal = requirePrincipal(context);
    const own = principal.role === 'participant' ? principal.participant : undefined;
    requireScope(context, own === undefined ? 'participants:register' : 'participants:read');
    const participantId = own ?? input.participantId?.trim() ?? '';
    const faults = consentFaults(input, participantId);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const { purpose, granted, source, wording } = input;
    const { database, repository, mapper, events, now } = this.parts;
    return database.transaction(async (unit): Promise<ConsentOutcome> => {
      const row = await repository.forChange(participantId, unit);
      if (!row) return { kind: 'unknown' };
      const last = row.consents.findLast((consent) => consent.purpose === purpose);
      const isSame = last?.granted === granted && last.source === source && last.wording === wording;
      if (isSame) return { kind: 'set', participant: mapper.fromRow(row), consent: last as Consent, repeated: true };
      const consent: Consent = { purpose, granted, at: now(), source, wording, recordedBy: principal.subject };
      const consents = [...row.consents, consent].slice(-mostConsents);
      await repository.setConsents(participantId, consents, unit);
      await events.append(unit, 'consentChanged', {
        key: `participant:${participantId}`,
        actor: principal.subject,
        at: consent.at,
        data: { participantId, purpose, granted, source, wording, at: consent.at.toISOString() },
      });
      return { kind: 'set', participant: mapper.fromRow({ ...row, consents }), consent, repeated: false };
    });
  }
}

function consentFaults({ source, wording }: SetConsent, participantId: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (participantId === '') faults.push({ field: 'participantId', message: 'Say whose consent it is.' });
  if (!/^[A-Za-z0-9._:-]{1,100}$/.test(source))
    faults.push({ field: 'source', message: 'Say where it was given, such as the id of a channel.' });
  if (!/^[A-Za-z0-9._:-]{1,100}$/.test(wording))
    faults.push({ field: 'wording', message: 'Name the version of the words, such as outreach-2026-11.' });
  return faults;
}
