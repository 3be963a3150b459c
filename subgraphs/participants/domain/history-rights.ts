import { holds } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';

/** Payments and services are personal finance and health data: the participant's own, and of those who read in full. */
export function mayReadHistory({ principal }: RequestContext, participantId: string): boolean {
  if (principal?.participant !== undefined) return principal.participant === participantId;
  return holds(principal, 'participants:read:full');
}
