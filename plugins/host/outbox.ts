import { badUserInput, notFound } from '../../subgraphs/kernel/errors.js';
import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import { contentFaults, degrade, type Loss, type OutboundMessage } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostCollections, OutboxRow } from './collections.js';
import type { Steps } from './inbox-worker.js';
import { nextOrder, personLane, sealLetter } from './rows.js';

export interface OutboxParts {
  readonly collections: HostCollections;
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly vault: Vault;
  readonly now: () => number;
  readonly steps: Steps;
  /** Called after the commit: there is something to send. */
  readonly wake: (channelId: string) => void;
}

/** Puts a message into the outbox within the caller's transaction, fitted to the channel. */
export async function enqueue(
  parts: OutboxParts,
  unit: UnitOfWork,
  message: OutboundMessage,
  options: { readonly isNew?: boolean } = {},
): Promise<{ degraded: readonly Loss[] }> {
  const channel = parts.channels.get(message.channelId);
  if (!channel) throw notFound(`The channel ${message.channelId}`);
  const faults = contentFaults(message.content);
  if (faults.length > 0) throw badUserInput(`The message cannot be sent: ${faults.join('; ')}.`);
  const { outbox } = parts.collections;
  const before = options.isNew
    ? null
    : await outbox.findOne({ _id: message.messageId }, { session: unit.session, projection: { degraded: 1 } });
  if (before) return { degraded: before.degraded };
  const { content, losses } = degrade(message.content, channel.capabilities);
  const { recipient, replyTo, author } = message;
  const letter = { recipient, content, ...(replyTo && { replyTo }), ...(author && { author }) };
  const sealed = sealLetter(parts.vault, message.messageId, letter);
  const row = toRow(parts, message, sealed, losses);
  await outbox.insertOne({ ...row, ...becauseOf(parts, row, unit) }, { session: unit.session });
  unit.afterCommit(() => parts.wake(message.channelId));
  return { degraded: losses };
}

/** How long after the deadline of a webhook's answer a message that could have been in it goes the ordinary way. */
export const answerAllowance = 2_000;

/** What is said to the sender of the message that is worked; where its webhook waits, it is kept for the answer. */
function becauseOf(parts: OutboxParts, { channelId, lane, dueAt }: OutboxRow, unit: UnitOfWork): Partial<OutboxRow> {
  const step = parts.steps.get(unit);
  if (step?.channelId !== channelId || step.lane !== lane) return {};
  const heard = step.kind === 'message' ? { heardAt: step.sentAt } : {};
  if (!step.answerBy || step.answerBy <= dueAt) return heard;
  return { ...heard, answers: step._id, dueAt: new Date(step.answerBy.getTime() + answerAllowance) };
}

function toRow(parts: OutboxParts, message: OutboundMessage, sealed: string, losses: readonly Loss[]): OutboxRow {
  const now = parts.now();
  return {
    _id: message.messageId,
    channelId: message.channelId,
    conversationId: message.conversationId,
    lane: personLane(parts.vault, message.channelId, message.recipient.key),
    priority: message.priority === 'reply' ? 0 : 1,
    order: nextOrder(now),
    state: 'open',
    pending: true,
    status: 'QUEUED',
    dueAt: new Date(now),
    attempts: 0,
    contentKind: message.content.kind,
    degraded: [...losses],
    createdAt: new Date(now),
    updatedAt: new Date(now),
    sealed,
  };
}
