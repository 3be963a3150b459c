import type { Principal } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import type { Database } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import { createLoader } from '../../kernel/loaders.js';
import type { ConversationQueries } from './conversation.queries.js';
import type { ChannelHost, KnownMedium } from './ports.js';

/** How long an address of a medium lives, in milliseconds. */
export const addressLifetime = 5 * 60_000;
const sealContext = 'media-address';

/** What an address stands for: a medium, for one viewer, for a while. */
interface Ticket {
  readonly messageId: string;
  readonly viewer: Principal;
  readonly until: number;
}

export interface MediaAccessParts {
  readonly host: Pick<ChannelHost, 'media'>;
  readonly queries: ConversationQueries;
  readonly vault: Vault;
  readonly database: Database;
  readonly events: EventLog;
  readonly now: () => Date;
}

/**
 * Who may see media. An address is sealed, short-lived and for one viewer; whoever comes with it is judged anew, and
 * every look is written to the log before a byte leaves.
 */
export class MediaAccess {
  constructor(private readonly parts: MediaAccessParts) {}

  /** One loader a request, by message id. */
  readonly byMessage = createLoader<KnownMedium>(async (_context, ids) => {
    const known = (await this.parts.host.media?.(ids)) ?? [];
    return new Map(known.map((medium) => [medium.messageId, medium]));
  });

  /** The last part of an address; null for nobody. */
  ticket(viewer: Principal | null, messageId: string): string | null {
    if (viewer === null) return null;
    const until = Math.min(this.parts.now().getTime() + addressLifetime, viewer.expiresAt * 1000);
    return Buffer.from(
      this.parts.vault.seal({ messageId, viewer, until } satisfies Ticket, sealContext),
      'base64',
    ).toString('base64url');
  }

  /** Whose address it is and for what; null: none of ours, or over. */
  open(ticket: string): Ticket | null {
    try {
      const opened = this.parts.vault.open<Ticket>(Buffer.from(ticket, 'base64url').toString('base64'), sealContext);
      return opened.until > this.parts.now().getTime() ? opened : null;
    } catch {
      return null;
    }
  }

  /** Whether the viewer may (still) see the medium; a look that is allowed is in the log when this resolves. */
  async allow(context: RequestContext, messageId: string): Promise<boolean> {
    const { principal } = context;
    const message = await this.parts.queries.messageById(context).load(messageId);
    const conversation = message && (await this.parts.queries.byId(context).load(message.conversationId));
    if (!conversation || principal === null) return false;
    const at = this.parts.now();
    const { id: conversationId, channelId, participantId } = conversation;
    await this.parts.database.transaction(async (unit) => {
      await this.parts.events.append(unit, 'mediaViewed', {
        key: `media:${messageId}`,
        actor: principal.subject,
        at,
        data: { messageId, conversationId, channelId, participantId, role: principal.role, at: at.toISOString() },
      });
    });
    return true;
  }
}
