import { setTimeout as pause } from 'node:timers/promises';
import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { DispatchRepository, PushOfficerRow, QueuedRow } from '../data/dispatch.repository.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { ConversationStore } from './conversation-store.js';
import { assignTo } from './officer-joined.js';
import type { Outgoing } from './outgoing.js';
import type { ChannelHost } from './ports.js';
import { servedBy } from './queue.js';

/** Waiting conversations looked at in one round. */
const lookAhead = 500;
/** Milliseconds until a round that failed is tried again. */
const retryPause = 1_000;
const actor = 'channels';

export interface DispatcherParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly repository: DispatchRepository;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly automaticReplies: AutomaticReplies;
  readonly host: ChannelHost;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Who is served next, and by whom: the first in the queue whom somebody with a free place may serve, by the idlest of those. */
export interface Match {
  readonly conversationId: string;
  readonly officerId: string;
}

/**
 * The next match, or null. The queue's order is kept (priority groups first, then who waits longest); of several officers
 * the one with the fewest conversations gets it, then the one who was given something longest ago. Pure.
 */
export function nextMatch(
  queue: readonly QueuedRow[],
  officers: readonly PushOfficerRow[],
  loads: ReadonlyMap<string, number>,
): Match | null {
  const load = ({ _id }: PushOfficerRow) => loads.get(_id) ?? 0;
  const turn = ({ pushedAt }: PushOfficerRow) => pushedAt?.getTime() ?? 0;
  const free = officers
    .filter((officer) => load(officer) < officer.capacity)
    .sort((a, b) => load(a) - load(b) || turn(a) - turn(b) || (a._id < b._id ? -1 : 1));
  for (const waiting of queue) {
    const officer = free.find((each) => mayServe(each, waiting));
    if (officer) return { conversationId: waiting._id, officerId: officer._id };
  }
  return null;
}

const mayServe = ({ skills, channels }: PushOfficerRow, { skill, channelId }: QueuedRow): boolean =>
  servedBy(skills).includes(skill) && (!channels || channels.includes(channelId));

/**
 * Brings who waits to officers who have a free place. It looks when news of the log says that somebody begins to wait or an
 * officer may be free, in every process: what two of them do at once conflicts, and one finds it done. The place is counted
 * in the transaction that holds the officer, so no officer gets more than it wants this way.
 */
export class Dispatcher {
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly parts: DispatcherParts) {}

  start(): void {
    this.following = this.follow();
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    await this.running;
    clearTimeout(this.retry);
  }

  /** Something may be possible that was not. Never rejects, waits for nothing. */
  wake(): void {
    this.again = true;
    if (this.stopping.signal.aborted) return;
    this.running ??= this.rounds();
  }

  /** Assigns all that can be assigned now. */
  async dispatch(): Promise<void> {
    while (await this.assignNext());
  }

  private async rounds(): Promise<void> {
    try {
      while (this.again && !this.stopping.signal.aborted) {
        this.again = false;
        await this.dispatch();
      }
    } catch (error) {
      this.parts.log.warn({ err: error }, 'waiting conversations could not be assigned; tried again');
      this.retry = setTimeout(() => this.wake(), retryPause);
    }
    // In the same turn as the last look at `again`: a wake-up in between would be lost.
    this.running = undefined;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen(signal);
      } catch (error) {
        this.parts.log.warn({ err: error }, 'the news of conversations could not be read; read again');
        await pause(retryPause, undefined, { signal }).catch(() => undefined);
      }
      // What came while nobody listened is found by a look.
      this.wake();
    }
  }

  /** Ends when the log asks to begin anew. */
  private async listen(signal: AbortSignal): Promise<void> {
    const tail = this.parts.events.tail({ types: [catalogue.conversationChanged.type], signal });
    for await (const item of tail) {
      const status = item.kind === 'event' ? (item.event.data as EventData<'conversationChanged'>).status : null;
      if (status !== 'MENU' && status !== 'WAITING_PARTICIPANT') this.wake();
    }
  }

  /** False: nobody waits whom somebody with a free place may serve. */
  private async assignNext(): Promise<boolean> {
    const { repository, database, now } = this.parts;
    const officers = await repository.officers(now());
    if (officers.length === 0 || this.stopping.signal.aborted) return false;
    const queue = await repository.queued(lookAhead);
    if (queue.length === 0) return false;
    const loads = await repository.loads(officers.map(({ _id }) => _id));
    const match = nextMatch(queue, officers, loads);
    if (!match) return false;
    await database.transaction((unit) => this.assign(match, unit));
    return true;
  }

  /** Looks again at both sides: what has changed since is left to the next look. */
  private async assign({ conversationId, officerId }: Match, unit: UnitOfWork): Promise<void> {
    const { repository, store, now } = this.parts;
    const officer = await repository.takeTurn(officerId, now(), unit);
    const load = (await repository.loads([officerId], unit)).get(officerId) ?? 0;
    if (!officer || load >= officer.capacity) return;
    const conversation = await store.byId(conversationId, unit);
    if (conversation?.state.status !== 'QUEUED' || !mayServe(officer, { _id: conversationId, ...conversation.state }))
      return;
    await assignTo(this.parts, conversation, officerId, now(), unit);
    await store.save(unit, conversation, actor);
  }
}
