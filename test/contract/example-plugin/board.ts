import { randomUUID } from 'node:crypto';
import type { PluginContext } from '../../../plugins/sdk/index.js';
import type { KabarConfig } from './config.js';

/** A notice to everybody who follows the bot. */
export interface Notice {
  readonly number: number;
  readonly text: string;
  /** ISO 8601. */
  readonly postedAt: string;
}

type Board = Pick<PluginContext<KabarConfig>, 'mailbox' | 'storage' | 'now'>;

/** One list for all: a mailbox has one for each address. */
const address = 'board';
const pinned = 'board/pinned';

/** Lays a notice down for whoever reads, and pins it. */
export async function postNotice(text: string, { mailbox, storage, now }: Board): Promise<Notice> {
  const postedAt = now().toISOString();
  const number = await mailbox.append(address, { id: randomUUID(), value: { text, postedAt } });
  const notice = { number, text, postedAt };
  for (;;) {
    const before = await storage.get<Notice>(pinned);
    if (before && before.value.number > number) return notice;
    if (await storage.put(pinned, notice, { expected: before?.version ?? 0 })) return notice;
  }
}

/** The newest notice; null before the first. */
export const pinnedNotice = async ({ storage }: Board): Promise<Notice | null> =>
  (await storage.get<Notice>(pinned))?.value ?? null;

/** Notices behind a number, oldest first. Waits for the first of them until the signal ends. */
export async function noticesAfter(number: number, { mailbox }: Board, signal: AbortSignal): Promise<Notice[]> {
  await mailbox.changed(address, number, signal);
  const entries = await mailbox.read(address, number, 50);
  return entries.map(({ sequence, value }) => ({ ...(value as Notice), number: sequence }));
}
