import type { Language } from '../../../plugins/sdk/index.js';

type Words = Readonly<Record<Language, string>>;

/** People who change their facility by an officer only. */
export interface FacilityRestriction {
  /** Membership segments, all of them. */
  readonly segments?: readonly string[];
  /** Occupations within whatever segment. */
  readonly occupations?: readonly string[];
  readonly reason: Words;
}

/** When a first-level facility (FKTP) may be changed, from a day on. */
export interface FacilityChangeRule {
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Calendar months after the change before. */
  readonly monthsBetween: number;
  readonly restricted: readonly FacilityRestriction[];
}

/**
 * Rules of changing the facility by the day from which they hold, oldest first; the last one that holds counts. Source:
 * BPJS Kesehatan's public slides of 2023. A new rule is a new entry: what was decided under an old one stays.
 */
export const facilityChangeRules: readonly FacilityChangeRule[] = [
  {
    from: '2014-01-01',
    monthsBetween: 3,
    restricted: [
      {
        segments: ['PBI_JK'],
        reason: {
          id: 'Faskes peserta PBI ditetapkan bersama dinas sosial; ajukan melalui petugas.',
          en: 'The facility of PBI participants is set together with the social service: ask an officer.',
        },
      },
      {
        occupations: ['TNI', 'POLRI'],
        reason: {
          id: 'Faskes anggota TNI dan Polri ditetapkan oleh kesatuannya; ajukan melalui petugas.',
          en: 'The facility of members of TNI and Polri is set by their unit: ask an officer.',
        },
      },
    ],
  },
];

/** Days ahead for which an appointment can be made. */
export const appointmentHorizon = 30;

/** Zone of the rules' days: the institution's central office. */
export const rulesZone = 'Asia/Jakarta';
