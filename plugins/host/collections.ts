import type { Collection, Db } from 'mongodb';
import type { InboundKind, Loss, MessageStatus, ProviderError, ReceiptStatus } from '../sdk/index.js';

/** An inbound item. Personal content is in `sealed` only and leaves the row when it is done. */
export interface InboxRow {
  /** Hash of channel, account, external id, kind and variant: the unique key (see `inboxKey`). */
  _id: string;
  channelId: string;
  accountKey: string;
  externalId: string;
  kind: InboundKind;
  variant: string | null;
  /** Items of one lane are worked one after the other: a sender's messages, a message's receipts. */
  lane: string;
  /** Place in the lane: the sender's time, then that of receipt, then the place in the webhook. */
  order: string;
  /** The sender's time, or that of receipt. */
  sentAt: Date;
  receivedAt: Date;
  state: 'open' | 'done' | 'dead';
  /** The ledger has counted it, though it is open: it was a dead letter. Absent on other open rows. */
  counted?: true;
  dueAt: Date;
  attempts: number;
  /** Name of the last error. */
  fault?: string;
  sealed?: string;
  /** Of a receipt; no personal data. */
  status?: { status: ReceiptStatus; reference?: string; error?: ProviderError };
  /** Until when the webhook that brought it waits for what the hub says; only where its plugin answers webhooks. */
  answerBy?: Date;
  /** When the row may be forgotten. */
  purgeAt?: Date;
}

/** An outbound message. `pending` stands while it is open or being sent. */
export interface OutboxRow {
  /** Message id of the hub: the idempotency key. */
  _id: string;
  channelId: string;
  conversationId: string;
  /** Messages of one lane (one recipient) are sent one after the other. */
  lane: string;
  /** 0 reply, 1 campaign. */
  priority: 0 | 1;
  order: string;
  state: 'open' | 'sending' | 'done';
  pending?: true;
  status: MessageStatus;
  dueAt: Date;
  attempts: number;
  /** Who sends it now, and until when that is believed. */
  worker?: string;
  leaseUntil?: Date;
  externalId?: string;
  /** When the person wrote what this answers, by the sender's clock; absent where it answers no message. */
  heardAt?: Date;
  /** The inbox row whose webhook is to be answered with it; it goes the ordinary way when it is due all the same. */
  answers?: string;
  contentKind: string;
  degraded: Loss[];
  error?: ProviderError;
  createdAt: Date;
  updatedAt: Date;
  /** Recipient and content; leaves the row when the message is settled. */
  sealed?: string;
  purgeAt?: Date;
}

/** A part of a channel's ledger. Parts are added up; several exist so that workers do not wait for each other. */
export interface LedgerRow {
  /** `<channel>/<slot>` */
  _id: string;
  channelId: string;
  lastInboundAt?: Date;
  received?: number;
  stored?: number;
  rejected?: number;
  duplicates?: number;
  processed?: number;
  deadLettered?: number;
  sent?: number;
  delivered?: number;
  read?: number;
  failed?: number;
  unknown?: number;
}

/** A token bucket shared by all processes. */
export interface QuotaRow {
  _id: string;
  tokens: number;
  at: Date;
}

/** How far a channel has been polled, and by which process. */
export interface PollRow {
  /** The channel. */
  _id: string;
  owner: string;
  leaseUntil: Date;
  checkpoint: string | null;
}

/** The answer that a webhook was given. */
export interface AnswerRow {
  /** Hash of the keys of its items. */
  _id: string;
  sealed: string;
  purgeAt: Date;
}

/** A value that a plugin keeps. */
export interface StorageRow {
  /** `<channel>/<key>` */
  _id: string;
  channelId: string;
  key: string;
  sealed: string;
  version: number;
  expiresAt?: Date;
}

/** How far a mailbox is filled. Stays when its entries are forgotten, so that sequences go on. */
export interface MailboxRow {
  /** `<channel>/<keyed hash of the address>` */
  _id: string;
  last: number;
}

/** An entry of a mailbox. */
export interface MailRow {
  /** `<mailbox>/<keyed hash of the entry's id>` */
  _id: string;
  mailbox: string;
  sequence: number;
  at: Date;
  sealed: string;
  purgeAt: Date;
}

export interface HostCollections {
  readonly inbox: Collection<InboxRow>;
  readonly outbox: Collection<OutboxRow>;
  readonly ledger: Collection<LedgerRow>;
  readonly quota: Collection<QuotaRow>;
  readonly polls: Collection<PollRow>;
  readonly answers: Collection<AnswerRow>;
  readonly storage: Collection<StorageRow>;
  readonly mailboxes: Collection<MailboxRow>;
  readonly mail: Collection<MailRow>;
}

const names = {
  inbox: 'channel_inbox',
  outbox: 'channel_outbox',
  ledger: 'channel_ledger',
  quota: 'channel_quota',
  polls: 'channel_polls',
  answers: 'channel_answers',
  storage: 'channel_storage',
  mailboxes: 'channel_mailboxes',
  mail: 'channel_mail',
};

export function hostCollections(db: Db): HostCollections {
  return {
    inbox: db.collection<InboxRow>(names.inbox),
    outbox: db.collection<OutboxRow>(names.outbox),
    ledger: db.collection<LedgerRow>(names.ledger),
    quota: db.collection<QuotaRow>(names.quota),
    polls: db.collection<PollRow>(names.polls),
    answers: db.collection<AnswerRow>(names.answers),
    storage: db.collection<StorageRow>(names.storage),
    mailboxes: db.collection<MailboxRow>(names.mailboxes),
    mail: db.collection<MailRow>(names.mail),
  };
}

/** Creates collections and indexes; safe to call again. Collections must exist before transactions write to them. */
export async function prepareHostCollections(db: Db): Promise<void> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name));
  for (const name of Object.values(names)) {
    if (!present.has(name)) await db.createCollection(name).catch(ignoreExisting);
  }
  const { inbox, outbox, ledger, answers, storage, mail } = hostCollections(db);
  const open = { partialFilterExpression: { state: 'open' } };
  const pending = { partialFilterExpression: { pending: true } };
  const forget = { key: { purgeAt: 1 as const }, name: 'purge', expireAfterSeconds: 0 };
  await inbox.createIndexes([
    { key: { lane: 1, order: 1 }, name: 'open_lane', ...open },
    { key: { dueAt: 1 }, name: 'open_due', ...open },
    { key: { channelId: 1 }, name: 'open_channel', ...open },
    { key: { lane: 1, sentAt: -1 }, name: 'window', partialFilterExpression: { kind: 'message' } },
    { key: { channelId: 1, receivedAt: 1 }, name: 'dead', partialFilterExpression: { state: 'dead' } },
    forget,
  ]);
  await outbox.createIndexes([
    { key: { lane: 1, priority: 1, order: 1 }, name: 'pending_lane', ...pending },
    { key: { channelId: 1, state: 1, priority: 1, order: 1 }, name: 'pending_channel', ...pending },
    {
      key: { channelId: 1, externalId: 1 },
      name: 'external',
      partialFilterExpression: { externalId: { $exists: true } },
    },
    { key: { answers: 1 }, name: 'answers', partialFilterExpression: { answers: { $exists: true } } },
    forget,
  ]);
  await answers.createIndexes([forget]);
  await storage.createIndexes([{ key: { expiresAt: 1 }, name: 'expire', expireAfterSeconds: 0 }]);
  await mail.createIndexes([{ key: { mailbox: 1, sequence: 1 }, name: 'sequence', unique: true }, forget]);
  await ledger.createIndexes([{ key: { channelId: 1 }, name: 'channel' }]);
}

function ignoreExisting(error: unknown): void {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
}
