import { complaintEventKinds, snapshotOf, type Complaint, type EscalationLevel } from './complaint.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import { DueTimer } from '../../kernel/due-timer.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { ComplaintRepository } from '../data/complaint.repository.js';
import { overdueClocks, told, withClocks, type DueClocks } from './clocks.js';
import type { ComplaintMapper } from './complaint.mapper.js';
import type { ComplaintStandards } from './standards.js';
import { apply, openStatuses, refusal } from './transitions.js';

export interface DeadlineParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly repository: ComplaintRepository;
  readonly mapper: ComplaintMapper;
  readonly standards: ComplaintStandards;
  readonly log: Logger;
  readonly now: () => Date;
}

const actor = 'complaints';
const escalate = { kind: 'escalate' } as const;

/**
 * Tells of clocks that reach their limits, at the due instant, and moves the case up: branch, region, centre. One
 * transaction settles one instant of one case (all clocks that fall due together move it up once): it appends
 * `clock.breached` and `complaint.escalated` and takes the instant away, so neither a crash nor a second replica loses or
 * repeats anything. A case at the centre stays there, and one that has ended meanwhile is not moved; the breach is told.
 */
export function deadlineTimer(parts: DeadlineParts): DueTimer {
  return new DueTimer({
    log: parts.log,
    now: parts.now,
    what: 'complaint clocks',
    next: async (limit) => (await parts.repository.due(limit)).map(({ _id, dueAt }) => ({ id: _id, at: dueAt })),
    async settle(id) {
      // After a long stop several instants may have passed: each is one step, as it would have been then.
      while (await parts.database.transaction((unit) => settleInstant(parts, id, unit)));
    },
  });
}

/**
 * Gives cases from a time before terms were kept the terms of now, so that their clocks fall due too; what has passed
 * already is told at once. Safe to call again and from several replicas.
 */
export async function adoptCases(parts: DeadlineParts): Promise<void> {
  const { database, repository, mapper, standards, now } = parts;
  for (;;) {
    const ids = await repository.withoutTerms(openStatuses, 100);
    if (ids.length === 0) return;
    for (const id of ids) {
      await database.transaction(async (unit) => {
        const row = await repository.forChange({}, id, unit);
        if (!row || row.terms) return;
        const adopted = withClocks(mapper.fromRow(row), now(), standards);
        await repository.replace(mapper.toRow(adopted, row.origin), unit, row.version);
      });
    }
  }
}

/** Settles the earliest instant that has passed; false when there is none. */
async function settleInstant(parts: DeadlineParts, id: string, unit: UnitOfWork): Promise<boolean> {
  const { repository, mapper, standards } = parts;
  const row = await repository.forChange({}, id, unit);
  if (!row) return false;
  const before = mapper.fromRow(row);
  const now = parts.now();
  const due = overdueClocks(before, now, standards);
  if (!due) {
    // The instant that the row names is none (any more): the next one takes its place.
    if (row.dueAt && row.dueAt <= now) {
      await repository.replace(mapper.toRow(withClocks(before, now, standards), row.origin), unit, before.version);
    }
    return false;
  }
  const after = told(movedUp(before, now), due, now, standards);
  await repository.replace(mapper.toRow(after, row.origin), unit, before.version);
  await tell(parts, unit, after, due);
  if (after.version > before.version) await tellEscalation(parts, unit, after, before.level, due);
  return true;
}

function movedUp(complaint: Complaint, now: Date): Complaint {
  if (refusal(complaint, escalate)) return complaint;
  return apply(complaint, escalate, now, actor, complaintEventKinds.complaintEscalated);
}

/** Under a key of its own: the sequence of the complaint's key counts what happened to the complaint. */
async function tell({ events }: DeadlineParts, unit: UnitOfWork, complaint: Complaint, due: DueClocks): Promise<void> {
  for (const { kind, calendarVersion, policyVersion } of due.clocks) {
    await events.append(unit, 'clockBreached', {
      key: `complaint-clocks:${complaint.id}`,
      actor,
      data: {
        conversationId: null,
        complaintId: complaint.id,
        channelId: complaint.channelId,
        kind,
        dueAt: due.at.toISOString(),
        calendar: calendarVersion,
        policy: policyVersion,
      },
    });
  }
}

async function tellEscalation(
  { events }: DeadlineParts,
  unit: UnitOfWork,
  complaint: Complaint,
  from: EscalationLevel,
  due: DueClocks,
): Promise<void> {
  await events.append(unit, 'complaintEscalated', {
    key: `complaint:${complaint.id}`,
    actor,
    at: complaint.updatedAt,
    data: {
      complaint: snapshotOf(complaint),
      cause: 'CLOCK',
      from,
      clocks: due.clocks.map(({ kind }) => kind),
    },
  });
}
