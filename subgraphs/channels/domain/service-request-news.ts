import { fill } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ConversationStore } from './conversation-store.js';
import type { Conversation } from './conversation.js';
import { newsMessage } from './news.js';
import type { Outgoing } from './outgoing.js';
import type { ParticipantConversations } from './participant-conversations.js';
import { channelById, type ChannelHost } from './ports.js';
import { statusWords, type ServiceRequestStatus } from './service-request-states.js';

export interface ServiceRequestNewsParts {
  readonly host: ChannelHost;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly participantConversations: ParticipantConversations;
}

/** A step to tell of. */
export interface ToldStep {
  readonly status: ServiceRequestStatus;
  readonly note: string | null;
  readonly actor: string;
}

const defaultOpened = {
  id: 'Permohonan Anda tercatat dengan nomor {reference}.',
  en: 'Your request is recorded under {reference}.',
};
const changed = { id: 'Permohonan {reference}: {status}.', en: 'Request {reference}: {status}.' };
/** Parameters: reference, status in words, note. */
const changedTemplate = 'service_request_changed';

/** Tells participants how their service requests go. */
export class ServiceRequestNews {
  constructor(private readonly parts: ServiceRequestNewsParts) {}

  /** In the conversation in which it was asked. */
  async opened(
    unit: UnitOfWork,
    { reference }: ServiceRequestRow,
    conversation: Conversation,
    actor: string,
    now: Date,
  ): Promise<void> {
    const { language, channelId } = conversation.state;
    const texts = channelById(this.parts.host, channelId)?.menu?.texts.serviceRequestOpened ?? defaultOpened;
    const words = { reference, status: statusWords.OPENED[language], note: '' };
    await this.tell(unit, conversation, fill(texts[language], { reference }), words, actor, now);
  }

  /** In the conversation of the request, or wherever the channel reaches the participant. */
  async advanced(unit: UnitOfWork, row: ServiceRequestRow, step: ToldStep, now: Date): Promise<void> {
    const { store, participantConversations } = this.parts;
    const { conversationId, reference } = row;
    const conversation =
      conversationId === null
        ? await participantConversations.of(row, unit, step.actor, now)
        : await store.byId(conversationId, unit);
    if (!conversation) return;
    const { language } = conversation.state;
    const words = { reference, status: statusWords[step.status][language], note: step.note ?? '' };
    const text = `${fill(changed[language], words)}${step.note === null ? '' : `\n${step.note}`}`;
    await this.tell(unit, conversation, text, words, step.actor, now);
  }

  private async tell(
    unit: UnitOfWork,
    conversation: Conversation,
    text: string,
    words: { readonly reference: string; readonly status: string; readonly note: string },
    actor: string,
    now: Date,
  ): Promise<void> {
    const { state } = conversation;
    const channel = channelById(this.parts.host, state.channelId);
    // A channel that is gone cannot carry the news; the request itself shows it.
    if (!channel) return;
    const parameters = [words.reference, words.status, words.note];
    const content = newsMessage(channel, state.lastInboundAt, now, {
      free: { kind: 'text', text },
      template: { name: changedTemplate, language: state.language, parameters },
    });
    await this.parts.outgoing.say(unit, conversation, content, { author: 'SYSTEM', actor }, now);
    await this.parts.store.save(unit, conversation, actor);
  }
}
