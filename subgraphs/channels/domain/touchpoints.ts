import type { ChannelEvent, Touchpoint } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ChannelHost } from './ports.js';

/** What an event of a channel is about. */
export interface TouchpointCause {
  readonly channelId: string;
  readonly conversationId: string;
  readonly participantId: string | null;
  /** Id of the message, or of the conversation. */
  readonly causeId: string;
  readonly actor: string;
}

/** What a channel's plugin makes of one kind of event. */
export interface TouchpointRule extends Touchpoint {
  readonly event: ChannelEvent['kind'];
  /** True: when the person came by an advertisement. */
  readonly referred: boolean;
}

const kinds: readonly ChannelEvent['kind'][] = [
  'conversation-opened',
  'message-received',
  'message-sent',
  'receipt',
  'conversation-closed',
];
/** An advertisement as channels report it (Meta's `source_type`). */
const advertisement = { sourceId: 'example', sourceType: 'ad' };

/** The analytical level of channels: what happens in conversations, as steps of the participant's journey. */
export class Touchpoints {
  constructor(private readonly parts: { readonly host: ChannelHost; readonly events: EventLog }) {}

  /**
   * Appends `touchpoint.recorded` for an event that the channel's plugin maps, in the caller's transaction. Under the key of
   * the conversation, whose head the transaction moves anyway, so it costs no database call of its own.
   */
  async record(unit: UnitOfWork, cause: TouchpointCause, event: ChannelEvent): Promise<void> {
    const { channelId, conversationId, participantId, causeId, actor } = cause;
    const touchpoint = this.parts.host.touchpoint(channelId, event);
    if (!touchpoint) return;
    await this.parts.events.append(unit, 'touchpointRecorded', {
      key: `conversation:${conversationId}`,
      actor,
      data: {
        participantId,
        channelId,
        conversationId,
        ...touchpoint,
        cause: event.kind,
        causeId,
        at: event.at.toISOString(),
      },
    });
  }

  /** The mapping of a channel, found by asking its plugin about an example of each kind of event. */
  mapping(channelId: string, at: Date): TouchpointRule[] {
    return kinds.flatMap((kind) =>
      [false, true].flatMap((referred) => {
        const event = { kind, contentKind: 'text', at, ...(referred ? { referral: advertisement } : {}) };
        const touchpoint = this.parts.host.touchpoint(channelId, event);
        const isOwn = !referred || kind === 'conversation-opened' || kind === 'message-received';
        return touchpoint && isOwn ? [{ event: kind, referred, ...touchpoint }] : [];
      }),
    );
  }
}
