import { degrade, type SendCommand, type WebhookAnswer, type WebhookRequest } from '../index.js';
import { promisedContents } from './contents.js';
import { markupFault } from './markup.js';
import { hanging } from './outcome-rules.js';
import { NotApplicable, type Finding } from './report.js';
import { call, contextOf, grace, type Ended, type Fetch } from './sending.js';
import { samplesOf, signed, type Rule, type World } from './world.js';

/** Answers to a provider's own webhook. */
export const answerRules: readonly Rule[] = [
  {
    id: 'answer.pure',
    proves: 'The same webhook and messages give the same bytes, whenever they are asked for.',
    check: ofAnswers(pure),
  },
  {
    id: 'answer.stopgap',
    proves: 'Without a message the answer is a stopgap that the provider can go on with.',
    check: ofAnswers(stopgap),
  },
  {
    id: 'answer.form',
    proves: 'Whatever the hub says, the answer is well formed: status, headers, JSON or markup.',
    check: ofAnswers(form),
  },
  {
    id: 'answer.deadline',
    proves: 'answer ends with its AbortSignal, whatever it waits for.',
    check: ofAnswers(deadlines),
  },
];

const signs = 'Pilih <1> & "2" \'3\' ]]> </Say> \u00e9 😀 {"a": [1]}';

interface Asked {
  readonly name: string;
  readonly request: WebhookRequest;
}

function ofAnswers(check: (world: World, requests: readonly Asked[]) => Promise<Finding>): Rule['check'] {
  return async (world) => {
    if (!world.plugin.operational?.answer) return new NotApplicable('the plugin does not answer webhooks');
    const now = new Date('2026-11-21T08:00:00Z');
    const requests = samplesOf(world, now).map((sample) => ({
      name: sample.name,
      request: signed(world, sample, now),
    }));
    if (requests.length === 0) return 'the subject has no `samples`: give webhooks that are answered';
    return check(world, requests);
  };
}

function answer(
  world: World,
  { request }: Asked,
  messages: readonly SendCommand[],
  options: { readonly fetch?: Fetch; readonly wait?: number; readonly now?: Date } = {},
): Promise<Ended<WebhookAnswer>> {
  const { provider, subject, plugin } = world;
  const run = async (signal: AbortSignal) => {
    const context = contextOf(provider?.config ?? subject.config, signal, options.fetch);
    const now = options.now ?? new Date('2026-11-21T08:00:01Z');
    return plugin.operational!.answer!(request, messages, { ...context, now: () => now });
  };
  return call(world, 'answer', run, options.wait);
}

/** What the hub may say, fitted to the channel, one message each; all of them together at the end. */
function sayings({ plugin, subject }: World): SendCommand[][] {
  const { capabilities } = plugin;
  const signed = { name: 'signs', content: { kind: 'text' as const, text: signs } };
  const contents = [signed, ...promisedContents(capabilities, subject.template)];
  const commands = contents.map(({ content }, place): SendCommand => ({
    messageId: `msg_kit_answer_${place}`,
    recipient: subject.recipient ?? { key: 'participant-of-the-kit' },
    content: degrade(content, capabilities).content,
    attempt: 1,
  }));
  return [...commands.map((command) => [command]), commands.slice(0, 3)];
}

const threwOrLate = (ended: Ended<WebhookAnswer>, name: string): string | null => {
  if (ended === 'late') return `"${name}" is not answered in time: pass \`signal\` to every wait`;
  return 'thrown' in ended ? `answer threw ${ended.thrown.name} for "${name}"` : null;
};

async function pure(world: World, requests: readonly Asked[]): Promise<Finding> {
  for (const asked of requests) {
    for (const messages of [[], ...sayings(world)]) {
      const texts: string[] = [];
      for (const now of ['2026-11-21T08:00:01Z', '2026-11-21T08:05:00Z']) {
        const ended = await answer(world, asked, messages, { now: new Date(now) });
        const fault = threwOrLate(ended, asked.name);
        if (fault) return fault;
        texts.push(JSON.stringify((ended as { value: WebhookAnswer }).value));
      }
      if (texts[0] !== texts[1])
        return `"${asked.name}" is answered in two ways: use no clock, counter or chance, the host may ask again`;
    }
  }
  return null;
}

async function stopgap(world: World, requests: readonly Asked[]): Promise<Finding> {
  for (const asked of requests) {
    const ended = await answer(world, asked, []);
    const fault = threwOrLate(ended, asked.name);
    if (fault) return fault;
    const { status, body } = (ended as { value: WebhookAnswer }).value;
    if (status < 200 || status > 299 || body.trim() === '')
      return `"${asked.name}" without a message is answered ${status} with ${body.length} characters: say something that keeps the line, such as a wait`;
  }
  return null;
}

async function form(world: World, requests: readonly Asked[]): Promise<Finding> {
  for (const asked of requests) {
    for (const messages of [[], ...sayings(world)]) {
      const ended = await answer(world, asked, messages);
      const fault = threwOrLate(ended, asked.name) ?? answerFault((ended as { value: WebhookAnswer }).value);
      if (fault) return `${fault} ("${asked.name}", ${messages.length} messages)`;
    }
  }
  return null;
}

function answerFault(given: WebhookAnswer | undefined): string | null {
  const { status, headers = {}, body } = given ?? ({} as Partial<WebhookAnswer>);
  if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599)
    return `the answer has the status ${String(status)}`;
  if (typeof body !== 'string') return 'the body of the answer is no text';
  const strange = Object.entries(headers).find(([, value]) => typeof value !== 'string' || /[\r\n]/.test(value));
  if (strange) return `the header ${strange[0]} cannot be sent`;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/plain';
  return bodyFault(type, body);
}

function bodyFault(type: string, body: string): string | null {
  if (/[/+]xml\b/.test(type)) return markupFault(body);
  if (!/[/+]json\b/.test(type) || body === '') return null;
  try {
    JSON.parse(body);
    return null;
  } catch {
    return 'the answer says JSON and is none';
  }
}

async function deadlines(world: World, requests: readonly Asked[]): Promise<Finding> {
  for (const asked of requests) {
    for (const messages of [[], ...sayings(world).slice(0, 2)]) {
      const ended = await answer(world, asked, messages, { fetch: hanging, wait: 100 });
      if (ended === 'late')
        return `answer does not end ${grace} ms after its signal ended: pass \`signal\` to every request and wait`;
    }
  }
  return null;
}
