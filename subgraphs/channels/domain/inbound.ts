import { DateTime } from 'luxon';
import type { InboundContent, Menu, StoredInbound } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { MessageRepository } from '../data/message.repository.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { ConversationStore } from './conversation-store.js';
import type { Contact, Conversation } from './conversation.js';
import type { ConversationMapper } from './conversation.mapper.js';
import type { Contacts, KnownContact } from './contacts.js';
import { step, type MenuEffect, type MenuStep } from './menu/index.js';
import { newMessageId, type Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';
import type { ResolutionAnswers } from './resolution-answers.js';
import { placeText, type Queues } from './queue.js';
import type { RegencyFinder } from './regions/regency-finder.js';
import { calendarOf } from './service-standards.js';
import { menuPayload } from './service-request-payloads.js';
import { newReference, type ServiceRequests } from './service-requests.js';
import type { Touchpoints } from './touchpoints.js';

export interface InboundParts {
  readonly host: ChannelHost;
  readonly events: EventLog;
  readonly contacts: Contacts;
  readonly store: ConversationStore;
  readonly messages: MessageRepository;
  readonly mapper: ConversationMapper;
  readonly outgoing: Outgoing;
  readonly serviceRequests: ServiceRequests;
  readonly resolutionAnswers: ResolutionAnswers;
  readonly queues: Queues;
  readonly regencies: RegencyFinder;
  readonly touchpoints: Touchpoints;
  readonly automaticReplies: AutomaticReplies;
  readonly now: () => Date;
}

interface Turn {
  readonly item: StoredInbound;
  readonly contact: KnownContact;
  readonly conversation: Conversation;
  /** The sender's time, never later than the receipt: a wrong clock must not stop or delay ours. */
  readonly sentAt: Date;
  readonly now: Date;
  /** The participant asked for what is said in this turn: it chose, or answered a question. */
  asked: boolean;
}

const actorOf = (channelId: string) => `channel:${channelId}`;

/** Takes what participants send: conversation, message, menu, answers and events in the host's one transaction. */
export class InboundHandler {
  constructor(private readonly parts: InboundParts) {}

  /** Handles one stored item. Only writes through the unit: the host runs it again after a conflict or a crash. */
  async handle(item: StoredInbound, unit: UnitOfWork): Promise<void> {
    const { contacts, store } = this.parts;
    if (item.content.kind === 'identityChanged') return contacts.renamed(item, item.content.newKey, unit);
    const now = this.parts.now();
    const contact = await contacts.resolve(item, unit);
    const sentAt = item.sentAt < item.receivedAt ? item.sentAt : item.receivedAt;
    const conversation = await this.conversationFor(item, contact, sentAt, unit);
    if (!conversation) return;
    const turn: Turn = { item, contact, conversation, sentAt, now, asked: false };
    await this.receive(turn, unit);
    if (isSessionNews(item.content)) {
      conversation.sessionMoved(item.content.event, sentAt, now);
      return store.save(unit, conversation, actorOf(item.channelId));
    }
    const waited = conversation.state.status === 'QUEUED';
    if (await this.answered(turn, unit)) turn.asked = true;
    else await this.react(turn, unit);
    await store.save(unit, conversation, actorOf(item.channelId));
    const begins = !waited && conversation.state.status === 'QUEUED';
    if (begins && (await this.maySpeak(turn, unit))) await this.tellPlace(turn, unit);
  }

  /**
   * The open conversation, else a new one. A reaction to something old and news of a session that is over are no reason
   * to begin one: the news is kept with the latest conversation, null when there is none.
   */
  private async conversationFor(
    item: StoredInbound,
    contact: KnownContact,
    sentAt: Date,
    unit: UnitOfWork,
  ): Promise<Conversation | null> {
    const open = await this.current(item, contact, sentAt, unit);
    if (open) return open;
    if (item.content.kind === 'reaction') return null;
    if (isSessionNews(item.content)) return this.parts.store.latestOf(contact, unit);
    return this.open(item, contact, sentAt, unit);
  }

  /** The open conversation; one that silence has ended is closed first, should its timer not have fired yet. */
  private async current(
    item: StoredInbound,
    { contactId }: KnownContact,
    sentAt: Date,
    unit: UnitOfWork,
  ): Promise<Conversation | null> {
    const open = await this.parts.store.openOf(contactId, unit);
    if (!open?.isSilentAt(sentAt)) return open;
    open.close(this.parts.now());
    await this.parts.store.save(unit, open, actorOf(item.channelId));
    return null;
  }

  private open(item: StoredInbound, contact: KnownContact, at: Date, unit: UnitOfWork): Promise<Conversation> {
    const { contactId, participantId, language } = contact;
    return this.parts.store.insert(
      unit,
      { channelId: item.channelId, contactId, contact: addressOf(item), participantId, language, openedAt: at },
      actorOf(item.channelId),
      item.referral,
    );
  }

  private async receive({ item, contact, conversation, sentAt, now }: Turn, unit: UnitOfWork): Promise<void> {
    const { state } = conversation;
    // A prospect who has registered meanwhile is the participant from now on.
    if (contact.recognised) state.participantId = contact.participantId;
    state.rank = contact.hasPriority ? 0 : 1;
    if (!isSessionNews(item.content)) conversation.received(addressOf(item), sentAt, now);
    const id = newMessageId();
    const message = {
      id,
      conversationId: state.id,
      externalId: item.externalId,
      sequence: conversation.nextMessage(now),
      direction: 'INBOUND' as const,
      author: 'PARTICIPANT' as const,
      authorId: null,
      kind: item.content.kind,
      sentAt: item.sentAt,
      receivedAt: item.receivedAt,
      status: 'DELIVERED' as const,
      degradedFrom: null,
    };
    await this.parts.messages.insert(this.parts.mapper.toMessageRow(message, item.content), unit);
    if (item.content.kind === 'media')
      await this.parts.host.fetchMedia?.(unit, { messageId: id, channelId: state.channelId, reference: item.content });
    await this.parts.events.append(unit, 'messageReceived', {
      key: `conversation:${state.id}`,
      actor: actorOf(item.channelId),
      data: {
        conversationId: state.id,
        messageId: id,
        channelId: state.channelId,
        participantId: state.participantId,
        kind: item.content.kind,
        at: sentAt.toISOString(),
      },
    });
    const { channelId, participantId } = state;
    const cause = { channelId, conversationId: state.id, participantId, causeId: id, actor: actorOf(channelId) };
    const event = { kind: 'message-received' as const, contentKind: item.content.kind, at: sentAt };
    await this.parts.touchpoints.record(unit, cause, { ...event, ...(item.referral && { referral: item.referral }) });
  }

  /** Who begins to wait is told its place and, where there is a basis, for how long. */
  private async tellPlace({ conversation, item, now }: Turn, unit: UnitOfWork): Promise<void> {
    const { id, channelId, language } = conversation.state;
    const place = await this.parts.queues.placeOf(channelId, id, unit);
    if (!place) return;
    const speaker = { author: 'SYSTEM' as const, actor: actorOf(item.channelId) };
    await this.parts.outgoing.say(unit, conversation, { kind: 'text', text: placeText(place, language) }, speaker, now);
    await this.parts.store.save(unit, conversation, actorOf(item.channelId));
  }

  private answered({ item, conversation, sentAt, now }: Turn, unit: UnitOfWork): Promise<boolean> {
    const sequence = conversation.state.messageCount;
    const received = { content: item.content, sentAt, now, sequence, actor: actorOf(item.channelId) };
    return this.parts.resolutionAnswers.take(conversation, received, unit);
  }

  /** Lets the menu answer, unless an officer has the conversation. */
  private async react(turn: Turn, unit: UnitOfWork): Promise<void> {
    const { conversation, item, sentAt, now } = turn;
    if (conversation.isWithOfficer) return;
    const menu = channelById(this.parts.host, item.channelId)?.menu;
    if (!menu) {
      if (conversation.state.status === 'OPEN') conversation.queue(null, sentAt, now);
      return;
    }
    const result = this.step(menu, turn);
    turn.asked = result.asked;
    if (result.replies.length > 0 && !(await this.maySpeak(turn, unit))) {
      // In silence, to the officers: a person must not be lost because it may be a robot.
      return conversation.stepped({ ...result.state, mode: 'QUEUED' }, sentAt, now);
    }
    for (const effect of result.effects) await this.carryOut(effect, turn, result, unit);
    conversation.stepped(result.state, sentAt, now);
    for (const reply of result.replies) {
      await this.parts.outgoing.say(unit, conversation, reply, { author: 'MENU', actor: actorOf(item.channelId) }, now);
    }
  }

  private async maySpeak({ asked, conversation, now }: Turn, unit: UnitOfWork): Promise<boolean> {
    return asked || this.parts.automaticReplies.mayVolunteer(conversation.state, now, unit);
  }

  private step(menu: Menu, { conversation, contact, item, now }: Turn): MenuStep {
    const channel = channelById(this.parts.host, item.channelId);
    const zone = channel ? calendarOf(channel).zone : 'Asia/Jakarta';
    return step(menu, conversation.state.menu, item.content, {
      participant: contact.recognised,
      region: contact.region,
      today: DateTime.fromJSDate(now, { zone }).toISODate()!,
      language: contact.language,
      languageOnRecord: contact.languageOnRecord,
      reference: newReference(),
      findRegencies: (text) => this.parts.regencies.find(text),
    });
  }

  private async carryOut(effect: MenuEffect, turn: Turn, result: MenuStep, unit: UnitOfWork): Promise<void> {
    const { conversation, item, sentAt } = turn;
    const { id: conversationId, channelId, participantId } = conversation.state;
    if (effect.type === 'handOff') conversation.state.skill = effect.skill;
    if (effect.type === 'openServiceRequest') {
      conversation.nextRequest();
      const { kind, code, reference } = effect;
      const payload = menuPayload(kind, effect.payload);
      const actor = actorOf(channelId);
      const request = {
        reference,
        kind,
        code,
        participantId,
        channelId,
        conversationId,
        payload,
        openedAt: sentAt,
        actor,
      };
      await this.parts.serviceRequests.open(unit, request);
    }
    if (effect.type === 'fileComplaint') {
      await this.parts.events.append(unit, 'complaintRequested', {
        key: `conversation:${conversationId}`,
        actor: actorOf(item.channelId),
        data: {
          requestId: `${conversationId}:${conversation.nextRequest()}`,
          conversationId,
          channelId,
          participantId,
          category: effect.category,
          region: effect.region,
          language: result.state.language,
          at: sentAt.toISOString(),
        },
        sealed: { description: effect.description },
      });
    }
  }
}

type SessionNews = Extract<InboundContent, { kind: 'session' }>;

/** What happens to a session after its start: nothing that the menu or an officer has to answer. */
const isSessionNews = (content: InboundContent): content is SessionNews =>
  content.kind === 'session' && content.event !== 'STARTED';

/** How the sender is answered: under the key of the latest message. */
function addressOf({ sender }: StoredInbound): Contact {
  return {
    key: sender.key,
    ...(sender.phone ? { phone: sender.phone } : {}),
    ...(sender.name ? { name: sender.name } : {}),
    ...(sender.singleReply ? { singleReply: true } : {}),
  };
}
