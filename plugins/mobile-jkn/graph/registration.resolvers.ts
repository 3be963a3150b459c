import { GraphFault } from '../../sdk/index.js';
import { confirmRegistration, type Confirmation } from '../registration/confirm-registration.js';
import type { Person } from '../registration/person.js';
import { requestCode, type CodeRequest } from '../registration/request-code.js';
import { redeemProof } from '../registration/proof.js';
import { invalid, refusedAnswer, type AppContext } from './answers.js';

/** Asks for a code. */
export async function requestRegistrationCode(context: AppContext, input: CodeRequest) {
  const outcome = await requestCode(context, input);
  if (outcome.kind === 'invalid') return invalid(outcome.problems);
  if (outcome.kind === 'refused') return refusedAnswer(outcome);
  const { challenge, expiresAt, resendAt } = outcome;
  return { __typename: 'MobileJknCodeSent', challenge, expiresAt, resendAt };
}

/** A confirmation as GraphQL gives it: the date of birth is a Date. */
export type ConfirmInput = Omit<Confirmation, 'person'> & {
  readonly person: Omit<Person, 'birthDate'> & { readonly birthDate: Date | string };
};

/** Registers who has the code. */
export async function confirm(context: AppContext, { person, ...input }: ConfirmInput) {
  const birthDate = new Date(person.birthDate).toISOString().slice(0, 10);
  const outcome = await confirmRegistration(context, { ...input, person: { ...person, birthDate } });
  if (outcome.kind === 'invalid') return invalid(outcome.problems);
  if (outcome.kind === 'refused') return refusedAnswer(outcome);
  const { participantId, proof, expiresAt } = outcome;
  return { __typename: 'MobileJknRegistrationConfirmed', participantId, proof, expiresAt };
}

/** Whom a proof is about, for an identity provider with the scope participants:register of its own. */
export async function redeem(context: AppContext, proof: string) {
  const { viewer } = context;
  if (!viewer) throw new GraphFault('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer <token>`.');
  const isProvider =
    viewer.role === 'admin' || (viewer.role === 'channel' && viewer.channels?.includes(context.channelId));
  if (!isProvider || !viewer.scopes.includes('participants:register'))
    throw new GraphFault('FORBIDDEN', 'A proof is redeemed by the identity provider: role channel or admin.');
  const participantId = await redeemProof(context, proof);
  if (participantId === null) return { __typename: 'NotFound', message: 'There is no such proof, or it is used up.' };
  return { __typename: 'MobileJknProofRedeemed', participantId };
}
