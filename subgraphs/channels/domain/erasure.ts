import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { ConversationRow } from '../data/channel.models.js';
import type { ErasureRepository } from '../data/erasure.repository.js';
import type { Contact } from './conversation.js';
import type { ChannelHost } from './ports.js';

/** Statuses after which a service request needs nothing of the person any more. */
const ended = ['DONE', 'REJECTED', 'CANCELLED'];

/** Nobody: conversations that were erased are not written to. */
export const erasedKey = '';

interface Parts {
  readonly vault: Vault;
  readonly events: EventLog;
  readonly host: ChannelHost;
  readonly repository: ErasureRepository;
}

/**
 * Forgets people in channels: conversations with messages and media, service requests that have ended, what waits in inbox
 * and outbox, and the keys by which senders are recognised. What belongs to open cases stays until it is told again.
 */
export function erasureConsumer(parts: Parts): Consumer {
  return parts.events.consume({
    name: 'channels.erasure',
    types: [catalogue.participantErased.type],
    handle: (event, unit) => forget(parts, event.data as EventData<'participantErased'>, unit),
  });
}

async function forget(
  parts: Parts,
  { participantIds, complete, heldConversationIds, at }: EventData<'participantErased'>,
  unit: UnitOfWork,
): Promise<void> {
  const { events, host, repository, vault } = parts;
  const all = await repository.conversationsOf(participantIds, unit);
  const held = all.filter(({ _id }) => heldConversationIds.includes(_id));
  const gone = all.filter((row) => !held.includes(row));
  const senders = senderOf(vault, gone, held);
  const messageIds: string[] = [];
  for (const row of gone) messageIds.push(...(await forgetConversation(parts, row, new Date(at), unit)));
  await repository.forgetContacts(
    gone.map(({ contactId }) => contactId).filter((id) => !held.some(({ contactId }) => contactId === id)),
    unit,
  );
  for (const request of await repository.endedRequests(participantIds, ended, unit)) {
    await repository.forgetRequest(request, vault.seal({}, `service-request:${request._id}`), unit);
    await events.redact(unit, { key: `service-request:${request._id}` }, sameData);
  }
  if (complete) {
    await repository.forgetKeys(participantIds, unit);
    for (const id of participantIds) await events.redact(unit, { key: `contact:${id}` }, withoutPhoneHash);
  }
  await host.forget?.(unit, { messageIds, senders, participantIds: complete ? participantIds : [] });
}

/** Who wrote on which channel, but for whom a held conversation is with. */
function senderOf(vault: Vault, gone: readonly ConversationRow[], held: readonly ConversationRow[]) {
  const contact = ({ _id, contact: sealed }: ConversationRow) =>
    vault.open<Contact>(sealed, `conversation.contact:${_id}`);
  const kept = new Set(held.map((row) => `${row.channelId} ${contact(row).key}`));
  return gone
    .map((row) => ({ channelId: row.channelId, key: contact(row).key }))
    .filter(({ channelId, key }) => !kept.has(`${channelId} ${key}`));
}

async function forgetConversation(
  { vault, events, repository }: Parts,
  { _id: conversationId, channelId, assigneeId, open, closedAt }: ConversationRow,
  at: Date,
  unit: UnitOfWork,
): Promise<string[]> {
  const nobody: Contact = { key: erasedKey };
  const contact = vault.seal(nobody, `conversation.contact:${conversationId}`);
  await repository.forgetConversation(conversationId, contact, closedAt ?? at, unit);
  const key = `conversation:${conversationId}`;
  await events.redact(unit, { key }, sameData);
  if (open) {
    const closed = { status: 'CLOSED', assigneeId, at: at.toISOString() };
    const data = { conversationId, channelId, participantId: null, ...closed };
    await events.append(unit, 'conversationChanged', { key, actor: 'channels', data });
  }
  return repository.forgetMessages(conversationId, unit);
}

const sameData = ({ data }: StoredEvent): unknown => data;
const withoutPhoneHash = ({ data }: StoredEvent) => ({
  ...(data as EventData<'contactDiscovered'>),
  phoneHash: null,
});
