import type { Mailbox } from '../index.js';
import { memoryMailbox } from './memory.js';
import type { SimulatedProvider } from './subject.js';

/**
 * The provider's side of a channel whose people fetch by themselves what they are told, such as a web chat: the mailbox
 * that `send` is lent. What lies in it counts as received; rules about a provider's refusals do not apply.
 */
export function mailboxProvider<Config>(config: Config): SimulatedProvider<Config> {
  const received: unknown[] = [];
  let attempts = 0;
  const inner = memoryMailbox();
  const mailbox: Mailbox = {
    ...inner,
    append(address, entry) {
      attempts += 1;
      received.push(JSON.parse(JSON.stringify(entry.value)));
      return inner.append(address, entry);
    },
  };
  return {
    config,
    mailbox,
    attempts: () => attempts,
    received: () => received,
    next: () => undefined,
    close: () => Promise.resolve(),
  };
}
