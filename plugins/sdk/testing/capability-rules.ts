import { degrade, type Capabilities, type ReceiptStatus } from '../index.js';
import { expectedParts, partFault, promisedContents, stringsIn } from './contents.js';
import { NotApplicable, type Finding } from './report.js';
import { noOutcome, ofSenders, outcomeOf, trySend } from './sending.js';
import type { SimulatedProvider } from './subject.js';
import { bytesOf, parsed, samplesOf, unsigned, type Rule, type World } from './world.js';

/** Capability honesty: what a plugin declares is what it does. */
export const capabilityRules: readonly Rule[] = [
  {
    id: 'capabilities.consistent',
    proves: 'The declared capabilities agree with one another.',
    check: ({ plugin }) => contradiction(plugin.capabilities),
  },
  {
    id: 'capabilities.receipts',
    proves: 'The declared receipts are those that the provider reports.',
    check: receipts,
  },
  {
    id: 'capabilities.webhook-size',
    proves: 'The declared largest webhook holds every sample.',
    check: webhookSize,
  },
  {
    id: 'capabilities.promised-contents',
    proves: 'Every promised kind of content, at its limits, is taken by the provider whole and within the limits.',
    check: ofSenders(contents),
  },
  {
    id: 'capabilities.reply',
    proves: 'An answer to a message of a person is taken.',
    check: ofSenders(reply),
  },
];

function contradiction(capabilities: Capabilities): Finding {
  const { direction, text, keypad, proactive, templates, list, buttons, quotas } = capabilities;
  const rates = [quotas.account, quotas.recipient].filter((rate) => rate !== null);
  const limits = [text?.maximumLength, buttons?.maximum, buttons?.titleLength, list?.maximum, list?.titleLength];
  const faults: [boolean, string][] = [
    [
      direction === 'TWO_WAY' && text === null && keypad === null,
      'TWO_WAY, and it can say nothing: set text or keypad',
    ],
    [proactive === 'template' && !templates, 'proactive by template, and templates is false'],
    ...waitFaults(capabilities),
    [limits.some((limit) => limit !== undefined && limit < 1), 'a limit below 1 promises nothing: use null'],
    [rates.some(({ perSecond, burst }) => perSecond <= 0 || burst < 1), 'a quota lets nothing through'],
    [!Number.isInteger(capabilities.headerLength + capabilities.footerLength), 'a length is no whole number'],
  ];
  return faults.find(([broken]) => broken)?.[1] ?? null;
}

function waitFaults(capabilities: Capabilities): [boolean, string][] {
  const { replyWindow, officerReplyWindow, automaticReplyInterval = 1 } = capabilities;
  const longer = officerReplyWindow === undefined || officerReplyWindow > (replyWindow ?? Infinity);
  return [
    [replyWindow !== null && replyWindow <= 0, 'replyWindow is milliseconds above 0, or null'],
    [!longer, 'officerReplyWindow is longer than a replyWindow, or absent'],
    [!(automaticReplyInterval > 0), 'automaticReplyInterval is milliseconds above 0, or absent'],
  ];
}

function receipts(world: World): Finding {
  const declared = world.plugin.capabilities.receipts;
  if (!world.plugin.capabilities.webhook) return new NotApplicable('the plugin takes no webhooks');
  const shown = new Set<ReceiptStatus>();
  for (const sample of samplesOf(world, new Date())) {
    for (const item of parsed(world, unsigned(sample))) if (item.kind === 'status') shown.add(item.status);
  }
  const silent = declared.find((status) => !shown.has(status));
  if (silent) return `receipts promise ${silent}, and no sample shows one: add a sample, or do not promise it`;
  const extra = [...shown].find((status) => !declared.includes(status));
  if (extra) return `parse reports ${extra}, and receipts do not declare it`;
  return declared.length === 0 ? new NotApplicable('the provider reports no receipts') : null;
}

function webhookSize(world: World): Finding {
  const { webhook } = world.plugin.capabilities;
  if (!webhook) return new NotApplicable('the plugin takes no webhooks');
  const large = samplesOf(world, new Date()).find(({ body }) => bytesOf(body).length > webhook.maximumBytes);
  return large ? `"${large.name}" is larger than webhook.maximumBytes (${webhook.maximumBytes})` : null;
}

async function contents(world: World, provider: SimulatedProvider<unknown>): Promise<Finding> {
  const { capabilities } = world.plugin;
  if (capabilities.templates && !world.subject.template)
    return 'templates are promised, and the subject has no `template` that the simulated provider knows';
  const ids = new Set<string>();
  for (const { name, content } of promisedContents(capabilities, world.subject.template)) {
    const before = provider.received().length;
    const ended = await trySend(world, provider, content, { wait: 2_000 });
    const fault = noOutcome(ended);
    if (fault) return `${name}: ${fault}`;
    const outcome = outcomeOf(ended);
    if (outcome.status !== 'accepted')
      return `${name}: ${outcome.status} with ${outcome.error.code}: promise less in the capabilities, or send it as the provider wants it`;
    if (outcome.externalId === '' || ids.has(outcome.externalId))
      return `${name}: the external id is empty or was given before: return the provider's id of this message`;
    ids.add(outcome.externalId);
    const received = provider.received().slice(before).flatMap(stringsIn);
    const fitted = degrade(content, capabilities).content;
    for (const part of expectedParts(fitted, capabilities)) {
      const partBreach = partFault(part, received);
      if (partBreach) return `${name}: ${partBreach}`;
    }
  }
  return null;
}

async function reply(world: World, provider: SimulatedProvider<unknown>): Promise<Finding> {
  const text = world.plugin.capabilities.text;
  if (!text) return new NotApplicable('the plugin sends no text');
  const [item] = samplesOf(world, new Date()).flatMap((sample) =>
    parsed(world, unsigned(sample)).filter(({ kind }) => kind === 'message'),
  );
  if (!item) return new NotApplicable('no sample holds a message');
  const ended = await trySend(
    world,
    provider,
    { kind: 'text', text: 'Halo' },
    { replyTo: item.externalId, wait: 2_000 },
  );
  const fault = noOutcome(ended);
  if (fault) return fault;
  const outcome = outcomeOf(ended);
  return outcome.status === 'accepted'
    ? null
    : `an answer with replyTo is ${outcome.status} with ${outcome.error.code}`;
}
