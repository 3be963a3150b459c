import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database } from '../../kernel/database.js';
import type { QueueRepository } from '../data/queue.repository.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { ConversationStore } from './conversation-store.js';
import type { ConversationState } from './conversation.js';
import { assignTo } from './officer-joined.js';
import type { Dispatcher } from './dispatch.js';
import type { Officer } from './officers.js';
import type { Outgoing } from './outgoing.js';
import type { Presence } from './presence.js';
import type { ChannelHost } from './ports.js';
import { servedBy } from './queue.js';

const skillName = /^[a-z][a-z0-9-]{0,39}$/;
const mostSkills = 20;
const largestCapacity = 20;

export type PresenceOutcome =
  | {
      readonly kind: 'set';
      readonly officer: Officer;
      readonly available: boolean;
      readonly capacity: number;
      /** Until when it is there without a further act; null: it is away. */
      readonly until: Date | null;
    }
  | { readonly kind: 'invalid'; readonly field: string; readonly message: string };

/** `taken` null: nobody waits whom this officer may serve. */
export type TakeOutcome =
  | { readonly kind: 'taken'; readonly conversation: ConversationState | null }
  | { readonly kind: 'notNow'; readonly message: string };

/**
 * Presence of officers, and the queue from which they take: who is served next of those whom they may serve. What is brought
 * to them is the dispatcher's; taking goes beyond their capacity if they want.
 */
export class RoutingService {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly repository: QueueRepository;
      readonly store: ConversationStore;
      readonly host: ChannelHost;
      readonly outgoing: Outgoing;
      readonly automaticReplies: AutomaticReplies;
      readonly dispatcher: Dispatcher;
      readonly presence: Presence;
      readonly now: () => Date;
    },
  ) {}

  /**
   * An officer is there, or away; with the skills by which it is to be found and the number of conversations that are to
   * be brought to it at once. It stays there for a quarter of an hour after its last act, this one included. Scope
   * conversations:write.
   */
  async setPresence(
    context: RequestContext,
    input: {
      readonly available: boolean;
      readonly skills?: readonly string[] | null;
      readonly capacity?: number | null;
    },
  ): Promise<PresenceOutcome> {
    const { subject, unit: office, channels } = requireScope(context, 'conversations:write');
    const capacity = input.capacity ?? undefined;
    if (capacity !== undefined && !(Number.isInteger(capacity) && capacity >= 0 && capacity <= largestCapacity)) {
      const message = `A capacity is 0 (you take conversations yourself) to ${largestCapacity}.`;
      return { kind: 'invalid', field: 'capacity', message };
    }
    const skills = input.skills ? [...new Set(input.skills)] : undefined;
    if (skills && (skills.length > mostSkills || !skills.every((skill) => skillName.test(skill)))) {
      const message = `At most ${mostSkills} skills in kebab case, such as claims or sign-language.`;
      return { kind: 'invalid', field: 'skills', message };
    }
    return this.parts.database.transaction(async (unit) => {
      const known = { _id: subject, name: subject, unit: office ?? '' };
      const until = this.parts.presence.until();
      const presence = {
        available: input.available,
        presentUntil: until,
        ...(skills && { skills }),
        ...(capacity !== undefined && { capacity }),
        ...(channels && { channels }),
      };
      const {
        _id: id,
        name,
        unit: where,
        skills: kept,
        capacity: places = 0,
      } = await this.parts.repository.setPresence(known, presence, unit);
      unit.afterCommit(() => this.parts.dispatcher.wake());
      const officer = { id, name, unit: where, skills: kept };
      const { available } = input;
      return { kind: 'set', officer, available, capacity: places, until: available ? until : null };
    });
  }

  /**
   * Assigns the first conversation of the queue that fits the caller: priority groups first, then who waits longest. Two officers who ask at once get two conversations:
   * taking one conflicts with the other's transaction, which is run again. Scope conversations:write.
   */
  async takeNext(context: RequestContext): Promise<TakeOutcome> {
    const { subject, channels } = requireScope(context, 'conversations:write');
    const { database, repository, store, presence, now } = this.parts;
    const taken = await database.transaction(async (unit): Promise<TakeOutcome> => {
      const officer = await repository.officer(subject, unit);
      if (!officer?.available || !(officer.presentUntil && officer.presentUntil > now()))
        return { kind: 'notNow', message: 'You are away: say that you are available first.' };
      const next = await repository.longestWaiting(servedBy(officer.skills), channels, unit);
      const conversation = next && (await store.byId(next._id, unit));
      if (!conversation) return { kind: 'taken', conversation: null };
      await assignTo(this.parts, conversation, subject, now(), unit);
      await store.save(unit, conversation, subject);
      return { kind: 'taken', conversation: conversation.state };
    });
    await presence.acted(subject);
    return taken;
  }
}
