import type { InboundItem, MailboxEntry, PluginContext, ServiceContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { keyedHash } from '../keys.js';
import { changeStored } from '../storage.js';
import type { InboxValue } from './entry.js';

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'storage' | 'mailbox'>;

/** The account key of everything that comes from the app. */
export const accountKey = 'app';

/** Entries that the mailbox gives at once. */
const portion = 100;

/** How far the inbox goes and how far it was read, by sequence. `head` may lag behind what lies there. */
interface Marks {
  readonly head: number;
  readonly read: number;
}

const marksKey = ({ config }: Context, participantId: string) =>
  `inbox:${keyedHash(config, 'participant', participantId)}`;

async function marksOf(context: Context, participantId: string): Promise<Marks> {
  return (await context.storage.get<Marks>(marksKey(context, participantId)))?.value ?? { head: 0, read: 0 };
}

function move(context: Context, participantId: string, to: Partial<Marks>): Promise<Marks> {
  return changeStored<Marks, Marks>(context.storage, marksKey(context, participantId), (stands) => {
    const { head, read } = stands ?? { head: 0, read: 0 };
    const result = { head: Math.max(head, to.head ?? 0), read: Math.max(read, to.read ?? 0) };
    if (stands && result.head === head && result.read === read) return { result };
    return { value: result, result };
  });
}

/** Lays a message down; one that lies there already changes nothing. */
export async function layDown(
  context: Context,
  participantId: string,
  messageId: string,
  value: InboxValue,
): Promise<void> {
  const head = await context.mailbox.append(participantId, { id: messageId, value });
  await move(context, participantId, { head });
}

/** Sequence of the last message: what the marks say, and whatever came after without their being moved. */
async function headOf(context: Context, participantId: string): Promise<Marks> {
  const { head: known, read } = await marksOf(context, participantId);
  for (let head = known; ;) {
    const more = await context.mailbox.read(participantId, head, portion);
    head = more.at(-1)?.sequence ?? head;
    if (more.length < portion) return { head, read };
  }
}

export interface InboxPage {
  /** Newest first. */
  readonly entries: readonly MailboxEntry[];
  readonly hasNextPage: boolean;
  readonly unreadCount: number;
  /** Sequence up to which all was read. */
  readonly readUpTo: number;
}

/** A page of the inbox, newest first. @param before a sequence: only older messages; null: from the newest on */
export async function inboxPage(
  context: Context,
  participantId: string,
  first: number,
  before: number | null,
): Promise<InboxPage> {
  const { head, read } = await headOf(context, participantId);
  const end = Math.min(before ?? head + 1, head + 1);
  const start = Math.max(end - 1 - first, 0);
  const found = await context.mailbox.read(participantId, start, Math.min(first, portion));
  const entries = found.filter(({ sequence }) => sequence < end).reverse();
  const [oldest] = await context.mailbox.read(participantId, 0, 1);
  const [unread] = await context.mailbox.read(participantId, read, 1);
  const last = entries.at(-1);
  return {
    entries,
    hasNextPage: last !== undefined && oldest !== undefined && oldest.sequence < last.sequence,
    unreadCount: unread ? head - unread.sequence + 1 : 0,
    readUpTo: read,
  };
}

/**
 * Marks everything up to a sequence as read and tells the hub, message by message. A repetition after a crash tells it
 * again, which changes nothing.
 */
export async function markRead(
  context: ServiceContext<MobileJknConfig>,
  participantId: string,
  upTo: number,
): Promise<InboxPage> {
  const { head, read } = await headOf(context, participantId);
  const end = Math.min(upTo, head);
  for (let from = read; from < end;) {
    const entries = (await context.mailbox.read(participantId, from, portion)).filter(
      ({ sequence }) => sequence <= end,
    );
    const last = entries.at(-1);
    if (!last) break;
    await context.receive(entries.map(({ id }) => readReceipt(id, context.now())));
    from = last.sequence;
  }
  await move(context, participantId, { head, read: end });
  return inboxPage(context, participantId, 1, null);
}

function readReceipt(messageId: string, at: Date): InboundItem {
  const item = { accountKey, externalId: messageId, variant: 'READ', at, reference: messageId };
  return { ...item, kind: 'status', status: 'READ' };
}
