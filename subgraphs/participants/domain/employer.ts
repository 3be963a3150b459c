import { holds, type Principal } from '../../../schema/index.js';

/** An employer. Its id is its registration number (NPP). */
export interface Employer {
  readonly id: string;
  readonly registrationNumber: string;
  readonly name: string;
  /** Kemendagri code of the regency where it is registered. */
  readonly region: string;
  readonly place: string;
  /** Workers of the list in force. */
  readonly workers: number;
  /** The list in force. */
  readonly listId?: string;
  /** Rows in force. */
  readonly batch?: string;
}

/** Form of a registration number. Its real form could not be confirmed: anything plain is taken. */
export const registrationNumberForm = /^[A-Za-z0-9]{4,20}$/;

/** Which employers a viewer may look into: all, one, or none. */
export type EmployerVisibility = 'all' | 'none' | { readonly only: string };

/** An employer looks into itself; staff that reads participants looks into all; nobody else into any. */
export function employersVisibleTo(principal: Principal | null): EmployerVisibility {
  if (!principal) return 'none';
  if (principal.role === 'employer')
    return principal.employer && holds(principal, 'employers:manage') ? { only: principal.employer } : 'none';
  if (principal.role === 'participant') return 'none';
  return holds(principal, 'participants:read') ? 'all' : 'none';
}

/** True when the viewer may look into this employer. */
export const mayLookInto = (visibility: EmployerVisibility, id: string): boolean =>
  visibility === 'all' || (visibility !== 'none' && visibility.only === id);

/** Fictional employers of a first start in development; see demo-participants.ts for the people. */
export const demoEmployers: readonly Omit<Employer, 'workers'>[] = [
  {
    id: '26000001',
    registrationNumber: '26000001',
    name: 'PT Contoh Anyaman Rotan',
    region: '61.71',
    place: 'Kota Pontianak',
  },
  {
    id: '26000002',
    registrationNumber: '26000002',
    name: 'CV Rekaan Kopi Fiktif',
    region: '73.71',
    place: 'Kota Makassar',
  },
];
