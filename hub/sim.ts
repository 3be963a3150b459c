// `npm run sim -- <channel>`: plays a participant on a channel, against a running hub.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration } from './configuration.js';
import { explain } from './faults.js';
import { openAccounts, type OpenedAccount } from './plugins.js';
import { chat } from './terminal-chat.js';

const usage = (channels: readonly string[]) => `Usage: npm run sim -- <channel> [--as <person>] [--name "Nama"]

Chats with a running hub from the terminal. Type text, or the number of a shown choice; /quit ends.
  <channel>  a channel or its plugin${channels.length > 0 ? `: ${channels.join(', ')}` : ''}
  --as       who writes: a number such as 6289900000001 (to ...05: demo participants), an address, a user id
  --name     name of the person
Environment: KANAL_URL (http://127.0.0.1:4000), and the channel's settings as the hub has them (development defaults fit).
`;

type Environment = Readonly<Record<string, string | undefined>>;

class UsageFault extends Error {
  constructor(
    message: string,
    readonly channels: readonly string[] = [],
  ) {
    super(message);
  }
}

function readArguments(given: string[]) {
  const options = {
    as: { type: 'string' },
    phone: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: given, options, allowPositionals: true });
    const { as, phone, name, help } = values;
    return { channel: positionals.join(' '), key: as ?? phone, name, help };
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
}

const playable = ({ manifest }: OpenedAccount) => manifest.simulator?.person !== undefined;

/** The account that is meant, by its id or by its plugin. */
function choose(opened: readonly OpenedAccount[], channel: string): OpenedAccount {
  const able = opened.filter(playable);
  const found =
    able.find(({ account }) => account.id === channel) ?? able.find(({ account }) => account.plugin.id === channel);
  if (found) return found;
  const names = able.map(({ account }) => account.id);
  const known = opened.some(({ account }) => [account.id, account.plugin.id].includes(channel));
  const message = known
    ? `Nobody can be played on ${channel}.`
    : channel
      ? `There is no channel ${channel}.`
      : 'Name the channel to play.';
  throw new UsageFault(message, names);
}

async function run(environment: Environment): Promise<void> {
  const { channel, key, name, help } = readArguments(process.argv.slice(2));
  const log = createLogger({ name: 'sim', level: 'silent' });
  const { opened } = await openAccounts(hubConfiguration(environment), log);
  if (help) return void process.stdout.write(usage(opened.filter(playable).map(({ account }) => account.id)));
  const { account, manifest } = choose(opened, channel);
  const hubUrl = (environment.KANAL_URL ?? 'http://127.0.0.1:4000').replace(/\/+$/, '');
  const webhookUrl = `${hubUrl}/webhooks/${account.id}`;
  const person = await manifest.simulator!.person!(account.config, webhookUrl, {
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { name }),
  }).catch((error: unknown) => {
    throw error instanceof RangeError ? new UsageFault(error.message) : error;
  });
  const scripted = !process.stdin.isTTY;
  process.stdout.write(`${person.title} with ${hubUrl}. Write something; /quit ends.\n`);
  const input = createInterface({ input: process.stdin });
  await chat({ person, scripted, input, output: (text) => void process.stdout.write(text) });
  await person.close();
}

try {
  // eslint-disable-next-line no-restricted-syntax -- an entry point: the environment is read here, once
  await run(process.env);
  process.exit(0);
} catch (error) {
  process.stderr.write(
    error instanceof UsageFault ? `${error.message}\n\n${usage(error.channels)}` : `${explain(error)}\n`,
  );
  process.exit(1);
}
