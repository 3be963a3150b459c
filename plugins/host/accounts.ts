import { ConfigurationFault } from '../../subgraphs/kernel/configuration.js';
import { settingsOf, type ChannelPlugin, type SettingInfo } from '../sdk/index.js';
import type { ChannelAccount } from './types.js';

/** An account to read. */
export interface AccountRequest {
  readonly id: string;
  readonly name?: string;
  readonly plugin: ChannelPlugin;
  /** Settings of a configuration file, none of them secret. The environment goes before them. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An account, or everything that is wrong with its settings: lines that name variables, never values. */
export type ReadAccount = { readonly account: ChannelAccount } | { readonly faults: readonly string[] };

/** The environment name of a setting: account `whatsapp-pandawa`, key `appSecret` -> `WHATSAPP_PANDAWA_APP_SECRET`. */
export function environmentName(accountId: string, key: string): string {
  const snake = `${accountId}-${key.replace(/[A-Z]/g, (letter) => `-${letter}`)}`;
  return snake.replace(/-/g, '_').toUpperCase();
}

/** Whether the environment or the configuration file says anything about an account's settings. */
export function isMentioned(environment: Environment, { id, plugin, settings = {} }: AccountRequest): boolean {
  return (
    Object.keys(settings).length > 0 ||
    settingsOf(plugin.config).some(({ key }) => Boolean(environment[environmentName(id, key)]))
  );
}

/**
 * Reads one account's settings: environment before configuration file before, outside production, the plugin's
 * development defaults. Production takes no development default, not even when it is set.
 */
export function readAccount(environment: Environment, request: AccountRequest, production: boolean): ReadAccount {
  const faults = fileFaults(request);
  const raw = readSettings(environment, request, production, faults);
  const parsed = request.plugin.config.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = String(issue.path[0] ?? '');
      const variable = environmentName(request.id, key);
      faults.push(`${variable}: ${key in raw ? issue.message : `is not set (${describe(request.plugin, key)})`}`);
    }
  }
  if (faults.length > 0) return { faults: [...new Set(faults)] };
  const { id, plugin, name } = request;
  const config = parsed.data as Record<string, unknown>;
  return { account: { id, plugin, config, ...(name === undefined ? {} : { name }) } };
}

/**
 * Reads the configuration of accounts from the environment, all faults together.
 * @throws ConfigurationFault whose lines name variables, never values
 */
export function accountsFromEnvironment(
  environment: Environment,
  options: { production: boolean; accounts: readonly AccountRequest[] },
): ChannelAccount[] {
  const read = options.accounts.map((request) => readAccount(environment, request, options.production));
  const faults = read.flatMap((each) => ('faults' in each ? each.faults : []));
  if (faults.length > 0) throw new ConfigurationFault([...new Set(faults)]);
  return read.flatMap((each) => ('account' in each ? [each.account] : []));
}

/** What may not stand in a configuration file. */
function fileFaults({ id, plugin, settings = {} }: AccountRequest): string[] {
  const known = new Map(settingsOf(plugin.config).map((setting) => [setting.key, setting]));
  return Object.keys(settings).flatMap((key) => {
    if (known.get(key)?.secret)
      return [`${id}: settings.${key} is a secret; set ${environmentName(id, key)} instead of writing it into a file`];
    if (known.has(key)) return [];
    return [
      `${id}: settings.${key} is not a setting of ${plugin.id}; it has ${[...known.keys()].join(', ') || 'none'}`,
    ];
  });
}

function readSettings(environment: Environment, request: AccountRequest, production: boolean, faults: string[]) {
  const raw: Record<string, string> = {};
  for (const setting of settingsOf(request.plugin.config)) {
    const variable = environmentName(request.id, setting.key);
    const written = request.settings?.[setting.key];
    const given = environment[variable] || (written === undefined ? undefined : String(written));
    const value = given || (production ? undefined : setting.developmentDefault);
    if (value !== undefined) raw[setting.key] = value;
    if (production && isDefault(setting, value))
      faults.push(`${variable}: is the development default; production needs its own`);
  }
  return raw;
}

const isDefault = (setting: SettingInfo, value: string | undefined) =>
  value !== undefined && value === setting.developmentDefault;

function describe(plugin: ChannelPlugin, key: string): string {
  return settingsOf(plugin.config).find((setting) => setting.key === key)?.description ?? '';
}
