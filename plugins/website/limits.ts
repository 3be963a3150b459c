import type { PluginStorage, Rate } from '../sdk/index.js';

/** Where limits are counted: in the account's storage, so that all processes of a hub count together. */
export interface LimitBook {
  readonly storage: PluginStorage;
  readonly now: () => Date;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Writers that meet on one bucket; who loses this often asks far too fast. */
const tries = 10;

/**
 * Takes one token of a bucket. The key holds nothing personal (see `pseudonym`).
 * @returns milliseconds until the next token; 0: one was taken
 */
export async function takeToken(book: LimitBook, key: string, { perSecond, burst }: Rate): Promise<number> {
  const fullAfter = (burst / perSecond) * 1_000;
  for (let attempt = 0; attempt < tries; attempt++) {
    const now = book.now().getTime();
    const known = await book.storage.get<Bucket>(`limit/${key}`);
    const { tokens, at } = known?.value ?? { tokens: burst, at: now };
    const full = Math.min(burst, tokens + (Math.max(0, now - at) / 1_000) * perSecond);
    if (full < 1) return Math.ceil(((1 - full) / perSecond) * 1_000);
    const expiresAt = new Date(now + fullAfter + 1_000);
    const options = { expected: known?.version ?? 0, expiresAt };
    if (await book.storage.put(`limit/${key}`, { tokens: full - 1, at: now }, options)) return 0;
  }
  return Math.ceil(1_000 / perSecond);
}

/** A place that is held for a while, such as that of an open stream; it frees itself when nobody renews it. */
export interface Slot {
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** Milliseconds a place is held without being renewed: what a crashed process leaves behind. */
export const slotLease = 60_000;

/** Takes one of `maximum` places of a key; null: all are taken. */
export async function takeSlot(book: LimitBook, key: string, maximum: number): Promise<Slot | null> {
  const until = () => new Date(book.now().getTime() + slotLease);
  for (let place = 0; place < maximum; place++) {
    const name = `slot/${key}/${place}`;
    if (!(await book.storage.put(name, 1, { expected: 0, expiresAt: until() }))) continue;
    return {
      renew: async () => void (await book.storage.put(name, 1, { expiresAt: until() })),
      release: () => book.storage.delete(name),
    };
  }
  return null;
}

/** Uses something up: true for the first caller, and again for the same `user`, until it expires. */
export async function useOnce(book: LimitBook, key: string, user: string, lifetime: number): Promise<boolean> {
  const expiresAt = new Date(book.now().getTime() + lifetime);
  if (await book.storage.put(`once/${key}`, user, { expected: 0, expiresAt })) return true;
  return (await book.storage.get<string>(`once/${key}`))?.value === user;
}

/** Takes a use back: whoever comes next is the first again. */
export const forgetUse = (book: LimitBook, key: string): Promise<void> => book.storage.delete(`once/${key}`);
