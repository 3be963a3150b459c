import { GraphFault, type ServiceContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import type { Problem, Refused } from '../registration/refusal.js';

/** What every resolver of the app gets. */
export type AppContext = ServiceContext<MobileJknConfig>;

/** The participant who is signed in. @throws GraphFault UNAUTHENTICATED or FORBIDDEN */
export function participantOf({ viewer }: Pick<AppContext, 'viewer'>): string {
  if (!viewer) throw new GraphFault('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer <token>`.');
  if (viewer.role !== 'participant' || !viewer.participant)
    throw new GraphFault('FORBIDDEN', 'The inbox and the devices of the app belong to participants.');
  return viewer.participant;
}

/** `ValidationFailed` of the hub. */
export const invalid = (problems: readonly Problem[]) => ({ __typename: 'ValidationFailed', problems });

/** A refusal of the app. */
export const refusedAnswer = ({ kind: _kind, ...rest }: Refused) => ({ __typename: 'MobileJknRefused', ...rest });
