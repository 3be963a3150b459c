import { createHmac } from 'node:crypto';
import type { MobileJknConfig } from './config.js';

/** What a keyed hash stands for: equal texts of different kinds have different hashes. */
export type HashKind = 'code' | 'phone' | 'installation' | 'participant' | 'device-token' | 'proof' | 'message';

/** A keyed hash for a key of the storage, which is kept in clear: 22 characters, 132 bits. */
export function keyedHash({ codeKey }: Pick<MobileJknConfig, 'codeKey'>, kind: HashKind, value: string): string {
  return createHmac('sha256', codeKey).update(`${kind}\u0000${value}`).digest('base64url').slice(0, 22);
}

/** The form of an installation's id: the app makes it once, such as a UUID. */
export const installationId = /^[A-Za-z0-9_-]{8,64}$/;
