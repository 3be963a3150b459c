import { events as catalogue } from '../../../schema/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { EventLog, TailItem } from '../../kernel/event-log/index.js';
import type { Visibility } from '../data/conversation.repository.js';
import { conversationVisibility, maySee } from './visibility.js';

export const conversationUpdateKinds = [
  'OPENED',
  'CHANGED',
  'MESSAGE_RECEIVED',
  'MESSAGE_QUEUED',
  'MESSAGE_STATUS_CHANGED',
] as const;
export type ConversationUpdateKind = (typeof conversationUpdateKinds)[number];

/** What happened in a conversation. */
export interface ConversationUpdate {
  readonly kind: ConversationUpdateKind;
  readonly at: Date;
  readonly conversationId: string;
  readonly messageId: string | null;
}

const kindByType: Readonly<Record<string, ConversationUpdateKind>> = {
  [catalogue.conversationOpened.type]: 'OPENED',
  [catalogue.conversationChanged.type]: 'CHANGED',
  [catalogue.messageReceived.type]: 'MESSAGE_RECEIVED',
  [catalogue.messageQueued.type]: 'MESSAGE_QUEUED',
  [catalogue.messageStatusChanged.type]: 'MESSAGE_STATUS_CHANGED',
};

interface UpdateFilter {
  readonly conversation?: string | null;
  readonly channel?: string | null;
}

interface UpdateData {
  readonly conversationId: string;
  readonly channelId: string;
  readonly participantId: string | null;
  readonly messageId?: string;
}

/** Live news of conversations, from now on, each checked against the viewer's rights. */
export class ConversationUpdates {
  constructor(private readonly events: EventLog) {}

  subscribe(context: RequestContext, filter: UpdateFilter): AsyncIterableIterator<ConversationUpdate> {
    const visibility = conversationVisibility(requireScope(context, 'conversations:read'));
    const tail = this.events.tail({ types: Object.keys(kindByType) });
    const iterator: AsyncIterableIterator<ConversationUpdate> = {
      async next() {
        for (;;) {
          const item = await tail.next();
          if (item.done) return { done: true, value: undefined };
          const update = toUpdate(item.value, visibility, filter);
          if (update) return { done: false, value: update };
        }
      },
      async return() {
        await tail.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}

function toUpdate(
  item: TailItem,
  visibility: Visibility | 'none',
  filter: UpdateFilter,
): ConversationUpdate | undefined {
  if (item.kind !== 'event') return undefined;
  const data = item.event.data as UpdateData;
  const kind = kindByType[item.event.type];
  if (!kind || !maySee(visibility, data)) return undefined;
  if (filter.conversation && filter.conversation !== data.conversationId) return undefined;
  if (filter.channel && filter.channel !== data.channelId) return undefined;
  return { kind, at: item.event.at, conversationId: data.conversationId, messageId: data.messageId ?? null };
}
