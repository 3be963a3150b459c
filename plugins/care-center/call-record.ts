import type { Language, PluginStorage } from '../sdk/index.js';

/** What has to be remembered of a live call between requests. Nothing personal. */
export interface CallRecord {
  /** `queued`: waits for an officer; `with-officer`: is being, or has been, connected to one. */
  readonly stage: 'queued' | 'with-officer';
  readonly language: Language;
  /** The caller agreed to be recorded; null: it was not asked yet. */
  readonly consent: boolean | null;
}

/** Calls do not last longer than Twilio lets them. */
const longestCall = 24 * 3_600_000;
const tries = 5;

const keyOf = (callId: string) => `call/${callId}`;

export async function readCall(storage: PluginStorage, callId: string): Promise<CallRecord | null> {
  return (await storage.get<CallRecord>(keyOf(callId)))?.value ?? null;
}

/** Changes the record of a call; `change` gives null to forget it. Runs again when another request was faster. */
export async function changeCall(
  storage: PluginStorage,
  callId: string,
  now: Date,
  change: (record: CallRecord | null) => CallRecord | null,
): Promise<CallRecord | null> {
  const expiresAt = new Date(now.getTime() + longestCall);
  for (let i = 0; i < tries; i++) {
    const stored = await storage.get<CallRecord>(keyOf(callId));
    const next = change(stored?.value ?? null);
    if (next === null) {
      if (stored) await storage.delete(keyOf(callId));
      return null;
    }
    if (await storage.put(keyOf(callId), next, { expected: stored?.version ?? 0, expiresAt })) return next;
  }
  throw new Error('The record of a call is changed by too many requests at once.');
}
