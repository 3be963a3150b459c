import type { ClientSession } from 'mongodb';
import type { MessageStatus } from '../sdk/index.js';
import type { Database } from '../../subgraphs/kernel/database.js';
import type { HostCollections, InboxRow, LedgerRow } from './collections.js';
import type { ChannelLedger } from './types.js';

type Count = keyof ChannelLedger;
export type Counts = Partial<Record<Count, number>>;

const counts: readonly Count[] = [
  'received',
  'stored',
  'rejected',
  'duplicates',
  'processed',
  'deadLettered',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
];

/** The parts of a ledger that different writers keep, so that they never wait for one another. */
export const ledgerSlots = 16;

/** Adds to a channel's ledger within a transaction (or alone, without a session). */
export async function addToLedger(
  collections: HostCollections,
  channelId: string,
  slot: number | string,
  add: Counts & { lastInboundAt?: Date },
  session?: ClientSession,
): Promise<void> {
  const { lastInboundAt, ...numbers } = add;
  const moved = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0));
  if (Object.keys(moved).length === 0 && !lastInboundAt) return;
  await collections.ledger.updateOne(
    { _id: `${channelId}/${slot}` },
    {
      ...(Object.keys(moved).length > 0 ? { $inc: moved } : {}),
      ...(lastInboundAt ? { $max: { lastInboundAt } } : {}),
      $setOnInsert: { channelId },
    },
    { upsert: true, ...(session ? { session } : {}) },
  );
}

/**
 * What the ledger counts when an inbound row leaves the state in which it came. Until then the row itself stands for what
 * was received and stored, so that taking it in costs no second write.
 */
export const leaving = ({ counted, receivedAt }: Pick<InboxRow, 'counted' | 'receivedAt'>) =>
  counted ? {} : { received: 1, stored: 1, lastInboundAt: receivedAt };

/** The whole ledger of a channel, read at one moment: what was counted, and the rows that wait to be. */
export async function readLedger(
  database: Database,
  collections: HostCollections,
  channelId: string,
): Promise<ChannelLedger> {
  return database.transaction(async ({ session }) => {
    const rows = await collections.ledger.find({ channelId }, { session }).toArray();
    const waiting = await collections.inbox.countDocuments(
      { channelId, state: 'open', counted: { $exists: false } },
      { session, hint: 'open_channel' },
    );
    const total = (name: Count) => rows.reduce((sum: number, row: LedgerRow) => sum + (row[name] ?? 0), 0);
    const ledger = Object.fromEntries(counts.map((name) => [name, total(name)])) as unknown as ChannelLedger;
    return { ...ledger, received: ledger.received + waiting, stored: ledger.stored + waiting };
  });
}

/** When something last came in that was worked, in any process; null: never. */
export async function lastInboundAt({ ledger }: HostCollections, channelId: string): Promise<Date | null> {
  const rows = await ledger.find({ channelId }, { projection: { lastInboundAt: 1 } }).toArray();
  const times = rows.flatMap((row) => (row.lastInboundAt ? [row.lastInboundAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

const reached: Readonly<Record<MessageStatus, readonly Count[]>> = {
  QUEUED: [],
  UNKNOWN: ['unknown'],
  SENT: ['sent'],
  DELIVERED: ['sent', 'delivered'],
  READ: ['sent', 'delivered', 'read'],
  FAILED: ['failed'],
};

/** How a step of a message changes the ledger: what it newly reached, and UNKNOWN is left behind. */
export function ledgerStep(from: MessageStatus, to: MessageStatus): Counts {
  const add: Counts = Object.fromEntries(
    reached[to].filter((name) => !reached[from].includes(name)).map((name) => [name, 1]),
  );
  return from === 'UNKNOWN' && to !== 'UNKNOWN' ? { ...add, unknown: -1 } : add;
}
