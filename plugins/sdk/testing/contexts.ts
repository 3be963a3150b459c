import type { HubClient, PluginContext, ServiceContext } from '../index.js';
import { memoryMailbox, memoryStorage } from './memory.js';

/** A context as the host lends it, with storage and mailbox in memory; `changes` replace parts of it. */
export function pluginContext<Config>(
  config: Config,
  changes: Partial<Omit<PluginContext<Config>, 'config'>> = {},
): PluginContext<Config> {
  return {
    config,
    signal: AbortSignal.timeout(20_000),
    fetch: globalThis.fetch,
    now: () => new Date(),
    storage: memoryStorage(),
    mailbox: memoryMailbox(),
    ...changes,
  };
}

const noHub: HubClient = {
  execute: () => Promise.reject(new Error('This context has no hub: give it one in its changes.')),
};

/** A context of a route or a field of the graph: nobody signed in, nothing in the inbox and no hub unless `changes` say. */
export function serviceContext<Config>(
  config: Config,
  changes: Partial<Omit<ServiceContext<Config>, 'config'>> = {},
): ServiceContext<Config> {
  return {
    ...pluginContext(config, changes),
    channelId: 'channel-under-test',
    requestId: 'request-under-test',
    viewer: null,
    hub: noHub,
    receive: (items) => Promise.resolve({ stored: items.length, duplicates: 0 }),
    ...changes,
  };
}
