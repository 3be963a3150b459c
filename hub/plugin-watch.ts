import { stat } from 'node:fs/promises';
import type { ChannelAccount, Host } from '../plugins/host/index.js';
import { ConfigurationFault } from '../subgraphs/kernel/configuration.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import type { AccountEntry, HubConfiguration } from './configuration.js';
import { configuredAccounts, openEach } from './plugins.js';

/** Milliseconds between two looks at the file: looking works on every file system, notifications do not. */
const interval = 1_000;

/** The channels of a running hub. */
export interface RunningChannels {
  readonly host: Pick<Host, 'channels' | 'refuse'>;
  join(accounts: readonly ChannelAccount[]): Promise<readonly ChannelAccount[]>;
}

/** Follows the file of accounts while the hub runs. */
export interface AccountWatch {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Lets accounts that are added to the file join the running hub. Nothing leaves or changes by it: an account that was
 * removed or changed stays as it is until the next start, and the log says so. A file that cannot be read, and settings
 * that are missing, are told in the log and change nothing.
 */
export function watchAccounts(
  configuration: HubConfiguration,
  { host, join: joinHub }: RunningChannels,
  log: Logger,
): AccountWatch {
  const { path } = configuration.accountsFile;
  let seen = '';
  let known = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const look = async () => {
    const now = await stampOf(path);
    if (now === seen) return;
    seen = now;
    const entries = (await configuredAccounts(configuration)) ?? [];
    await join(entries.filter((entry) => !known.has(textOf(entry)) && !isOpen(host, entry)));
    tellChanges(entries);
    known = new Map(entries.map((entry) => [textOf(entry), entry.id]));
  };

  const join = async (entries: readonly AccountEntry[]) => {
    const { opened, refusals, faults } = await openEach(configuration, entries, log);
    for (const refusal of refusals) host.refuse(refusal);
    if (faults.length > 0) log.error({ faults }, 'an account cannot join: its settings are not complete');
    const joined = await joinHub(opened.map(({ account }) => account));
    for (const { id } of joined) log.warn({ channel: id }, 'a channel joined the running hub');
  };

  const tellChanges = (entries: readonly AccountEntry[]) => {
    const now = new Set(entries.map(textOf));
    const changed = [...known].filter(([text, id]) => !now.has(text) && isOpen(host, { id })).map(([, id]) => id);
    if (changed.length > 0)
      log.warn({ channels: changed }, 'accounts were changed or removed; that takes effect at the next start');
  };

  const safely = () =>
    look().catch((error: unknown) => {
      const reason = error instanceof ConfigurationFault ? { faults: error.faults } : { err: error };
      log.error(reason, 'the file of accounts cannot be used; the channels stay as they are');
    });

  return {
    async start() {
      seen = await stampOf(path);
      const entries = await configuredAccounts(configuration).catch(() => null);
      known = new Map((entries ?? []).map((entry) => [textOf(entry), entry.id]));
      timer = setInterval(() => (looking ??= safely().finally(() => (looking = undefined))), interval);
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

const textOf = (entry: AccountEntry) => JSON.stringify(entry);
const isOpen = (host: RunningChannels['host'], { id }: Pick<AccountEntry, 'id'>) =>
  host.channels().some((channel) => channel.id === id);

/** Changes whenever the file does. */
async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.mtimeMs}/${found.size}/${found.ino}` : '';
}
