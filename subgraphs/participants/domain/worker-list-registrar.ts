import { setTimeout } from 'node:timers/promises';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { EmployerRepository } from '../data/employer.repository.js';
import type { EmployerParticipantsRepository } from '../data/employer-participants.repository.js';
import type { WorkerListRow, WorkerRow } from '../data/worker-list.model.js';
import type { WorkerListRepository } from '../data/worker-list.repository.js';
import type { WorkerListRowsRepository } from '../data/worker-list-rows.repository.js';
import { employerOf } from './employer.service.js';
import { currentSegment, hasPriority, type Participant } from './participant.js';
import type { ParticipantMapper } from './participant.mapper.js';
import type { WorkerListMapper } from './worker-list.mapper.js';
import { batchOf } from './worker-list.js';
import type { WorkerListService } from './worker-list.service.js';

export interface RegistrarParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly employers: EmployerRepository;
  readonly lists: WorkerListRepository;
  readonly rows: WorkerListRowsRepository;
  readonly people: EmployerParticipantsRepository;
  readonly mapper: WorkerListMapper;
  readonly participants: ParticipantMapper;
  readonly log: Logger;
}

/** Rows in one transaction, and people in one event. */
const portion = 250;
const peoplePerEvent = 125;
const pause = 20_000;
/** Between two portions, so that who waits for the database gets a turn. */
const breath = 20;
/** Somebody may still be reading the list before. */
const staleAfter = 60_000;
const abandonedAfter = 3_600_000;

/**
 * Enters the people of lists in force whom the data bank does not know yet, portion by portion: what was done stands in
 * the list, so a crash repeats nothing, and of two processes one goes on. Afterwards clears away rows out of use.
 */
export class WorkerListRegistrar {
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly parts: RegistrarParts,
    private readonly service: WorkerListService,
  ) {}

  /** Goes on where the last process stopped. */
  start(): void {
    this.timer = setInterval(() => this.wake(), pause);
    this.timer.unref();
    this.wake();
  }

  /** A list came into force. Nothing happens before `start` and after `stop`. */
  wake(): void {
    if (!this.timer || this.abort.signal.aborted) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.again = false;
    this.running = this.work().finally(() => {
      this.running = undefined;
      if (this.again) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.abort.abort();
    clearInterval(this.timer);
    await this.running;
  }

  private async work(): Promise<void> {
    try {
      for (;;) {
        const list = this.abort.signal.aborted ? null : await this.parts.lists.nextToRegister();
        if (!list) break;
        await this.registerPortion(list);
        await setTimeout(breath);
      }
      if (!this.abort.signal.aborted) await this.clearAway(new Date());
    } catch (error) {
      this.parts.log.warn({ err: error }, 'worker lists: people could not be entered; it is tried again');
    }
  }

  private async registerPortion(list: WorkerListRow): Promise<void> {
    const batch = batchOf(list._id, list.attempt);
    const page = await this.parts.rows.page(batch, list.registeredUpTo, portion);
    const last = page.at(-1);
    await this.parts.database.transaction(async (unit) => {
      if (!last) {
        if (await this.parts.lists.allRegistered(list._id, unit)) await this.tellListed(unit, list, [], true);
        return;
      }
      const { ids, unknown } = await this.peopleOf(list, page);
      if (!(await this.parts.lists.registeredTo(list, last._id, unknown.length, unit))) return;
      await this.parts.people.insert(
        unknown.map((person) => this.parts.participants.toRow(person)),
        unit,
      );
      for (let from = 0; from < unknown.length; from += peoplePerEvent) {
        await this.parts.events.append(unit, 'participantsRegistered', {
          key: `workerList:${list._id}`,
          actor: `employer:${list.employerId}`,
          data: { participants: unknown.slice(from, from + peoplePerEvent).map((person) => this.snapshot(person)) },
        });
      }
      await this.tellListed(unit, list, ids, false);
    });
  }

  /** Tells who works for the employer, as long as the list is in force. */
  private async tellListed(
    unit: UnitOfWork,
    { _id: listId, employerId }: WorkerListRow,
    participantIds: readonly string[],
    complete: boolean,
  ): Promise<void> {
    if ((await this.parts.employers.byId(employerId, unit))?.listId !== listId) return;
    await this.parts.events.append(unit, 'workersListed', {
      key: `workerList:${listId}`,
      actor: `employer:${employerId}`,
      data: { employerId, listId, participantIds: [...participantIds], complete },
    });
  }

  private async peopleOf(list: WorkerListRow, page: readonly WorkerRow[]) {
    const { people, employers, mapper } = this.parts;
    const known = await people.byNationalIdHashes(page.map(({ nationalIdHash }) => nationalIdHash));
    const ids = new Map(known.map(({ _id, nationalId }) => [nationalId?.hash, _id]));
    const employer = employerOf((await employers.byId(list.employerId))!);
    const now = new Date();
    const strangers = page.filter(({ nationalIdHash }) => !ids.has(nationalIdHash));
    // An entry that was kept from an older list may stand for somebody who was erased since: it enters nobody again.
    const erased = new Set((await people.byIds(strangers.map(({ newId }) => newId))).map(({ _id }) => _id));
    return {
      ids: page.map(({ nationalIdHash, newId }) => ids.get(nationalIdHash) ?? newId),
      unknown: strangers
        .filter(({ newId }) => !erased.has(newId))
        .map((row) => mapper.toParticipant(row.newId, mapper.fromRow(row), employer, now)),
    };
  }

  private snapshot(person: Participant) {
    return {
      participantId: person.id,
      segment: currentSegment(person),
      region: person.domicile.region,
      stage: person.stage,
      language: person.language,
      phoneHashes: this.parts.participants.phoneHashes(person),
      priority: hasPriority(person, new Date()),
    };
  }

  private async clearAway(now: Date): Promise<void> {
    const { lists, rows } = this.parts;
    await this.service.endAbandoned(new Date(now.getTime() - abandonedAfter));
    const before = new Date(now.getTime() - staleAfter);
    for (const list of await lists.withStaleRows(before)) {
      for (const { batch, at } of list.stale) {
        if (at >= before) continue;
        await rows.drop(batch);
        await lists.forgetStale(list._id, batch);
      }
    }
  }
}
