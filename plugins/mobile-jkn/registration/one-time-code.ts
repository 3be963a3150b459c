import { randomInt } from 'node:crypto';
import { equalSecrets, type PluginStorage } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { keyedHash } from '../keys.js';
import { changeStored } from '../storage.js';

/** Milliseconds in which a code can be used. */
export const codeLifetime = 5 * 60_000;
/** Milliseconds after which another code may be sent to the same phone. */
export const resendAfter = 60_000;
/** Codes that may be tried against one challenge; right ones count as little as wrong ones after they are used up. */
export const mostTries = 5;

/** A code that was sent, as it is kept: never the code, never the number in a key. */
export interface Challenge {
  readonly hash: string;
  readonly phone: string;
  readonly installation: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly tries: number;
  /** The right code was given. */
  readonly proven: boolean;
  /** Descriptions of a person that were refused after the right code. */
  readonly refusals: number;
  /** Whom the finished registration is about. */
  readonly participantId?: string;
}

/** What became of a code. `EXPIRED` also for a challenge that never was. */
export type CodeVerdict =
  | { readonly kind: 'right'; readonly challenge: Challenge }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'usedUp' };

/** Six digits, each value as likely as any other. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** Key of a challenge in the storage. */
export const challengeKey = (id: string): string => `challenge:${id}`;

/** The keyed hash of a code: bound to its challenge and to the installation that asked for it. */
export function codeHash(config: Pick<MobileJknConfig, 'codeKey'>, id: string, installation: string, code: string) {
  return keyedHash(config, 'code', `${id}\u0000${installation}\u0000${code}`);
}

/** A code as given by somebody, with where and when. */
export interface GivenCode {
  readonly challengeId: string;
  readonly installation: string;
  readonly code: string;
  readonly now: Date;
}

/**
 * Judges a code. The try is written down before the code is looked at, so that codes tried at the same time count each;
 * a right code gives its try back. Compares in constant time.
 */
export async function judgeCode(
  storage: PluginStorage,
  config: Pick<MobileJknConfig, 'codeKey'>,
  given: GivenCode,
): Promise<CodeVerdict> {
  const key = challengeKey(given.challengeId);
  const begun = await changeStored<Challenge, Challenge | 'expired' | 'usedUp'>(storage, key, (stands) => {
    if (!stands || given.now.getTime() >= stands.expiresAt) return { result: 'expired' };
    if (stands.tries >= mostTries) return { result: 'usedUp' };
    const value = { ...stands, tries: stands.tries + 1 };
    return { value, expiresAt: new Date(stands.expiresAt), result: value };
  });
  if (begun === 'expired' || begun === 'usedUp') return { kind: begun };
  const hash = codeHash(config, given.challengeId, given.installation, given.code);
  const isRight = equalSecrets(hash, begun.hash) && begun.installation === given.installation;
  if (!isRight) return { kind: 'wrong', triesLeft: mostTries - begun.tries };
  return { kind: 'right', challenge: await proven(storage, key, begun) };
}

function proven(storage: PluginStorage, key: string, begun: Challenge): Promise<Challenge> {
  return changeStored<Challenge, Challenge>(storage, key, (stands) => {
    const current = stands ?? begun;
    const value = { ...current, proven: true, tries: Math.max(current.tries - 1, 0) };
    return { value, expiresAt: new Date(value.expiresAt), result: value };
  });
}

/** Keeps a new challenge. */
export async function keepChallenge(storage: PluginStorage, id: string, challenge: Challenge): Promise<void> {
  await storage.put(challengeKey(id), challenge, { expiresAt: new Date(challenge.expiresAt) });
}
