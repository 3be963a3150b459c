import type { Vault } from '../../kernel/crypto.js';
import type { ParticipantRow, SealedText } from '../data/participant.model.js';
import type {
  ConsentPurpose,
  ContactKind,
  Language,
  Membership,
  LifecycleStage,
  Participant,
  PriorityGroup,
  Sex,
} from './participant.js';
import { currentSegment } from './participant.js';

/** Kinds of keyed hashes; `phone` is also what events carry and channels look senders up by. */
export type HashKind = 'national-id' | 'card-number' | 'phone' | 'email' | 'channel';

const contactHashKind: Record<ContactKind, HashKind> = { PHONE: 'phone', EMAIL: 'email', CHANNEL: 'channel' };

/** Translates between the domain's participant and the sealed row. */
export class ParticipantMapper {
  constructor(private readonly vault: Vault) {}

  hash(kind: HashKind, value: string): string {
    return this.vault.lookupHash(kind, value);
  }

  phoneHashes(participant: Participant): string[] {
    return participant.contactPoints
      .filter(({ kind }) => kind === 'PHONE')
      .map(({ value }) => this.hash('phone', value));
  }

  toRow(participant: Participant): ParticipantRow {
    const seal = (kind: HashKind, value: string): SealedText => ({
      sealed: this.vault.seal(value, `${kind}:${participant.id}`),
      hash: this.hash(kind, value),
    });
    const { id, nationalId, cardNumber, birthDate, memberships, domicile, contactPoints, consents, facility } =
      participant;
    return {
      _id: id,
      name: participant.name ?? '',
      ...(nationalId && { nationalId: seal('national-id', nationalId) }),
      ...(cardNumber && { cardNumber: seal('card-number', cardNumber) }),
      ...(birthDate && { birthDate: this.vault.seal(birthDate.toISOString(), `birth-date:${id}`) }),
      ...(participant.sex && { sex: participant.sex }),
      memberships: memberships.map((membership) => ({ ...membership })),
      segment: currentSegment(participant),
      domicile: { ...domicile },
      priorityGroups: [...participant.priorityGroups],
      stage: participant.stage,
      language: participant.language,
      contactPoints: contactPoints.map(({ kind, value }) => ({ kind, ...seal(contactHashKind[kind], value) })),
      consents: consents.map((consent) => ({ ...consent })),
      ...(facility && { facility: { ...facility } }),
      registeredAt: participant.registeredAt,
    };
  }

  /** Personal fields are opened when they are read, not before: most requests never look at them. */
  fromRow(row: ParticipantRow): Participant {
    const open = (kind: HashKind, text: SealedText | undefined) =>
      text && this.vault.open<string>(text.sealed, `${kind}:${row._id}`);
    const openDate = (sealed: string | undefined) =>
      sealed === undefined ? undefined : new Date(this.vault.open<string>(sealed, `birth-date:${row._id}`));
    return {
      id: row._id,
      name: row.name,
      get nationalId() {
        return open('national-id', row.nationalId);
      },
      get cardNumber() {
        return open('card-number', row.cardNumber);
      },
      get birthDate() {
        return openDate(row.birthDate);
      },
      get contactPoints() {
        return row.contactPoints.map((point) => {
          const kind = point.kind as ContactKind;
          return { kind, value: open(contactHashKind[kind], point) ?? '' };
        });
      },
      sex: row.sex as Sex | undefined,
      memberships: row.memberships.map((membership) => membership as Membership),
      domicile: row.domicile,
      priorityGroups: row.priorityGroups as PriorityGroup[],
      stage: row.stage as LifecycleStage,
      language: row.language as Language,
      consents: row.consents.map((consent) => ({ ...consent, purpose: consent.purpose as ConsentPurpose })),
      facility: row.facility,
      registeredAt: row.registeredAt,
      ...(row.erasedAt && { erasedAt: row.erasedAt }),
    };
  }
}
