import type { Principal } from '../../schema/index.js';
import type { PluginContext } from './context.js';
import type { InboundItem } from './inbound.js';

/** An error of a hub operation; `code` is one of docs/errors.md. */
export interface HubError {
  readonly code: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
}

/** The answer to a hub operation. Expected failures are data, in the result unions of the public API. */
export interface HubAnswer<Data> {
  readonly data: Data | null;
  readonly errors: readonly HubError[];
}

/** The hub's one public API, spoken by a plugin. What the plugin may not ask, it is refused like anybody. */
export interface HubClient {
  /**
   * Runs a query or a mutation. Rejects only when the hub does not answer.
   * @param as `viewer` (default when somebody is signed in): with the rights of who asks; `channel`: as the channel's own
   *   machine identity (role `channel`, limited to its channel)
   */
  execute<Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: { readonly as?: 'viewer' | 'channel' },
  ): Promise<HubAnswer<Data>>;
}

/** What the host lends a plugin that serves somebody: for one HTTP request or one field of the graph. */
export interface ServiceContext<Config> extends PluginContext<Config> {
  /** The account that is asked. */
  readonly channelId: string;
  readonly requestId: string;
  /** Who asks, by bearer token; null: nobody signed in. */
  readonly viewer: Principal | null;
  readonly hub: HubClient;
  /**
   * Puts items in the channel's inbox as a webhook would: stored under their unique key, counted in the ledger, worked
   * once and in order. Resolves when they are on disk; rejects when they cannot be stored.
   */
  receive(items: readonly InboundItem[]): Promise<{ readonly stored: number; readonly duplicates: number }>;
}
