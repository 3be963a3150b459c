import type { Mailbox, PluginStorage } from './storage.js';

/** What the host lends a plugin for one call. A plugin keeps no state between calls but in `storage` and `mailbox`. */
export interface PluginContext<Config> {
  readonly config: Config;
  /** Ends at the deadline of the call, and when the host drains. Pass it to every wait. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  /** Small values that the account keeps between calls. */
  readonly storage: PluginStorage;
  /** What the account's addressees fetch by themselves. */
  readonly mailbox: Mailbox;
}
