import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import { advance, type MessageStatus, type ProviderError, type ReceiptMoved } from '../sdk/index.js';
import type { HostCollections, InboxRow, OutboxRow } from './collections.js';
import { addToLedger, ledgerStep } from './ledger.js';
import type { HostHandlers } from './types.js';

/** Everything that moving a message forward touches. */
export interface MoveParts {
  readonly collections: HostCollections;
  readonly handlers: HostHandlers;
  readonly log: Logger;
  /** Milliseconds a settled row is kept. */
  readonly retention: number;
}

/** News about an outbound message. */
export interface News {
  readonly status: Exclude<MessageStatus, 'QUEUED'>;
  readonly at: Date;
  readonly externalId?: string;
  readonly error?: ProviderError;
}

/**
 * Moves a message forward, if the news is news: row, ledger and the hub's own handler change together. A message that moved is
 * settled: nobody sends it (again). `stale`: the row is not as it was read, nothing was done.
 */
export async function moveMessage(
  parts: MoveParts,
  row: OutboxRow,
  news: News,
  slot: number | string,
  unit: UnitOfWork,
): Promise<'moved' | 'kept' | 'stale'> {
  const { collections, handlers } = parts;
  const to = advance(row.status, news.status);
  const externalId = row.externalId ?? news.externalId;
  if (to === null) {
    if (externalId !== row.externalId) await setRow(parts, row, { ...(externalId ? { externalId } : {}) }, unit);
    return 'kept';
  }
  const now = new Date();
  const found = await setRow(
    parts,
    row,
    {
      status: to,
      state: 'done',
      updatedAt: now,
      purgeAt: new Date(now.getTime() + parts.retention),
      ...(externalId ? { externalId } : {}),
      ...(news.error ? { error: news.error } : {}),
    },
    unit,
  );
  if (!found) return 'stale';
  await addToLedger(collections, row.channelId, slot, ledgerStep(row.status, to), unit.session);
  const moved: ReceiptMoved = {
    channelId: row.channelId,
    messageId: row._id,
    status: news.status,
    at: news.at,
    ...(news.error ? { error: news.error } : {}),
  };
  await handlers.receipt(moved, unit);
  return 'moved';
}

/** False: the row has another status by now, or is gone. */
async function setRow(parts: MoveParts, row: OutboxRow, set: Partial<OutboxRow>, unit: UnitOfWork): Promise<boolean> {
  const settled =
    set.state === 'done'
      ? { $unset: { sealed: '' as const, pending: '' as const, worker: '' as const, leaseUntil: '' as const } }
      : {};
  if (Object.keys(set).length === 0) return true;
  const { _id, status } = row;
  const { session } = unit;
  const { matchedCount } = await parts.collections.outbox.updateOne(
    { _id, status },
    { $set: set, ...settled },
    { session },
  );
  return matchedCount === 1;
}

/**
 * Applies a provider's receipt. `unmatched`: no message of ours is known by it (yet): the answer to the send may still be
 * on its way.
 */
export async function applyReceipt(
  parts: MoveParts,
  row: InboxRow,
  slot: number,
  unit: UnitOfWork,
): Promise<'applied' | 'unmatched'> {
  const receipt = row.status;
  if (!receipt) return 'applied';
  const message = await findMessage(parts.collections, row, unit);
  if (!message) return 'unmatched';
  const { status, error } = receipt;
  await moveMessage(
    parts,
    message,
    { status, at: row.sentAt, externalId: row.externalId, ...(error ? { error } : {}) },
    slot,
    unit,
  );
  return 'applied';
}

/** By our own id where the provider echoes it, else by the provider's. */
async function findMessage({ outbox }: HostCollections, row: InboxRow, unit: UnitOfWork): Promise<OutboxRow | null> {
  const { session } = unit;
  const reference = row.status?.reference;
  const own =
    reference === undefined ? null : await outbox.findOne({ _id: reference, channelId: row.channelId }, { session });
  return own ?? outbox.findOne({ channelId: row.channelId, externalId: row.externalId }, { session });
}
