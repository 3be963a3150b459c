import { z } from 'zod';
import { conformance } from '../../hub/plugin-templates/channel/conformance.js';
import { sampleChannelPlugin as sound } from '../../hub/plugin-templates/channel/plugin.js';
import {
  signHmacSha256,
  type AnalyticalLevel,
  type Capabilities,
  type ChannelPlugin,
  type InboundItem,
  type Lifecycle,
  type OperationalLevel,
  type SendOutcome,
  type WebhookRequest,
} from '../../plugins/sdk/index.js';
import type { ConformanceSubject } from '../../plugins/sdk/testing/index.js';

type Subject = ConformanceSubject<Config>;
type Config = (typeof conformance)['config'];
type Send = NonNullable<OperationalLevel<Config>['send']>;

interface Change {
  readonly plugin?: Partial<ChannelPlugin<Config>>;
  readonly operational?: Partial<OperationalLevel<Config>>;
  readonly capabilities?: Partial<Capabilities>;
  readonly analytical?: AnalyticalLevel;
  readonly lifecycle?: Lifecycle<Config>;
  readonly subject?: Partial<Subject>;
}

/** The sound subject with some members replaced. */
function changed(change: Change): Subject {
  const plugin: ChannelPlugin<Config> = {
    ...sound,
    ...change.plugin,
    capabilities: { ...sound.capabilities, ...change.capabilities },
    operational: { ...sound.operational, ...change.operational },
    lifecycle: { ...sound.lifecycle, ...change.lifecycle },
    ...(change.analytical ? { analytical: change.analytical } : {}),
  };
  return { ...conformance, plugin, ...change.subject };
}

const operational = (members: Partial<OperationalLevel<Config>>) => changed({ operational: members });
const capabilities = (members: Partial<Capabilities>) => changed({ capabilities: members });
const lifecycle = (members: Lifecycle<Config>) => changed({ lifecycle: members });

const parse = (request: WebhookRequest): InboundItem[] => sound.operational!.parse!(request);
const send: Send = (command, context) => sound.operational!.send!(command, context);
const each = (change: (item: InboundItem) => InboundItem) =>
  operational({ parse: (request) => parse(request).map(change) });
const expected = ({ rawBody }: WebhookRequest, { webhookSecret }: Config) =>
  signHmacSha256(webhookSecret, rawBody, 'sha256=');
const verify = (accept: (header: string, request: WebhookRequest, config: Config) => boolean) =>
  operational({
    verify: (request, config) =>
      accept(request.headers['x-signature'] ?? '', request, config)
        ? { genuine: true }
        : { genuine: false, reason: 'wrong' },
  });
/** Turns one outcome into another. */
const misread = (turn: (outcome: SendOutcome) => SendOutcome) =>
  operational({ send: async (command, context) => turn(await send(command, context)) });
const unknownIs = (outcome: SendOutcome) => misread((given) => (given.status === 'unknown' ? outcome : given));
const accepted: SendOutcome = { status: 'accepted', externalId: 'made-up' };
const failed = (permanent: boolean, message = 'failed'): SendOutcome => ({
  status: 'rejected',
  permanent,
  error: { code: 'FAILED', message },
});
const post = (base: string, body: unknown, token: string) =>
  fetch(`${base}/messages`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });

let counter = 0;

/** A bad habit and the rule that must catch it. */
export const brokenPlugins: readonly (readonly [rule: string, habit: string, subject: Subject])[] = [
  [
    'config',
    'a setting that its schema refuses',
    changed({ subject: { config: { ...conformance.config, apiBase: '?' } } }),
  ],
  ['manifest', 'written for another SDK', changed({ plugin: { sdk: '^2.0.0' } })],
  ['manifest', 'a name without English', changed({ plugin: { name: { id: 'Contoh', en: '' } } })],
  ['verify.genuine', 'refuses everything', verify(() => false)],
  ['verify.missing-signature', 'accepts everything', verify(() => true)],
  [
    'verify.damaged-signature',
    'compares a part',
    verify((header, ...given) => header.startsWith(expected(...given).slice(0, 12))),
  ],
  ['verify.changed-body', 'looks whether a header is there', verify((header) => header.startsWith('sha256='))],
  [
    'verify.other-secret',
    'keeps its key in the code',
    verify((header, request) => header === expected(request, conformance.config)),
  ],
  ['verify.stale', 'dates items by its own clock', each((item) => ({ ...item, at: new Date() }))],
  [
    'verify.total',
    'throws when lengths differ',
    verify((header, ...given) => {
      if (header.length !== expected(...given).length) throw new RangeError('Input buffers must have the same length');
      return header === expected(...given);
    }),
  ],
  ['parse.every-item', 'takes the first item', operational({ parse: (request) => parse(request).slice(0, 1) })],
  ['parse.batch', 'takes the first three items', operational({ parse: (request) => parse(request).slice(0, 3) })],
  ['parse.stable-keys', 'counts its own ids', each((item) => ({ ...item, externalId: String((counter += 1)) }))],
  ['parse.distinct-keys', 'uses the account as id', each((item) => ({ ...item, externalId: item.accountKey }))],
  [
    'parse.sender-time',
    'takes milliseconds for seconds',
    each((item) => ({ ...item, at: item.at && new Date(+item.at / 1000) })),
  ],
  ['parse.sender-time', 'drops the time', each((item) => ({ ...item, at: null }))],
  [
    'parse.clock-skew',
    'cuts times to the present',
    each((item) => ({ ...item, at: item.at && new Date(Math.min(+item.at, Date.now())) })),
  ],
  [
    'parse.fuzz',
    'trusts the shape of a body',
    operational({
      parse: (request) => {
        const { events } = JSON.parse(request.rawBody.toString()) as { events: { type: string }[] };
        return events.some(({ type }) => type.startsWith('x')) ? [] : parse(request);
      },
    }),
  ],
  ['level.strategic', 'promises nothing in English', changed({ plugin: { strategic: withoutEnglish() } })],
  ['level.operational', 'reads webhooks that it does not take', capabilities({ webhook: null })],
  [
    'level.analytical',
    'invents a stage',
    changed({ analytical: { touchpoint: () => ({ stage: 'LOVE' as 'LEARN', method: 'a', place: 'b' }) } }),
  ],
  ['capabilities.consistent', 'writes first by templates that it lacks', capabilities({ proactive: 'template' })],
  [
    'capabilities.receipts',
    'promises receipts that never come',
    capabilities({ receipts: ['SENT', 'DELIVERED', 'READ', 'FAILED'] }),
  ],
  ['capabilities.receipts', 'hides receipts that come', capabilities({ receipts: ['DELIVERED'] })],
  [
    'capabilities.webhook-size',
    'states too small a webhook',
    capabilities({ webhook: { maximumBytes: 50, retryPeriod: 1000 } }),
  ],
  ['capabilities.promised-contents', 'promises longer texts than go', capabilities({ text: { maximumLength: 4000 } })],
  [
    'capabilities.promised-contents',
    'promises lists that it lacks',
    capabilities({
      list: {
        maximum: 10,
        sections: 1,
        sectionTitleLength: 20,
        titleLength: 24,
        descriptionLength: 72,
        buttonLength: 20,
        bodyLength: 1000,
      },
    }),
  ],
  ['capabilities.promised-contents', 'cuts texts in silence', operational({ send: cutting })],
  ['capabilities.promised-contents', 'cuts the titles of buttons', operational({ send: shortening })],
  [
    'capabilities.promised-contents',
    'puts its name before every text',
    changed({ capabilities: { text: { maximumLength: 1000 } }, operational: { send: prefixing } }),
  ],
  [
    'capabilities.promised-contents',
    'gives one id to all',
    misread((given) => (given.status === 'accepted' ? accepted : given)),
  ],
  [
    'capabilities.reply',
    'cannot answer a message',
    operational({
      send: (command, context) => (command.replyTo ? Promise.resolve(failed(true)) : send(command, context)),
    }),
  ],
  [
    'outcome.rate-limit',
    'forgets how long to wait',
    misread((given) => (given.status === 'rejected' ? failed(given.permanent) : given)),
  ],
  [
    'outcome.rate-limit',
    'takes seconds for milliseconds',
    misread((given) =>
      given.status === 'rejected' && given.retryAfter ? { ...given, retryAfter: given.retryAfter / 1000 } : given,
    ),
  ],
  ['outcome.permanent', 'tries for ever', misread((given) => (given.status === 'rejected' ? failed(false) : given))],
  ['outcome.time-out', 'takes silence for a refusal', unknownIs(failed(false))],
  ['outcome.cut', 'sends again by itself', operational({ send: resending })],
  ['outcome.cut', 'throws', unknownThrows()],
  ['outcome.unavailable', 'takes any answer for success', unknownIs(accepted)],
  [
    'outcome.provider-gone',
    'gives up for good',
    misread((given) => (given.status === 'rejected' ? failed(true) : given)),
  ],
  [
    'outcome.deadline',
    'does not pass the signal on',
    operational({ send: (command, context) => send(command, { ...context, signal: new AbortController().signal }) }),
  ],
  ['lifecycle.drain', 'never ends', lifecycle({ drain: () => new Promise<void>(() => undefined) })],
  [
    'lifecycle.drain',
    'stops what it never started',
    lifecycle({ stop: () => Promise.reject(new TypeError('not started')) }),
  ],
  [
    'lifecycle.deadline',
    'waits without the signal',
    lifecycle({ start: async ({ fetch, config }) => void (await fetch(config.apiBase)) }),
  ],
  ['health.works', 'sends to see whether it works', lifecycle({ probe: sendingProbe })],
  ['health.refused', 'is always well', lifecycle({ probe: () => Promise.resolve({ state: 'OK', message: 'well' }) })],
  [
    'redaction.secrets-marked',
    'hides no token',
    changed({ plugin: { config: z.object({ accessToken: z.string() }) as never } }),
  ],
  ['redaction.secrets', "passes on the network's words", operational({ send: quoting('network') })],
  ['redaction.personal', "passes on the provider's words", operational({ send: quoting('provider') })],
];

function withoutEnglish() {
  const { strategic } = sound;
  const { valueProposition } = strategic!;
  return { ...strategic!, valueProposition: { ...valueProposition, speed: { id: 'Cepat', en: ' ' } } };
}

function cutting(...[command, context]: Parameters<Send>): ReturnType<Send> {
  const { content } = command;
  return send(
    { ...command, content: content.kind === 'text' ? { ...content, text: content.text.slice(0, 500) } : content },
    context,
  );
}

function prefixing(...[command, context]: Parameters<Send>): ReturnType<Send> {
  const { content } = command;
  const text = 'text' in content ? `BPJS: ${content.text}` : '';
  return send({ ...command, content: content.kind === 'text' ? { ...content, text } : content }, context);
}

function shortening(...[command, context]: Parameters<Send>): ReturnType<Send> {
  const { content } = command;
  const isChoices = content.kind === 'choices';
  const choices = isChoices ? content.choices.map((choice) => ({ ...choice, title: choice.title.slice(0, 20) })) : [];
  return send({ ...command, content: isChoices ? { ...content, choices } : content }, context);
}

async function resending(...[command, context]: Parameters<Send>): ReturnType<Send> {
  const first = await send(command, context);
  return first.status === 'unknown' ? send(command, context) : first;
}

function unknownThrows() {
  return operational({
    send: async (command, context) => {
      const outcome = await send(command, context);
      if (outcome.status === 'unknown') throw new Error('no answer');
      return outcome;
    },
  });
}

async function sendingProbe({ config }: { config: Config }) {
  await post(config.apiBase, { to: 'p', text: 'ping' }, config.accessToken);
  return { state: 'OK' as const, message: 'well' };
}

/** Reports errors in the words of whoever made them. */
function quoting(whose: 'network' | 'provider'): Send {
  return async ({ recipient, content }, { config, fetch, signal }) => {
    try {
      const body = JSON.stringify({ to: recipient.key, text: 'text' in content ? content.text : '' });
      const headers = { authorization: `Bearer ${config.accessToken}` };
      const response = await fetch(`${config.apiBase}/messages`, { method: 'POST', body, headers, signal });
      const { error } = (await response.json()) as { error?: { message: string } };
      if (whose === 'provider' && error) return failed(true, error.message);
      return failed(true);
    } catch (error) {
      return failed(false, whose === 'network' ? (error as Error).message : 'failed');
    }
  };
}
