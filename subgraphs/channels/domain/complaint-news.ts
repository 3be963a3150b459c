import { events as catalogue, type EventData } from '../../../schema/index.js';
import { fill, type Language, type Menu } from '../../../plugins/sdk/index.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ConversationStore } from './conversation-store.js';
import type { Outgoing } from './outgoing.js';
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

type News = EventData<'complaintResponded'> & {
  readonly conversationId: string | null;
  readonly language: Language | null;
};

/** Brings the news of a complaint to the conversation that it came from: ticket and pin, answers, the solution. */
export function complaintNewsConsumer(parts: {
  readonly events: EventLog;
  readonly host: ChannelHost;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly now: () => Date;
}): Consumer {
  const { events, host, store, outgoing } = parts;
  return events.consume({ name: 'channels.complaint-news', types: Object.keys(textByType), handle: tell });

  async function tell(event: StoredEvent, unit: UnitOfWork): Promise<void> {
    const { conversationId, language, complaint } = event.data as News;
    const name = textByType[event.type];
    if (conversationId === null || name === undefined) return;
    const conversation = await store.byId(conversationId, unit);
    const channel = conversation && channelById(host, conversation.state.channelId);
    // A channel that is gone cannot carry the news; the case itself shows it.
    if (!channel) return;
    const texts = channel.menu?.texts ?? defaultTexts;
    const values = { ticket: complaint.ticket, ...events.open<Record<string, string>>(event) };
    const text = fill(texts[name][language ?? conversation.state.language], values);
    await outgoing.say(
      unit,
      conversation,
      { kind: 'text', text },
      { author: 'SYSTEM', actor: 'channels' },
      parts.now(),
    );
    await store.save(unit, conversation, 'channels');
  }
}
