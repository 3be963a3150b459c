import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { InboundItem } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { InboxWriter, Written } from './inbox-writer.js';
import type { HostMeters } from './meters.js';
import { toInboxRow } from './rows.js';

export interface IntakeParts {
  readonly writer: InboxWriter;
  readonly vault: Vault;
  readonly meters: HostMeters;
  readonly now: () => number;
}

/** Items of one transaction. */
const portion = 500;

/**
 * Puts items that a plugin hands over into the inbox of its channel, as those of a webhook. Many go in portions: when one
 * cannot be stored, those before it are, and handing all over again makes nothing twice.
 * @param signedIn the participant whom the viewer's token speaks for: the only one that a sender may be named as
 */
export async function takeIn(
  { writer, vault, meters, now }: IntakeParts,
  channel: ChannelRuntime,
  items: readonly InboundItem[],
  signedIn?: string,
): Promise<Written> {
  if (!Array.isArray(items)) throw new TypeError('receive takes a list of items');
  const receivedAt = new Date(now());
  const rows = items.map((item, place) => toInboxRow(vault, channel.id, item, receivedAt, place, signedIn));
  let total: Written = { stored: 0, duplicates: 0 };
  for (let from = 0; from < rows.length; from += portion) {
    const { stored, duplicates } = await writer.write(channel.id, rows.slice(from, from + portion));
    channel.lastInboundAt = receivedAt;
    meters.items.inc({ channel: channel.id, result: 'stored' }, stored);
    meters.items.inc({ channel: channel.id, result: 'duplicate' }, duplicates);
    total = { stored: total.stored + stored, duplicates: total.duplicates + duplicates };
  }
  return total;
}
