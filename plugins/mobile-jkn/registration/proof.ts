import { randomBytes } from 'node:crypto';
import type { PluginContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { keyedHash } from '../keys.js';
import { changeStored } from '../storage.js';

/** Milliseconds in which a proof can be redeemed. */
export const proofLifetime = 10 * 60_000;

interface KeptProof {
  readonly participantId: string;
  readonly expiresAt: number;
  readonly redeemed: boolean;
}

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'storage' | 'now'>;

const keyOf = ({ config }: Context, proof: string) => `proof:${keyedHash(config, 'proof', proof)}`;

/** A proof that somebody registered, for whoever gives out tokens: random, kept as a hash only, good for one use. */
export async function giveProof(
  context: Context,
  participantId: string,
): Promise<{ readonly proof: string; readonly expiresAt: Date }> {
  const proof = randomBytes(32).toString('base64url');
  const expiresAt = new Date(context.now().getTime() + proofLifetime);
  const kept: KeptProof = { participantId, expiresAt: expiresAt.getTime(), redeemed: false };
  await context.storage.put(keyOf(context, proof), kept, { expiresAt });
  return { proof, expiresAt };
}

/** Whom a proof is about, to the first who asks; null for everybody after, for a late one and for what never was one. */
export function redeemProof(context: Context, proof: string): Promise<string | null> {
  const now = context.now().getTime();
  return changeStored<KeptProof, string | null>(context.storage, keyOf(context, proof), (stands) => {
    if (!stands || stands.redeemed || now >= stands.expiresAt) return { result: null };
    const value = { ...stands, redeemed: true };
    return { value, expiresAt: new Date(stands.expiresAt), result: stands.participantId };
  });
}
