import { createHash } from 'node:crypto';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { InboundItem, InboundMessage, OutboundMessage, StoredInbound } from '../sdk/index.js';
import type { InboxRow } from './collections.js';

/** The unique key of an item as one id: channel, account, external id, kind and variant (a status, for receipts). */
export function inboxKey(channelId: string, item: InboundItem): string {
  const parts = [channelId, item.accountKey, item.externalId, item.kind, item.variant ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Keeps foreign ids within what an index takes. */
const bounded = (text: string) =>
  text.length <= 256 ? text : `sha256:${createHash('sha256').update(text).digest('base64url')}`;

/** The lane of a person on a channel: a keyed hash, because keys may be phone numbers. */
export function personLane(vault: Vault, channelId: string, key: string): string {
  return vault.lookupHash('channel-lane', `${channelId}/${key}`);
}

/** The mailbox of an address on a channel: a keyed hash, for the same reason. */
export const mailboxId = (vault: Vault, channelId: string, address: string): string =>
  `${channelId}/${vault.lookupHash('channel-mailbox', address)}`;

/** The key of the answer to a webhook: a hash of its messages' keys. */
export const answerKey = (rowIds: readonly string[]): string =>
  createHash('sha256').update(rowIds.join()).digest('base64url');

const sealContext = (rowId: string) => `channel-inbox:${rowId}`;

type Personal = Pick<InboundMessage, 'sender' | 'content' | 'replyTo' | 'referral'>;

/**
 * The row of an item of a webhook.
 * @param place of the item in its webhook
 * @param signedIn the participant whom the viewer's token speaks for: the only one that a sender may be named as
 */
export function toInboxRow(
  vault: Vault,
  channelId: string,
  given: InboundItem,
  receivedAt: Date,
  place: number,
  signedIn?: string,
): InboxRow {
  const item = withProvenSender(given, signedIn);
  const id = inboxKey(channelId, item);
  const sentAt = item.at ?? receivedAt;
  return {
    _id: id,
    channelId,
    accountKey: bounded(item.accountKey),
    externalId: bounded(item.externalId),
    kind: item.kind,
    variant: item.variant === undefined ? null : bounded(item.variant),
    lane:
      item.kind === 'message'
        ? personLane(vault, channelId, item.sender.key)
        : `${channelId}/${bounded(item.externalId)}`,
    order: `${sentAt.toISOString()}/${receivedAt.toISOString()}/${String(place).padStart(5, '0')}`,
    sentAt,
    receivedAt,
    state: 'open',
    dueAt: receivedAt,
    attempts: 0,
    ...detail(vault, id, item),
  };
}

/** Drops the name of a participant that no token proves: a provider cannot say who is signed in with us. */
function withProvenSender(item: InboundItem, signedIn: string | undefined): InboundItem {
  if (item.kind !== 'message' || item.sender.participantId === undefined) return item;
  const { participantId, ...sender } = item.sender;
  return participantId === signedIn ? item : { ...item, sender };
}

function detail(vault: Vault, id: string, item: InboundItem): Pick<InboxRow, 'sealed' | 'status'> {
  switch (item.kind) {
    case 'message': {
      const { sender, content, replyTo, referral } = item;
      return { sealed: vault.seal({ sender, content, replyTo, referral } satisfies Personal, sealContext(id)) };
    }
    case 'status': {
      const { status, reference, error } = item;
      return {
        status: { status, ...(reference ? { reference: bounded(reference) } : {}), ...(error ? { error } : {}) },
      };
    }
    default:
      return { sealed: vault.seal(item, sealContext(id)) };
  }
}

/** A message row as the handler gets it. */
export function toStoredInbound(vault: Vault, row: InboxRow): StoredInbound {
  const { replyTo, referral, ...personal } = vault.open<Personal>(row.sealed ?? '', sealContext(row._id));
  return {
    id: row._id,
    channelId: row.channelId,
    accountKey: row.accountKey,
    externalId: row.externalId,
    kind: 'message',
    sentAt: row.sentAt,
    receivedAt: row.receivedAt,
    ...personal,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(referral === undefined ? {} : { referral }),
  };
}

/** The personal part of an outbox row. */
export type Letter = Pick<OutboundMessage, 'recipient' | 'content' | 'replyTo' | 'author'>;

export function sealLetter(vault: Vault, messageId: string, letter: Letter): string {
  return vault.seal(letter, `channel-outbox:${messageId}`);
}

export function openLetter(vault: Vault, messageId: string, sealed: string): Letter {
  return vault.open<Letter>(sealed, `channel-outbox:${messageId}`);
}

let last = 0;

/** A text that sorts by time and, within a millisecond of this process, by call. */
export function nextOrder(now: number): string {
  last = (last + 1) % 1_000_000;
  return `${new Date(now).toISOString()}/${String(last).padStart(6, '0')}`;
}
