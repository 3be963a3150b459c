import { environmentName } from '../plugins/host/index.js';
import { createLogger } from '../subgraphs/kernel/logging.js';
import type { AccountEntry, HubConfiguration } from './configuration.js';
import { configuredAccounts, openAccounts, type OpenedAccount } from './plugins.js';

/**
 * Plays the providers' side on loopback while nobody has configured a real one, so that conversations can be tried out:
 * every plugin whose manifest has a simulator. Does nothing in production, and nothing for an account whose provider is
 * set, by the environment or by the configuration.
 */
export async function startSimulators(
  configuration: HubConfiguration,
  hubUrl: string,
): Promise<{ close(): Promise<void> }> {
  if (configuration.production) return { close: () => Promise.resolve() };
  const log = createLogger({ name: 'simulators', level: 'silent' });
  const { opened } = await openAccounts(configuration, log);
  const entries = (await configuredAccounts(configuration)) ?? [];
  const simulators: ({ close(): Promise<void> } | null)[] = [];
  for (const each of opened) {
    if (!hasProvider(configuration, entries, each)) simulators.push(await simulate(each, hubUrl));
  }
  return {
    async close() {
      for (const simulator of simulators) await simulator?.close();
    },
  };
}

function hasProvider(
  { environment }: HubConfiguration,
  entries: readonly AccountEntry[],
  { account: { id }, manifest }: OpenedAccount,
): boolean {
  const setting = manifest.simulator?.setting;
  if (setting === undefined) return true;
  const entry = entries.find((each) => each.id === id);
  return Boolean(environment[environmentName(id, setting)]) || entry?.settings?.[setting] !== undefined;
}

async function simulate({ account: { id, config }, manifest }: OpenedAccount, hubUrl: string) {
  return (await manifest.simulator?.start(config, `${hubUrl}/webhooks/${id}`)) ?? null;
}
