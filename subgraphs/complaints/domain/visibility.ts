import { holds, regionAllowed, type ComplaintSnapshot, type Principal, type Role } from '../../../schema/index.js';

/** Which complaints a viewer may see; every list, look-up, event and replay is held against it. */
export interface Visibility {
  /** Only this participant's own. */
  readonly participantId?: string;
  /** Only this employer's own. */
  readonly employerId?: string;
  /** Kemendagri codes, each with all below it. */
  readonly regions?: readonly string[];
  readonly channels?: readonly string[];
  /** Complaints of this unit, and those that no unit has yet. */
  readonly unit?: string;
}

/** What a viewer may see; undefined: nothing at all. */
export function visibilityOf(principal: Principal | null): Visibility | undefined {
  if (!principal || !holds(principal, 'complaints:read')) return undefined;
  if (principal.role === 'participant')
    return principal.participant ? { participantId: principal.participant } : undefined;
  if (principal.role === 'employer') return principal.employer ? { employerId: principal.employer } : undefined;
  return {
    ...(principal.regions && { regions: principal.regions }),
    ...(principal.channels && { channels: principal.channels }),
    ...(principal.role === 'officer' && principal.unit && { unit: principal.unit }),
  };
}

/** The same rule for one complaint as an event shows it. */
export function maySee(visibility: Visibility, complaint: ComplaintSnapshot): boolean {
  const { participantId, employerId, regions, channels, unit } = visibility;
  return (
    (participantId === undefined || complaint.participantId === participantId) &&
    (employerId === undefined || complaint.employerId === employerId) &&
    regionAllowed(regions, complaint.region) &&
    (channels === undefined || channels.includes(complaint.channelId)) &&
    (unit === undefined || complaint.unit === null || complaint.unit === unit)
  );
}

/** Whose complaint it is: a participant's, an employer's, or nobody's whom the hub knows. */
export interface Complainant {
  readonly participantId: string | null;
  readonly employerId?: string | null;
}

/** True when the viewer may read texts that describe a person's case: full scope, or the complainant. */
export function mayReadTexts(principal: Principal | null, complainant: Complainant): boolean {
  return holds(principal, 'complaints:read:full') || isComplainant(principal, complainant);
}

/** Roles that never learn who else complained. */
const outsiders: ReadonlySet<Role | undefined> = new Set<Role>(['partner', 'participant', 'employer']);

/** True when the viewer may know who complained. A confidential complainant is known to itself only. */
export function mayKnowComplainant(
  principal: Principal | null,
  complainant: Complainant & { readonly confidential: boolean },
): boolean {
  if (isComplainant(principal, complainant)) return true;
  return !complainant.confidential && !outsiders.has(principal?.role) && holds(principal, 'participants:read');
}

function isComplainant(principal: Principal | null, { participantId, employerId }: Complainant): boolean {
  if (!principal) return false;
  if (principal.role === 'employer') return Boolean(employerId) && principal.employer === employerId;
  return participantId !== null && principal.participant === participantId;
}
