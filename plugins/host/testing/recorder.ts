import type { ReceiptMoved, StoredInbound } from '../../sdk/index.js';
import type { HostHandlers } from '../types.js';

/** Handlers that remember what they were given, once its transaction is committed. */
export class Recorder implements HostHandlers {
  readonly inbounds: StoredInbound[] = [];
  readonly receipts: ReceiptMoved[] = [];
  /** Called first, within the transaction; may throw. */
  onInbound: (item: StoredInbound) => Promise<void> | void = () => undefined;

  readonly inbound: HostHandlers['inbound'] = async (item, unit) => {
    await this.onInbound(item);
    unit.afterCommit(() => this.inbounds.push(item));
  };

  readonly receipt: HostHandlers['receipt'] = (receipt, unit) => {
    unit.afterCommit(() => this.receipts.push(receipt));
    return Promise.resolve();
  };

  /** The texts of the messages so far, in order. */
  get texts(): string[] {
    return this.inbounds.map(({ content }) => (content.kind === 'text' ? content.text : content.kind));
  }

  /** The statuses that a message took, in order. */
  statusesOf(messageId: string): string[] {
    return this.receipts.filter((receipt) => receipt.messageId === messageId).map(({ status }) => status);
  }
}

/** Waits until a condition holds, looking every few milliseconds; rejects with `what` after `timeout` ms. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout = 8_000,
): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within ${timeout} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
