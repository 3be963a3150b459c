import { events as catalogue, type EventData } from '../../../schema/index.js';
import { fill, type Language, type Menu } from '../../../plugins/sdk/index.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ResolutionRepository } from '../data/resolution.repository.js';
import type { ConversationStore } from './conversation-store.js';
import type { Outgoing } from './outgoing.js';
import { erasedKey } from './erasure.js';
import { resolutionQuestion } from './resolution-answers.js';
import { newsMessage } from './news.js';
import type { ParticipantConversations } from './participant-conversations.js';
import { channelById, type ChannelHost } from './ports.js';

type NewsText = 'complaintFiled' | 'complaintResponded' | 'complaintResolved';

/** Said on channels without a menu of their own. */
const defaultTexts: Pick<Menu['texts'], NewsText> = {
  complaintFiled: {
    id: 'Pengaduan Anda tercatat.\nTiket: {ticket}\nPIN: {pin}',
    en: 'Your complaint is recorded.\nTicket: {ticket}\nPIN: {pin}',
  },
  complaintResponded: { id: 'Tanggapan atas {ticket}:\n{text}', en: 'Answer to {ticket}:\n{text}' },
  complaintResolved: {
    id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nApakah sudah benar-benar selesai?',
    en: 'Complaint {ticket} is declared solved:\n{text}\nIs it really solved?',
  },
};

const textByType: Readonly<Record<string, NewsText>> = {
  [catalogue.complaintFiled.type]: 'complaintFiled',
  [catalogue.complaintResponded.type]: 'complaintResponded',
  [catalogue.complaintResolved.type]: 'complaintResolved',
};

/** After these the question whether the complaint is solved is settled. */
const settlingTypes: readonly string[] = [catalogue.complaintConfirmed.type, catalogue.complaintReopened.type];

type News = EventData<'complaintResponded'> & {
  readonly conversationId: string | null;
  readonly language: Language | null;
};

/** The templates that an account must have approved for news after its reply window: ticket first, then pin or text. */
const templateNames: Readonly<Record<NewsText, string>> = {
  complaintFiled: 'complaint_filed',
  complaintResponded: 'complaint_responded',
  complaintResolved: 'complaint_resolved',
};

/**
 * Tells the participant, in its language, what became of its complaint: in the conversation in which it complained, or
 * wherever the channel of the complaint reaches it. Free text inside the channel's reply window;
 * after it a template, where the channel has them, because free text would be refused.
 */
export function complaintNewsConsumer(parts: {
  readonly events: EventLog;
  readonly host: ChannelHost;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly participantConversations: ParticipantConversations;
  readonly resolutions: ResolutionRepository;
  readonly now: () => Date;
}): Consumer {
  const { events, host, store, outgoing, resolutions } = parts;
  return events.consume({
    name: 'channels.complaint-news',
    types: [...Object.keys(textByType), ...settlingTypes],
    handle: async (event, unit) => {
      if (!settlingTypes.includes(event.type)) return tell(event, unit);
      await resolutions.settle((event.data as News).complaint.complaintId, unit);
    },
  });

  async function tell(event: StoredEvent, unit: UnitOfWork): Promise<void> {
    if (event.redacted) return;
    const { conversationId, language, complaint } = event.data as News;
    const name = textByType[event.type];
    if (name === undefined) return;
    const now = parts.now();
    const conversation =
      conversationId === null
        ? await parts.participantConversations.of(complaint, unit, 'channels', now)
        : await store.byId(conversationId, unit);
    const channel = conversation && channelById(host, conversation.state.channelId);
    // A channel that is gone cannot carry the news, nor a conversation whose participant was erased; the case shows it.
    if (!channel || conversation.state.contact.key === erasedKey) return;
    const texts = channel.menu?.texts ?? defaultTexts;
    const values = { ticket: complaint.ticket, ...events.open<Record<string, string>>(event) };
    const spoken = language ?? conversation.state.language;
    const text = fill(texts[name][spoken], values);
    const isQuestion = name === 'complaintResolved';
    const content = newsMessage(channel, conversation.state.lastInboundAt, now, {
      free: isQuestion ? resolutionQuestion(text, complaint.complaintId, spoken) : { kind: 'text', text },
      template: { name: templateNames[name], language: spoken, parameters: Object.values(values) },
    });
    await outgoing.say(unit, conversation, content, { author: 'SYSTEM', actor: 'channels' }, now);
    if (isQuestion) {
      const { id, contactId, messageCount: sequence } = conversation.state;
      const question = { contactId, conversationId: id, ticket: complaint.ticket, sequence, askedAt: now };
      await resolutions.ask({ _id: complaint.complaintId, ...question }, unit);
    }
    await store.save(unit, conversation, 'channels');
  }
}
