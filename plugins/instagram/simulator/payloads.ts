import { randomBytes } from 'node:crypto';

/** One member of a webhook's `entry`. */
export type WebhookEntry = Readonly<Record<string, unknown>>;

/** The simulated professional account. */
export interface SimulatedAccount {
  readonly accountId: string;
  readonly username: string;
}

/** A simulated person: Instagram-scoped id and handle. */
export interface SimulatedPerson {
  readonly id: string;
  readonly username: string;
}

/** A new id of the kind Meta gives: messages have long ones, comments, containers and media have digits. */
export const newMessageId = () => `aWdf${randomBytes(24).toString('base64url')}`;
export const newObjectId = () => `178${String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '0')}`;

export const envelope = (entries: readonly WebhookEntry[]): object => ({ object: 'instagram', entry: entries });

/** A messaging entry: what a person does in the direct messages. `part` is `{ message: … }`, `{ read: … }` and so on. */
export function messagingEntry(
  account: SimulatedAccount,
  person: SimulatedPerson,
  part: object,
  at = new Date(),
): WebhookEntry {
  const event = { sender: { id: person.id }, recipient: { id: account.accountId }, timestamp: at.getTime(), ...part };
  return { id: account.accountId, time: at.getTime(), messaging: [event] };
}

/** The account's own message as Meta shows it to the app. */
export function echoEntry(
  account: SimulatedAccount,
  recipient: string,
  message: { readonly mid: string } & object,
  at = new Date(),
): WebhookEntry {
  const event = {
    sender: { id: account.accountId },
    recipient: { id: recipient },
    timestamp: at.getTime(),
    message: { ...message, is_echo: true },
  };
  return { id: account.accountId, time: at.getTime(), messaging: [event] };
}

/**
 * A change in one of Meta's two shapes: `changes` (Facebook Login; `time` in seconds) or `direct` (Instagram Login:
 * field and value in the entry).
 */
export function changeEntry(
  account: SimulatedAccount,
  change: { readonly field: string; readonly value: unknown },
  shape: 'changes' | 'direct' = 'changes',
  at = new Date(),
): WebhookEntry {
  const base = { id: account.accountId, time: Math.floor(at.getTime() / 1000) };
  return shape === 'changes' ? { ...base, changes: [change] } : { ...base, ...change };
}

/** The post that people comment on, where no other is named. */
export const firstMedia = '17900000000000001';

/** A comment of a person. */
export function commentChange(
  person: SimulatedPerson,
  comment: { id?: string; text: string; mediaId?: string; parentId?: string; adId?: string; live?: boolean },
): { field: string; value: object } {
  const { id = newObjectId(), text, mediaId = firstMedia, parentId, adId, live = false } = comment;
  const media = { id: mediaId, media_product_type: adId ? 'AD' : 'FEED', ...(adId ? { ad_id: adId } : {}) };
  const from = { id: person.id, username: person.username };
  const value = { id, from, text, media, ...(parentId ? { parent_id: parentId } : {}) };
  return { field: live ? 'live_comments' : 'comments', value };
}
