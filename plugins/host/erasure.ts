import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { ForgetOrder } from './erasure-types.js';
import type { MediaCollections } from './media-rows.js';
import { moveMessage, type MoveParts } from './receipts.js';
import { answerKey, mailboxId, personLane } from './rows.js';

export interface ForgetParts extends MoveParts, MediaCollections {
  readonly vault: Vault;
  readonly channels: ReadonlyMap<string, unknown>;
}

/** What stands in place of a keyed hash or a provider's id. */
const nothing = 'erased';
/** Ids in one command. */
const portion = 500;

/**
 * Forgets people in the host's rows, in the caller's transaction: what is still to be sent is not sent, media, mailbox
 * entries and kept answers go, and rows that only prevent a second delivery lose everything but their key. Messages that
 * came in and were not worked yet stay: they are news, of somebody new. What a plugin keeps under keys of its own is not
 * known here.
 */
export async function forgetPeople(parts: ForgetParts, unit: UnitOfWork, order: ForgetOrder): Promise<void> {
  for (let from = 0; from < order.messageIds.length; from += portion) {
    const ids = order.messageIds.slice(from, from + portion);
    await forgetLetters(parts, ids, unit);
    await parts.media.deleteMany({ _id: { $in: ids } }, { session: unit.session });
    await parts.chunks.deleteMany({ medium: { $in: ids } }, { session: unit.session });
  }
  const lanes = [...new Set(order.senders.map(({ channelId, key }) => personLane(parts.vault, channelId, key)))];
  if (lanes.length > 0) await forgetReceived(parts, lanes, unit);
  const mailboxes = mailboxesOf(parts, order);
  if (mailboxes.length > 0)
    await parts.collections.mail.deleteMany({ mailbox: { $in: mailboxes } }, { session: unit.session });
}

async function forgetLetters(parts: ForgetParts, ids: readonly string[], unit: UnitOfWork): Promise<void> {
  const { outbox } = parts.collections;
  const { session } = unit;
  for (const row of await outbox.find({ _id: { $in: [...ids] } }, { session }).toArray()) {
    const error = { code: 'ERASED', message: 'The recipient was erased.' };
    // Through the ladder of receipts, so that the channel's ledger stays in balance.
    if (row.pending) await moveMessage(parts, row, { status: 'FAILED', at: new Date(), error }, 'erasure', unit);
    await outbox.updateOne(
      { _id: row._id },
      { $set: { lane: nothing }, $unset: { sealed: '', answers: '' } },
      { session },
    );
  }
}

/** index: window */
async function forgetReceived(
  { collections: { inbox, answers }, retention }: ForgetParts,
  lanes: readonly string[],
  { session }: UnitOfWork,
): Promise<void> {
  const settled = { lane: { $in: [...lanes] }, kind: 'message' as const, state: { $ne: 'open' as const } };
  const rows = await inbox.find(settled, { session, projection: { _id: 1 } }).toArray();
  const purgeAt = new Date(Date.now() + retention);
  for (let from = 0; from < rows.length; from += portion) {
    const ids = rows.slice(from, from + portion).map(({ _id }) => _id);
    await inbox.updateMany(
      { _id: { $in: ids } },
      { $set: { state: 'done', lane: nothing, externalId: nothing, variant: null }, $unset: { sealed: '', fault: '' } },
      { session },
    );
    await inbox.updateMany({ _id: { $in: ids }, purgeAt: { $exists: false } }, { $set: { purgeAt } }, { session });
    const keys = ids.map((id) => answerKey([id]));
    await answers.deleteMany({ _id: { $in: keys } }, { session });
  }
}

function mailboxesOf({ vault, channels }: ForgetParts, { senders, participantIds }: ForgetOrder): string[] {
  const box = (channelId: string, address: string) => mailboxId(vault, channelId, address);
  const all = [...channels.keys()].flatMap((channelId) => participantIds.map((id) => box(channelId, id)));
  return [...all, ...senders.map(({ channelId, key }) => box(channelId, key))];
}
