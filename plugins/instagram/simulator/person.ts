import type { PersonChoice, ShownMessage, SimulatedPerson } from '../../sdk/index.js';
import { apiBase, type InstagramConfig } from '../config.js';
import { record, records, text, type Json } from '../json.js';
import { loopbackPort, startDevelopmentSimulator } from './development.js';

/**
 * A person with a user id in the direct messages, by the simulator at the API host: the hub's own, or one that is
 * started here.
 * @throws RangeError for a key that is no id, and for an API host where no simulator serves
 */
export async function simulatedPerson(
  config: InstagramConfig,
  webhookUrl: string,
  { key = '6000000000000001', name = 'warga.contoh' }: PersonChoice,
): Promise<SimulatedPerson> {
  if (!/^\d{1,30}$/.test(key)) throw new RangeError('A person of Instagram is a user id such as 6000000000000001.');
  if (loopbackPort(config.apiHost) === null)
    throw new RangeError('The API host must be on 127.0.0.1 (for the hub too): this is a simulator, not Meta.');
  const own = await startDevelopmentSimulator(config, webhookUrl);
  const base = new URL(apiBase(config)).origin;
  const first = await messagesAfter(base, '0&wait=0').catch(() => {
    throw new RangeError(`Something else than a simulator serves at ${base}; set the API host elsewhere.`);
  });
  let after = first.length;
  return {
    title: `Instagram as ${name} (${key})`,
    async next() {
      const messages = await messagesAfter(base, String(after));
      after += messages.length;
      return messages.filter(({ to }) => to === key).map(({ body }) => render(record(record(body).message)));
    },
    async say(words, tapped) {
      const said = { id: key, username: name, words: tapped?.title ?? words, payload: tapped?.id };
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${base}/simulator/says`, { method: 'POST', headers, body: JSON.stringify(said) });
      const { status } = record(await response.json());
      return status === 200 ? null : problem(status);
    },
    close: async () => own?.close(),
  };
}

async function messagesAfter(base: string, after: string): Promise<Json[]> {
  const response = await fetch(`${base}/simulator/messages?after=${after}`);
  const { messages } = record(await response.json());
  if (!response.ok || !Array.isArray(messages)) throw new Error('no simulator');
  return records(messages);
}

/** Quick replies as numbered choices, as they stand under a message. Pure. */
export function render(message: Json): ShownMessage {
  const choices = records(message.quick_replies).map(({ payload, title }) => ({
    id: text(payload) ?? '',
    title: text(title) ?? '',
  }));
  const { type, payload } = record(message.attachment);
  const words = text(message.text) ?? `[${text(type) ?? 'message'}] ${text(record(payload).url) ?? ''}`;
  return { text: [words, ...choices.map(({ title }, i) => `  ${i + 1}) ${title}`)].join('\n'), choices };
}

function problem(status: unknown): string {
  if (status === 401) return 'The hub refuses the signature: the simulator and the hub need the same app secret.';
  if (status === 0) return 'The hub does not answer. Start it with `npm start`, or say where it is with KANAL_URL.';
  return `The hub answered ${String(status)}.`;
}
