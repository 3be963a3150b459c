import type { Language } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import { createLoader } from '../../kernel/loaders.js';
import type { HandledRow, QueueRepository, WaitingRow } from '../data/queue.repository.js';

/** A queue that everybody serves. */
const generalSkill = 'general';
/** How far back handling times tell something about now. */
const memory = 7 * 24 * 3_600_000;
/** With fewer handled conversations there is no basis for an estimate. */
const fewestHandled = 5;

/** Where a conversation stands in its queue. */
export interface QueuePlace {
  /** From 1, among those who wait for the same skill on the same channel. */
  readonly position: number;
  /** Milliseconds until an officer is likely to take it; null: no basis. */
  readonly estimate: number | null;
}

/** The skills that somebody serves: its own, and what needs none. */
export const servedBy = (skills: readonly string[]): (string | null)[] => [null, generalSkill, ...skills];
const queueOf = (skill: string | null) => skill ?? generalSkill;

/** The queues of one channel at one moment. Pure. */
export class QueueBoard {
  private readonly handling: number | null;

  constructor(
    private readonly waiting: readonly WaitingRow[],
    handled: readonly HandledRow[],
    private readonly officers: readonly { readonly skills: readonly string[] }[],
  ) {
    const times = handled
      .map(({ assignedAt, closedAt }) => (closedAt && assignedAt ? closedAt.getTime() - assignedAt.getTime() : -1))
      .filter((time) => time >= 0)
      .sort((a, b) => a - b);
    this.handling = times.length < fewestHandled ? null : times[Math.floor(times.length / 2)]!;
  }

  /** Officers who are there for a skill. */
  available(skill: string | null): number {
    return this.officers.filter(({ skills }) => servedBy(skills).includes(queueOf(skill))).length;
  }

  /** The place of a waiting conversation; null when it does not wait. */
  placeOf(id: string): QueuePlace | null {
    const row = this.waiting.find(({ _id }) => _id === id);
    if (!row) return null;
    const mates = this.waiting.filter(({ skill }) => queueOf(skill) === queueOf(row.skill));
    const position = mates.findIndex(({ _id }) => _id === id) + 1;
    return { position, estimate: this.estimate(row.skill, position) };
  }

  /** For somebody who would begin to wait now, without a wish for a skill. */
  get nextEstimate(): number | null {
    const mates = this.waiting.filter(({ skill }) => queueOf(skill) === generalSkill);
    return this.estimate(generalSkill, mates.length + 1);
  }

  get longestWaitingSince(): Date | null {
    const since = this.waiting.flatMap(({ queuedAt }) => queuedAt?.getTime() ?? []);
    return since.length === 0 ? null : new Date(Math.min(...since));
  }

  /**
   * Rounds of the officers who are there, each as long as the median handling time of the last days: an officer who
   * is free is not assumed to be at once, so the estimate is rather too long than too short. Null when too little was
   * handled lately or nobody is there.
   */
  private estimate(skill: string | null, position: number): number | null {
    const officers = this.available(skill);
    if (this.handling === null || officers === 0) return null;
    return Math.ceil(position / officers) * this.handling;
  }
}

/** Reads the queues of channels: three database calls, however many channels and conversations ask. */
export class Queues {
  constructor(private readonly parts: { readonly repository: QueueRepository; readonly now: () => Date }) {}

  /** One loader a request, by channel. */
  readonly byChannel = createLoader<QueueBoard>(async (_context, ids) => this.boards(ids));

  /** The place of a conversation as this transaction sees it. */
  async placeOf(channelId: string, id: string, unit: UnitOfWork): Promise<QueuePlace | null> {
    return (await this.boards([channelId], unit)).get(channelId)!.placeOf(id);
  }

  private async boards(channelIds: readonly string[], unit?: UnitOfWork): Promise<Map<string, QueueBoard>> {
    const { repository, now } = this.parts;
    const since = new Date(now().getTime() - memory);
    const waiting = await repository.waiting(channelIds, unit);
    const handled = await repository.handledSince(channelIds, since, unit);
    const officers = await repository.available(now(), unit);
    const of = <R extends { readonly channelId: string }>(rows: readonly R[], id: string) =>
      rows.filter(({ channelId }) => channelId === id);
    return new Map(channelIds.map((id) => [id, new QueueBoard(of(waiting, id), of(handled, id), officers)]));
  }
}

/** What a participant is told of its place. Whole minutes, at least one; no promise where there is no basis. */
export function placeText({ position, estimate }: QueuePlace, language: Language): string {
  const minutes = estimate === null ? null : Math.max(1, Math.ceil(estimate / 60_000));
  if (language === 'en') {
    const rest = minutes === null ? '' : ` Expected wait: about ${minutes} min.`;
    return `You are number ${position} in the queue.${rest}`;
  }
  return `Anda nomor ${position} dalam antrean.${minutes === null ? '' : ` Perkiraan waktu tunggu: sekitar ${minutes} menit.`}`;
}
