/** Membership segments of both institutions (facts: Perpres 82/2018; BPJS Ketenagakerjaan). */
export const segments = [
  'PBI_JK',
  'PBPU_BP_PEMDA',
  'PPU_PN',
  'PPU_BU',
  'PBPU',
  'BP',
  'TK_PU',
  'TK_BPU',
  'TK_JAKON',
  'TK_PMI',
] as const;
export type Segment = (typeof segments)[number];

export const sexes = ['FEMALE', 'MALE'] as const;
export type Sex = (typeof sexes)[number];

export const lifecycleStages = [
  'PROSPECT',
  'SEARCHING',
  'LEARNING',
  'REGISTERING',
  'ACTIVE',
  'LAPSED',
  'REACTIVATED',
  'LEFT',
] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

export const priorityGroups = ['PREGNANT', 'BREASTFEEDING', 'ELDERLY', 'DISABILITY'] as const;
export type PriorityGroup = (typeof priorityGroups)[number];

export const contactKinds = ['PHONE', 'EMAIL', 'CHANNEL'] as const;
export type ContactKind = (typeof contactKinds)[number];

export const consentPurposes = ['SERVICE_MESSAGES', 'OUTREACH', 'SURVEYS', 'VOICE_RECORDING'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

export type Language = 'id' | 'en';

/** Groups of wage earners (Perpres 82/2018, art. 4) that rules tell apart. */
export const occupations = [
  'STATE_OFFICIAL',
  'LEGISLATOR',
  'CIVIL_SERVANT',
  'TNI',
  'POLRI',
  'VILLAGE_STAFF',
  'PRIVATE_EMPLOYEE',
  'OTHER',
] as const;
export type Occupation = (typeof occupations)[number];

/** Class of inpatient care: 1, 2 or 3. */
export type CareClass = 1 | 2 | 3;

/** A membership over time; the current one has no end. */
export interface Membership {
  readonly segment: Segment;
  /** Of those who pay by themselves; absent: not told. */
  readonly careClass?: CareClass;
  /** Of wage earners; absent: not told. */
  readonly occupation?: Occupation;
  readonly startsOn: Date;
  readonly endsOn?: Date;
}

export interface Domicile {
  /** Kemendagri code of the regency, such as `61.71`. */
  readonly region: string;
  /** Regency or city as people call it. */
  readonly place: string;
}

/** A way to reach a participant. `value` is in clear here and sealed at rest. */
export interface ContactPoint {
  readonly kind: ContactKind;
  readonly value: string;
}

export interface Consent {
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  readonly at: Date;
  /** Where it was given, such as a channel id: the institution must be able to prove it (UU 27/2022 art. 24). */
  readonly source: string;
  /** The words that were shown or read out, by their version; absent: kept before the hub asked for it. */
  readonly wording?: string;
  /** Who entered it: the participant's own token, or the officer who was told. */
  readonly recordedBy?: string;
}

/** A participant as the domain knows it; personal fields in clear. */
export interface Participant {
  readonly id: string;
  /** Empty for somebody who was erased. */
  readonly name: string;
  /** NIK, 16 digits; absent for prospects. */
  readonly nationalId?: string;
  /** JKN card number, 13 digits. */
  readonly cardNumber?: string;
  readonly birthDate?: Date;
  readonly sex?: Sex;
  readonly memberships: readonly Membership[];
  readonly domicile: Domicile;
  readonly priorityGroups: readonly PriorityGroup[];
  readonly stage: LifecycleStage;
  readonly language: Language;
  readonly contactPoints: readonly ContactPoint[];
  readonly consents: readonly Consent[];
  /** Name of the first-level facility (FKTP). */
  readonly facility?: { readonly code: string; readonly name: string };
  readonly registeredAt: Date;
  /** When the person was erased: nothing else is known any more. */
  readonly erasedAt?: Date;
}

/** The reasons of UU 27/2022 art. 43 (1) for which personal data is erased. */
export const erasureReasons = [
  'SUBJECT_REQUEST',
  'CONSENT_WITHDRAWN',
  'NO_LONGER_NEEDED',
  'UNLAWFULLY_OBTAINED',
] as const;
export type ErasureReason = (typeof erasureReasons)[number];

/** Region of people whose home is not known yet: the whole country, handled by the centre. */
export const unknownRegion = '00';

/** Segment of the membership in force; somebody without one would join as self-employed (PBPU). */
export function currentSegment(participant: Pick<Participant, 'memberships'>): Segment {
  return currentMembership(participant)?.segment ?? 'PBPU';
}

/** From this age on a person is elderly (UU 13/1998). */
const elderlyFrom = 60;

/** True for those who alone have priority: pregnant, breastfeeding, elderly and disabled people. */
export function hasPriority({ priorityGroups, birthDate }: Participant, now: Date): boolean {
  if (priorityGroups.length > 0) return true;
  if (!birthDate) return false;
  const turns = new Date(birthDate);
  turns.setUTCFullYear(turns.getUTCFullYear() + elderlyFrom);
  return turns <= now;
}

/** The membership in force, else the last one. */
export function currentMembership({ memberships }: Pick<Participant, 'memberships'>): Membership | undefined {
  return memberships.find((membership) => membership.endsOn === undefined) ?? memberships.at(-1);
}
