import { ConfigurationFault } from '../../subgraphs/kernel/configuration.js';
import { settingsOf, type ChannelPlugin, type SettingInfo } from '../sdk/index.js';
import type { ChannelAccount } from './types.js';

/** An account to read from the environment. */
export interface AccountRequest {
  readonly id: string;
  readonly name?: string;
  readonly plugin: ChannelPlugin;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment name of a setting: account `whatsapp-pandawa`, key `appSecret` -> `WHATSAPP_PANDAWA_APP_SECRET`. */
export function environmentName(accountId: string, key: string): string {
  const snake = `${accountId}-${key.replace(/[A-Z]/g, (letter) => `-${letter}`)}`;
  return snake.replace(/-/g, '_').toUpperCase();
}

/**
 * Reads the configuration of accounts from the environment, all faults together. Outside production the plugins'
 * development defaults stand in; production takes none of them, not even when they are set.
 * @throws ConfigurationFault whose lines name variables, never values
 */
export function accountsFromEnvironment(
  environment: Environment,
  options: { production: boolean; accounts: readonly AccountRequest[] },
): ChannelAccount[] {
  const faults: string[] = [];
  const accounts = options.accounts.map((request) => {
    const raw = readSettings(environment, request, options.production, faults);
    const parsed = request.plugin.config.safeParse(raw);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        const key = String(issue.path[0] ?? '');
        const variable = environmentName(request.id, key);
        faults.push(`${variable}: ${key in raw ? issue.message : `is not set (${describe(request.plugin, key)})`}`);
      }
    }
    const name = request.name === undefined ? {} : { name: request.name };
    return { id: request.id, plugin: request.plugin, config: parsed.data as Record<string, unknown>, ...name };
  });
  if (faults.length > 0) throw new ConfigurationFault([...new Set(faults)]);
  return accounts;
}

function readSettings(environment: Environment, request: AccountRequest, production: boolean, faults: string[]) {
  const raw: Record<string, string> = {};
  for (const setting of settingsOf(request.plugin.config)) {
    const variable = environmentName(request.id, setting.key);
    const value = environment[variable] || (production ? undefined : setting.developmentDefault);
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
