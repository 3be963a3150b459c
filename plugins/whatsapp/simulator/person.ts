import type { PersonChoice, SimulatedPerson } from '../../sdk/index.js';
import type { WhatsAppConfig } from '../config.js';
import { loopbackPort, readSimulator, simulatedNumber, startDevelopmentSimulator } from './development.js';
import { deliverWebhook } from './graph-simulator.js';
import { messagePart } from './payloads.js';
import { contentOf, render } from './terminal.js';

/**
 * A person with a number. Replies are read from the simulator at the API base: the hub's own, or one that is started
 * here. Webhooks go from here.
 * @throws RangeError for a key that is no number, and for an API base where no simulator serves
 */
export async function simulatedPerson(
  config: WhatsAppConfig,
  webhookUrl: string,
  { key = '6289900000001', name = 'Peserta Contoh' }: PersonChoice,
): Promise<SimulatedPerson> {
  const waId = key.replace(/^\+/, '').replace(/^0/, '62');
  if (!/^[1-9]\d{6,14}$/.test(waId)) throw new RangeError('A person of WhatsApp is a number such as 6289900000001.');
  if (loopbackPort(config.apiBase) === null)
    throw new RangeError('The API base must be on 127.0.0.1 (for the hub too): this is a simulator, not Meta.');
  const own = await startDevelopmentSimulator(config, webhookUrl);
  let after = await lastSequence(config);
  return {
    title: `WhatsApp as +${waId}`,
    async next() {
      const messages = await readSimulator(config.apiBase, after);
      after = messages.at(-1)?.sequence ?? after;
      return messages.filter(({ to }) => to === waId).map(({ body }) => render(body));
    },
    async say(words, tapped) {
      const number = simulatedNumber(config);
      const part = messagePart({ waId, name }, contentOf(words, tapped));
      const [status] = await deliverWebhook({ webhookUrl, number, appSecret: config.appSecret }, [part]);
      return status === 200 ? null : problem(status, webhookUrl);
    },
    close: async () => own?.close(),
  };
}

async function lastSequence({ apiBase }: WhatsAppConfig): Promise<number> {
  try {
    return (await readSimulator(apiBase, 0, false)).at(-1)?.sequence ?? 0;
  } catch {
    throw new RangeError(`Something else than a simulator serves at ${apiBase}; set the API base elsewhere.`);
  }
}

function problem(status: number | undefined, webhookUrl: string): string {
  if (status === 401) return 'The hub refuses the signature: set the same WHATSAPP_PANDAWA_APP_SECRET here as there.';
  if (status === 404) return `The hub has no channel at ${webhookUrl}.`;
  return `The hub answered ${status}.`;
}
