import type { Language, ServiceContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { keyedHash } from '../keys.js';
import { changeStored } from '../storage.js';
import { takeEach } from './limits.js';
import { challengeKey, judgeCode, type Challenge, type CodeVerdict } from './one-time-code.js';
import type { Person } from './person.js';
import { giveProof } from './proof.js';
import { problem, refused, type Problem, type Refused } from './refusal.js';
import { registerWithHub } from './register-with-hub.js';

/** A code with the person behind it. */
export interface Confirmation {
  readonly challenge: string;
  readonly code: string;
  readonly installation: string;
  readonly person: Person;
  readonly language?: Language | null;
}

/** How a registration ends. Whether the person was known before is not told. */
export type Confirmed =
  | { readonly kind: 'confirmed'; readonly participantId: string; readonly proof: string; readonly expiresAt: Date }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | Refused;

/** People who may be described wrongly after one right code, and descriptions that one phone may give in a day. */
const mostRefusals = 3;
const mostDescriptionsOfDay = 10;
const day = 24 * 3_600_000;

/**
 * Registers, or recognises, the person behind a phone that the right code proves. The same call may be made again while
 * the code lives: it makes nothing twice. Data to be corrected use the code up as little.
 */
export async function confirmRegistration(
  context: ServiceContext<MobileJknConfig>,
  confirmation: Confirmation,
): Promise<Confirmed> {
  const language = confirmation.language ?? 'id';
  if (!/^\d{6}$/.test(confirmation.code))
    return { kind: 'invalid', problems: [problem('code', 'A code has 6 digits.')] };
  const { challenge: challengeId, installation, code } = confirmation;
  const given = { challengeId, installation, code, now: context.now() };
  const verdict = await judgeCode(context.storage, context.config, given);
  if (verdict.kind !== 'right') return refusalOf(verdict, language);
  const { challenge } = verdict;
  if (challenge.participantId) return confirmed(context, challenge.participantId);
  if (!(await mayDescribe(context, challenge))) return refused('CANNOT_BE_CONFIRMED', language, {});
  const outcome = await registerWithHub(context, confirmation.person, challenge.phone, language);
  if (outcome.kind === 'invalid') return outcome;
  if (outcome.kind === 'unrecognised') {
    await keep(context, challengeId, challenge, { refusals: challenge.refusals + 1 });
    return refused('CANNOT_BE_CONFIRMED', language, {});
  }
  await keep(context, challengeId, challenge, { participantId: outcome.participantId });
  return confirmed(context, outcome.participantId);
}

function refusalOf(verdict: Exclude<CodeVerdict, { kind: 'right' }>, language: Language): Refused {
  if (verdict.kind === 'expired') return refused('CODE_EXPIRED', language, {});
  if (verdict.kind === 'usedUp' || verdict.triesLeft === 0)
    return refused('TOO_MANY_TRIES', language, { triesLeft: 0 });
  return refused('CODE_WRONG', language, { triesLeft: verdict.triesLeft });
}

/** Who has a phone must not find out by trying which people are registered: a few descriptions, then nothing more. */
async function mayDescribe({ config, storage, now }: ServiceContext<MobileJknConfig>, challenge: Challenge) {
  if (challenge.refusals >= mostRefusals) return false;
  const key = `limit:description:${keyedHash(config, 'phone', challenge.phone)}`;
  return (await takeEach(storage, [{ key, most: mostDescriptionsOfDay, within: day }], now())) === 0;
}

function keep(
  { storage }: ServiceContext<MobileJknConfig>,
  id: string,
  challenge: Challenge,
  change: Partial<Challenge>,
): Promise<void> {
  return changeStored<Challenge, void>(storage, challengeKey(id), (stands) => {
    const value = { ...(stands ?? challenge), ...change };
    return { value, expiresAt: new Date(value.expiresAt), result: undefined };
  });
}

async function confirmed(context: ServiceContext<MobileJknConfig>, participantId: string): Promise<Confirmed> {
  const { proof, expiresAt } = await giveProof(context, participantId);
  return { kind: 'confirmed', participantId, proof, expiresAt };
}
