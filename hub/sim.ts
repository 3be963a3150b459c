// `npm run sim -- whatsapp`: plays a participant on a channel, against a running hub.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { accountsFromEnvironment } from '../plugins/host/index.js';
import type { WhatsAppConfig } from '../plugins/whatsapp/config.js';
import { whatsapp } from '../plugins/whatsapp/plugin.js';
import {
  loopbackPort,
  readSimulator,
  simulatedNumber,
  startDevelopmentSimulator,
} from '../plugins/whatsapp/simulator/development.js';
import { deliverWebhook } from '../plugins/whatsapp/simulator/graph-simulator.js';
import { messagePart } from '../plugins/whatsapp/simulator/payloads.js';
import { chat, type ChatLine } from '../plugins/whatsapp/simulator/terminal-chat.js';
import { explain } from './faults.js';

const usage = `Usage: npm run sim -- whatsapp [--phone 6289900000001] [--name "Nama"]

Chats with a running hub from the terminal. Type text, or the number of a shown choice; /quit ends.
  --phone  number of the person in international form; 6289900000001 to ...05 are demo participants
  --name   name on WhatsApp
Environment: KANAL_URL (http://127.0.0.1:4000), WHATSAPP_PANDAWA_APP_SECRET, ..._ACCESS_TOKEN, ..._PHONE_NUMBER_ID,
..._API_BASE as the hub has them (development defaults fit).
`;

type Environment = Readonly<Record<string, string | undefined>>;

class UsageFault extends Error {}

function readArguments(given: string[]) {
  const options = {
    phone: { type: 'string', default: '6289900000001' },
    name: { type: 'string', default: 'Peserta Contoh' },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parse(() => parseArgs({ args: given, options, allowPositionals: true }));
  const phone = values.phone.replace(/^\+/, '').replace(/^0/, '62');
  if (values.help) return null;
  if (positionals.length !== 1 || positionals[0] !== 'whatsapp')
    throw new UsageFault('Name the channel to play: whatsapp.');
  if (!/^[1-9]\d{6,14}$/.test(phone)) throw new UsageFault('--phone: expected a number such as 6289900000001.');
  return { phone, name: values.name };
}

function parse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
}

function readConfiguration(environment: Environment): WhatsAppConfig {
  const accounts = [{ id: 'whatsapp-pandawa', plugin: whatsapp }];
  const [account] = accountsFromEnvironment(environment, { production: false, accounts });
  const config = account?.config as WhatsAppConfig;
  if (loopbackPort(config.apiBase) !== null) return config;
  throw new UsageFault(
    'WHATSAPP_PANDAWA_API_BASE must be on 127.0.0.1 (for the hub too): this is a simulator, not Meta.',
  );
}

/** Replies are read from the simulator at the API base: the hub's own, or one that is started here. */
async function openLine(config: WhatsAppConfig, hubUrl: string, person: { phone: string; name: string }) {
  const webhookUrl = `${hubUrl.replace(/\/+$/, '')}/webhooks/whatsapp-pandawa`;
  const own = await startDevelopmentSimulator(config, webhookUrl);
  const before = await parseSimulator(config);
  const line: ChatLine = {
    next: async (after) => (await readSimulator(config.apiBase, after)).filter(({ to }) => to === person.phone),
    say: async (content) => {
      const part = messagePart({ waId: person.phone, name: person.name }, content);
      const [status = 0] = await deliverWebhook(
        { webhookUrl, number: simulatedNumber(config), appSecret: config.appSecret },
        [part],
      );
      return status;
    },
  };
  return { line, after: before, close: async () => own?.close() };
}

async function parseSimulator(config: WhatsAppConfig): Promise<number> {
  try {
    return (await readSimulator(config.apiBase, 0, false)).at(-1)?.sequence ?? 0;
  } catch {
    throw new UsageFault(`Something else than a simulator serves at ${config.apiBase}; set WHATSAPP_PANDAWA_API_BASE.`);
  }
}

async function run(environment: Environment): Promise<void> {
  const person = readArguments(process.argv.slice(2));
  if (!person) return void process.stdout.write(usage);
  const hubUrl = environment.KANAL_URL ?? 'http://127.0.0.1:4000';
  const { line, after, close } = await openLine(readConfiguration(environment), hubUrl, person);
  const scripted = !process.stdin.isTTY;
  process.stdout.write(`WhatsApp as +${person.phone} with ${hubUrl}. Write something; /quit ends.\n`);
  const input = createInterface({ input: process.stdin });
  await chat({ line, after, scripted, input, output: (text) => void process.stdout.write(text) });
  await close();
}

try {
  // eslint-disable-next-line no-restricted-syntax -- an entry point: the environment is read here, once
  await run(process.env);
  process.exit(0);
} catch (error) {
  process.stderr.write(error instanceof UsageFault ? `${error.message}\n\n${usage}` : `${explain(error)}\n`);
  process.exit(1);
}
