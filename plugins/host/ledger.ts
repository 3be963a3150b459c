import type { ClientSession } from 'mongodb';
import type { MessageStatus } from '../sdk/index.js';
import type { HostCollections, LedgerRow } from './collections.js';
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

/** The whole ledger of a channel, read at one moment. */
export async function readLedger(
  collections: HostCollections,
  channelId: string,
): Promise<{ ledger: ChannelLedger; lastInboundAt: Date | null }> {
  const rows = await collections.ledger.find({ channelId }).toArray();
  const total = (name: Count) => rows.reduce((sum: number, row: LedgerRow) => sum + (row[name] ?? 0), 0);
  const times = rows.flatMap((row) => (row.lastInboundAt ? [row.lastInboundAt.getTime()] : []));
  return {
    ledger: Object.fromEntries(counts.map((name) => [name, total(name)])) as unknown as ChannelLedger,
    lastInboundAt: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
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
