import { settingsOf, type MessageContent } from '../index.js';
import type { Finding } from './report.js';
import { call, contextOf, trySend, type Fetch } from './sending.js';
import { secretsOf, withWrongSecrets, type Rule, type World } from './world.js';

/** Words of a person that must not be seen in what a plugin says. */
const personal = 'RAHASIA-PRIBADI-7781';

/** Secrets and personal data stay where they belong. These rules run last: they look at all that was said before. */
export const redactionRules: readonly Rule[] = [
  {
    id: 'redaction.secrets-marked',
    proves: 'Every setting that is a secret is marked as one.',
    check: ({ plugin }) => {
      const open = settingsOf(plugin.config).find(({ key, secret }) => !secret && looksSecret.test(key));
      return open ? `the setting ${open.key} looks like a secret: declare it with secretText()` : null;
    },
  },
  {
    id: 'redaction.secrets',
    proves: 'No secret of the configuration stands in an outcome, an error, a probe or on the console.',
    check: async (world) => {
      await provoke(world);
      return leak(world, secretsOf(world), 'a secret of the configuration', 'never put settings into what you say');
    },
  },
  {
    id: 'redaction.personal',
    proves: 'No text, name or address of a person stands in an outcome, an error, a probe or on the console.',
    check: async (world) => {
      await provoke(world);
      const { key, phone } = world.subject.recipient ?? {};
      const words = [personal, key, phone].filter((word) => word !== undefined && word.length >= 6) as string[];
      return leak(world, words, "a person's data", "use the provider's code and your own words for it");
    },
  },
];

const looksSecret = /(secret|password|passphrase|token|api_?key|private_?key)$/i;

function leak({ witness }: World, words: readonly string[], what: string, advice: string): Finding {
  const found = witness.statements.find(({ text }) => words.some((word) => text.includes(word)));
  return found ? `${found.by} tells ${what}: ${advice}` : null;
}

/** Refusals and faults whose own texts hold secrets and personal data, as real ones do. */
async function provoke(world: World): Promise<void> {
  const { provider, plugin, subject } = world;
  if (!provider) return;
  const content: MessageContent = plugin.capabilities.text
    ? { kind: 'text', text: `Halo ${personal}` }
    : { kind: 'choices', text: personal, choices: [{ id: 'a', title: 'A' }] };
  if (plugin.operational?.send && subject.recipient) {
    for (const fetch of [echoing, telling]) {
      provider.next({ kind: 'refused-for-good' });
      await trySend(world, provider, content, { fetch });
    }
    await trySend(world, provider, content, { config: withWrongSecrets(plugin, provider.config) });
  }
  const { probe } = plugin.lifecycle ?? {};
  if (!probe) return;
  await call(world, 'probe', async (signal) => {
    const config = withWrongSecrets(plugin, provider.config);
    world.witness.note('probe', await probe(contextOf(config, signal, echoing)));
  });
}

/** Errors of the provider hold what was sent, as theirs often do. */
const echoing: Fetch = async (input, init) => {
  const response = await globalThis.fetch(input, init);
  if (response.ok) return response;
  const request = `${String(init?.body ?? '')} ${JSON.stringify(init?.headers ?? {})} ${personal}`;
  const { status, headers } = response;
  const text = await response.text();
  try {
    return new Response(JSON.stringify(echo(JSON.parse(text), request)), { status, headers: plain(headers) });
  } catch {
    return new Response(`${text} ${request}`, { status, headers: plain(headers) });
  }
};

/** The body is decoded and has another length now. */
function plain(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) copy.delete(name);
  return copy;
}

const worded = /(message|description|detail|title|reason|text|hint|summary)s?$/i;

function echo(value: unknown, request: string, key = ''): unknown {
  if (typeof value === 'string') return worded.test(key) ? `${value} ${request}` : value;
  if (Array.isArray(value)) return value.map((item) => echo(item, request, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, echo(member, request, name)]));
}

/** A network error whose text holds the request. */
const telling: Fetch = (input, init) =>
  Promise.reject(
    new TypeError(`fetch failed: ${String(input)} ${JSON.stringify(init?.headers ?? {})} ${String(init?.body ?? '')}`),
  );
