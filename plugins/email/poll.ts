import type { ImapFlow, MailboxObject } from 'imapflow';
import type { InboundItem, PluginContext, PollResult } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import { toItems, type FetchedMail } from './items.js';
import { withMailbox } from './mailbox.js';

/** Where reading goes on. `since`: mail that the server got earlier is not ours to read (ISO 8601; null: all is). */
interface Checkpoint {
  readonly uidValidity: string;
  readonly uid: number;
  readonly since: string | null;
}

/** Milliseconds that a call stays and waits for news; less than the silence after which a server counts as gone. */
const idleTime = 15_000;
/** One call ends after so many mails or bytes; the host calls again at once. */
const portion = { mails: 25, bytes: 20_000_000 };
/** What is read of a mail over the limit: its headers and first words. */
const beginning = 262_144;

/**
 * Mail since the checkpoint, in the order of arrival. A folder that was built anew (another uidValidity) is read from
 * the start, and the keys of the items tell the host what it knows already. Nothing is changed on the server.
 *
 * When there is nothing new it stays and waits by IDLE (RFC 2177) until something arrives, which the next call reads:
 * a letter is there within seconds. A server without IDLE is asked once a call.
 * @param patience milliseconds to wait for news; less than the deadline of a call
 * @throws MailboxError when the server cannot be asked
 */
export function poll(
  context: PluginContext<EmailConfig>,
  checkpoint: string | null,
  patience = idleTime,
): Promise<PollResult> {
  const { config, signal, now } = context;
  return withMailbox(config, signal, async (client, folder) => {
    const uidValidity = String(folder.uidValidity);
    const before = readCheckpoint(checkpoint);
    if (before === null && config.firstRead === 'new') {
      const uid = Math.max(0, (folder.uidNext ?? 1) - 1);
      return { items: [], checkpoint: JSON.stringify({ uidValidity, uid, since: now().toISOString() }) };
    }
    const start: Checkpoint = {
      uidValidity,
      uid: before?.uidValidity === uidValidity ? before.uid : 0,
      since: before?.since ?? null,
    };
    const { items, uid } = await readFrom(client, folder, start, config);
    if (items.length === 0 && uid === start.uid) await untilNews(client, patience);
    return { items, checkpoint: JSON.stringify({ ...start, uid }) };
  });
}

/** Resolves when the server tells of new mail, or after `patience` ms; rejects when the connection ends. */
export function untilNews(client: ImapFlow, patience: number): Promise<void> {
  if (patience <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, patience);
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      settle();
    };
    client.once('exists', end(resolve));
    client.once(
      'close',
      end(() => reject(new Error('closed'))),
    );
    client.idle().catch(end(() => reject(new Error('closed'))));
  });
}

/** Null for the first call, and for a text that is none of ours: then the folder counts as never read. */
function readCheckpoint(text: string | null): Checkpoint | null {
  if (text === null) return null;
  try {
    const { uidValidity, uid, since } = JSON.parse(text) as Partial<Checkpoint>;
    if (typeof uidValidity !== 'string' || !Number.isSafeInteger(uid)) return null;
    return { uidValidity, uid: uid as number, since: typeof since === 'string' ? since : null };
  } catch {
    return null;
  }
}

async function readFrom(client: ImapFlow, folder: MailboxObject, start: Checkpoint, config: EmailConfig) {
  const items: InboundItem[] = [];
  let { uid: last } = start;
  let bytes = 0;
  for (const uid of await uidsAfter(client, folder, start)) {
    const fetched = await fetchMail(client, uid, start.uidValidity, config.maximumMessageBytes);
    last = uid;
    if (fetched === null || isEarlier(fetched, start.since)) continue;
    items.push(...(await toItems(fetched, config)));
    bytes += fetched.source.length;
    if (bytes >= portion.bytes) break;
  }
  return { items, uid: last };
}

/** Uids behind one, in order, at most a portion. A range that ends in `*` always holds the last mail, even an old one: hence the filter. */
export async function uidsAfter(
  client: ImapFlow,
  folder: MailboxObject,
  { uid }: { readonly uid: number },
): Promise<number[]> {
  if (folder.exists === 0 || (folder.uidNext !== undefined && folder.uidNext <= uid + 1)) return [];
  const found = (await client.search({ uid: `${uid + 1}:*` }, { uid: true })) || [];
  return found
    .filter((each) => each > uid)
    .sort((one, other) => one - other)
    .slice(0, portion.mails);
}

const isEarlier = ({ receivedAt }: FetchedMail, since: string | null) =>
  since !== null && receivedAt !== null && receivedAt.getTime() < Math.floor(Date.parse(since) / 1000) * 1000;

/** Null: somebody took the mail away meanwhile. */
export async function fetchMail(
  client: ImapFlow,
  uid: number,
  uidValidity: string,
  maximumBytes: number,
): Promise<FetchedMail | null> {
  const about = await client.fetchOne(String(uid), { uid: true, size: true, internalDate: true }, { uid: true });
  if (!about) return null;
  const truncated = (about.size ?? 0) > maximumBytes;
  const source = truncated ? { start: 0, maxLength: beginning } : true;
  const found = await client.fetchOne(String(uid), { uid: true, source }, { uid: true });
  if (!found || !found.source) return null;
  const received = about.internalDate === undefined ? null : new Date(about.internalDate);
  const receivedAt = received !== null && Number.isFinite(received.getTime()) ? received : null;
  return { source: found.source, truncated, receivedAt, reference: `${uidValidity}.${uid}` };
}
