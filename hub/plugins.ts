import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  builtInPlugins,
  isMentioned,
  loadPlugin,
  readAccount,
  type AccountRequest,
  type ChannelAccount,
  type PluginPlaces,
  type Refusal,
} from '../plugins/host/index.js';
import type { ChannelManifest } from '../plugins/sdk/index.js';
import { ConfigurationFault } from '../subgraphs/kernel/configuration.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import { configurationFile, type AccountEntry, type HubConfiguration } from './configuration.js';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url)).replace(/[/\\]$/, '');

/** An account with what its plugin's folder says beside the plugin. */
export interface OpenedAccount {
  readonly account: ChannelAccount;
  readonly manifest: ChannelManifest;
}

/** The accounts that can be opened, those that cannot with the exact reasons, and faults of settings. */
export interface Opened {
  readonly opened: readonly OpenedAccount[];
  readonly refusals: readonly Refusal[];
  /** Lines that name variables, never values. */
  readonly faults: readonly string[];
}

type Wanted = AccountEntry & { readonly discovered?: true };

/** Where this hub looks for plugins. */
export function pluginPlaces({ accountsFile }: HubConfiguration): PluginPlaces {
  return {
    builtIn: fromHere('../plugins/'),
    sources: fromHere('../../plugins/'),
    base: dirname(accountsFile.path),
  };
}

/**
 * The accounts of the configuration: the file's, then those of `KANAL_PLUGINS`. Null: neither is there.
 * @throws ConfigurationFault when the file is missing though named, is not JSON or has another form
 */
export async function configuredAccounts(configuration: HubConfiguration): Promise<readonly AccountEntry[] | null> {
  const { accountsFile, accounts } = configuration;
  const text = await readFile(accountsFile.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !accountsFile.required) return null;
    throw new ConfigurationFault([`KANAL_CONFIG: ${accountsFile.path} cannot be read (${error.code})`]);
  });
  if (text === null) return accounts ?? null;
  return [...readAccountsFile(accountsFile.path, text), ...(accounts ?? [])];
}

function readAccountsFile(path: string, text: string): AccountEntry[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationFault([`${path}: is not JSON (${(error as Error).message})`]);
  }
  const parsed = configurationFile.safeParse(given);
  if (parsed.success) return parsed.data.accounts;
  throw new ConfigurationFault(
    parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}`),
  );
}

/** What a hub without a configuration of plugins opens: the accounts that the folders under `plugins/` declare. */
async function discoveredAccounts(places: PluginPlaces): Promise<{ wanted: Wanted[]; refusals: Refusal[] }> {
  const wanted: Wanted[] = [];
  const refusals: Refusal[] = [];
  for (const plugin of await builtInPlugins(places)) {
    const loaded = await loadPlugin(plugin, places);
    if ('reasons' in loaded) refusals.push({ channelId: plugin, ...loaded });
    else for (const each of loaded.manifest.accounts ?? []) wanted.push({ ...each, plugin, discovered: true });
  }
  return { wanted, refusals };
}

/**
 * Loads the plugins of this hub and reads their settings. What a plugin does wrong is a refusal; what an administrator
 * must set is a fault. An account that nobody named is left out in production while none of its settings is set.
 * @throws ConfigurationFault for a file of accounts that cannot be read
 */
export async function openAccounts(configuration: HubConfiguration, log: Logger): Promise<Opened> {
  const configured = await configuredAccounts(configuration);
  if (configured) return openEach(configuration, configured, log);
  const { wanted, refusals } = await discoveredAccounts(pluginPlaces(configuration));
  const rest = await openEach(configuration, wanted, log);
  return { ...rest, refusals: [...refusals, ...rest.refusals] };
}

/** Opens some accounts. Never rejects. */
export async function openEach(
  configuration: HubConfiguration,
  wanted: readonly Wanted[],
  log: Logger,
): Promise<Opened> {
  const { environment, production } = configuration;
  const places = pluginPlaces(configuration);
  const opened: OpenedAccount[] = [];
  const refusals: Refusal[] = [];
  const faults: string[] = [];
  for (const entry of wanted) {
    const loaded = await loadPlugin(entry.plugin, places);
    if ('reasons' in loaded) {
      refusals.push({ channelId: entry.id, ...loaded });
      continue;
    }
    const { manifest } = loaded;
    const request: AccountRequest = { ...entry, plugin: manifest.plugin };
    if (production && entry.discovered && !isMentioned(environment, request)) {
      log.warn(
        { channel: entry.id },
        'a channel is left out: none of its settings is set, and no configuration names it',
      );
      continue;
    }
    const read = readAccount(environment, request, production);
    if ('faults' in read) faults.push(...read.faults);
    else opened.push({ account: read.account, manifest });
  }
  return { opened, refusals, faults };
}
