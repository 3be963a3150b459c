import { holds, regionAllowed, type ComplaintSnapshot, type Principal } from '../../../schema/index.js';

/** Which complaints a viewer may see; every list, look-up, event and replay is held against it. */
export interface Visibility {
  /** Only this participant's own. */
  readonly participantId?: string;
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
  return {
    ...(principal.regions && { regions: principal.regions }),
    ...(principal.channels && { channels: principal.channels }),
    ...(principal.role === 'officer' && principal.unit && { unit: principal.unit }),
  };
}

/** The same rule for one complaint as an event shows it. */
export function maySee(visibility: Visibility, complaint: ComplaintSnapshot): boolean {
  const { participantId, regions, channels, unit } = visibility;
  return (
    (participantId === undefined || complaint.participantId === participantId) &&
    regionAllowed(regions, complaint.region) &&
    (channels === undefined || channels.includes(complaint.channelId)) &&
    (unit === undefined || complaint.unit === null || complaint.unit === unit)
  );
}

/** True when the viewer may read texts that describe a person's case: full scope, or the complainant. */
export function mayReadTexts(principal: Principal | null, participantId: string | null): boolean {
  return holds(principal, 'complaints:read:full') || isComplainant(principal, participantId);
}

/** True when the viewer may know who complained. A confidential complainant is known to itself only. */
export function mayKnowComplainant(
  principal: Principal | null,
  participantId: string | null,
  confidential: boolean,
): boolean {
  if (isComplainant(principal, participantId)) return true;
  return !confidential && principal?.role !== 'partner' && holds(principal, 'participants:read');
}

function isComplainant(principal: Principal | null, participantId: string | null): boolean {
  return participantId !== null && principal?.participant === participantId;
}
