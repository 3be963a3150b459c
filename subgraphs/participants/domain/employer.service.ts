import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import { badUserInput, forbidden } from '../../kernel/errors.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { EmployerRow } from '../data/employer.model.js';
import type { EmployerRepository } from '../data/employer.repository.js';
import type { EmployerParticipantsRepository } from '../data/employer-participants.repository.js';
import type { WorkerRow } from '../data/worker-list.model.js';
import type { WorkerListRowsRepository } from '../data/worker-list-rows.repository.js';
import { employersVisibleTo, mayLookInto, registrationNumberForm, type Employer } from './employer.js';
import type { Participant } from './participant.js';
import type { ParticipantMapper } from './participant.mapper.js';
import type { FieldFault } from './registration.js';
import type { WorkerListMapper } from './worker-list.mapper.js';

export interface EmployerServiceParts {
  readonly employers: EmployerRepository;
  readonly rows: WorkerListRowsRepository;
  readonly people: EmployerParticipantsRepository;
  readonly mapper: WorkerListMapper;
  readonly participants: ParticipantMapper;
}

/** What is entered about an employer. */
export interface EmployerRegistration {
  readonly registrationNumber: string;
  readonly name: string;
  readonly region: string;
  readonly place: string;
}

export type EmployerRegistrationOutcome =
  | { readonly kind: 'registered'; readonly employer: Employer }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] };

/** A worker in a page: the person, and where it stands in the list. */
export interface PlacedWorker {
  readonly position: string;
  readonly participant: Participant;
}

/** Employers, and who works for them. */
export class EmployerService {
  constructor(private readonly parts: EmployerServiceParts) {}

  /** One loader a request; employers that the viewer may not look into are null. */
  readonly byId = createLoader<Employer>(async (context, ids) => {
    const visibility = employersVisibleTo(context.principal);
    const visible = ids.filter((id) => mayLookInto(visibility, id));
    const rows = visible.length === 0 ? [] : await this.parts.employers.byIds(visible);
    return new Map(rows.map((row) => [row._id, employerOf(row)]));
  });

  /** The employer of each participant, by the list in force that names it. Keyed by NIK hash. */
  private readonly byWorker = createLoader<Employer>(async (_context, hashes) => {
    const places = await this.parts.rows.batchesOf(hashes);
    const rows = places.length === 0 ? [] : await this.parts.employers.byBatches(places.map(({ batch }) => batch));
    const inForce = new Map(rows.map((row) => [row.batch, employerOf(row)]));
    return new Map(
      places.flatMap(({ batch, nationalIdHash }) => {
        const employer = inForce.get(batch);
        return employer ? [[nationalIdHash, employer] as const] : [];
      }),
    );
  });

  /** One loader a request: an employer's own workers by id, as it reported them; null for anybody else. */
  readonly ownWorkers = createLoader<Participant>(async (context, ids) => {
    const visibility = employersVisibleTo(context.principal);
    if (typeof visibility === 'string') return new Map();
    const { employers, rows, people } = this.parts;
    const known = await employers.byId(visibility.only);
    if (known?.batch === undefined) return new Map();
    const hashes = (await people.byIds(ids)).flatMap(({ nationalId }) => (nationalId ? [nationalId.hash] : []));
    const listed = await rows.byHashes(known.batch, hashes);
    const placed = await this.placed(context, employerOf(known), listed);
    return new Map(placed.map(({ participant }) => [participant.id, participant]));
  });

  async find(context: RequestContext, id: string): Promise<Employer | null> {
    requirePrincipal(context);
    return this.byId(context).load(id);
  }

  /** Who employs a participant whom the viewer sees; null when no list names it. */
  async employerOfWorker(context: RequestContext, participant: Participant): Promise<Employer | null> {
    const { nationalId } = participant;
    const employer = nationalId && (await this.byWorker(context).load(this.parts.mapper.hash(nationalId)));
    if (!employer) return null;
    const own = context.principal?.participant === participant.id;
    return own || mayLookInto(employersVisibleTo(context.principal), employer.id) ? employer : null;
  }

  /**
   * Workers in force, in the order of the file. An employer sees what it reported itself; staff sees the data bank.
   * @param after the list and place behind which to begin
   */
  async workers(
    context: RequestContext,
    employer: Employer,
    after: readonly [string, string] | undefined,
    limit: number,
  ): Promise<Page<PlacedWorker>> {
    if (!mayLookInto(employersVisibleTo(context.principal), employer.id)) throw forbidden('employers:manage');
    if (employer.batch === undefined) return { rows: [], hasNextPage: false, totalCount: 0 };
    if (after && after[0] !== employer.batch)
      throw badUserInput('Another worker list came into force; leave the cursor out and begin at the start.', 'after');
    const rows = await this.parts.rows.page(employer.batch, after?.[1], limit + 1);
    const placed = await this.placed(context, employer, rows.slice(0, limit));
    return { rows: placed, hasNextPage: rows.length > limit, totalCount: employer.workers };
  }

  /** Enters an employer, or corrects name and place of one. Scope participants:write. */
  async register(context: RequestContext, input: EmployerRegistration): Promise<EmployerRegistrationOutcome> {
    requireScope(context, 'participants:write');
    const { registrationNumber, name, region, place } = input;
    const checks: [keyof EmployerRegistration, boolean, string][] = [
      [
        'registrationNumber',
        !registrationNumberForm.test(registrationNumber),
        'A registration number has 4 to 20 letters and digits.',
      ],
      ['name', name.trim().length < 2 || name.length > 160, 'A name has 2 to 160 characters.'],
      ['region', !/^\d{2}\.\d{2}$/.test(region), 'A region is the Kemendagri code of a regency, such as 61.71.'],
      ['place', place.trim() === '', 'Name the regency or city.'],
    ];
    const faults = checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
    if (faults.length > 0) return { kind: 'invalid', faults };
    const fields = { name: name.trim(), region, place: place.trim() };
    await this.parts.employers.put({ _id: registrationNumber, ...fields, registeredAt: new Date() });
    return { kind: 'registered', employer: employerOf((await this.parts.employers.byId(registrationNumber))!) };
  }

  private async placed(
    context: RequestContext,
    employer: Employer,
    rows: readonly WorkerRow[],
  ): Promise<PlacedWorker[]> {
    const { people, mapper, participants } = this.parts;
    const known = await people.byNationalIdHashes(rows.map(({ nationalIdHash }) => nationalIdHash));
    const byHash = new Map(known.map((row) => [row.nationalId!.hash, row]));
    const reported = context.principal?.role === 'employer';
    return rows.map((row) => {
      const person = byHash.get(row.nationalIdHash);
      const participant =
        person && !reported
          ? participants.fromRow(person)
          : mapper.toParticipant(person?._id ?? row.newId, mapper.fromRow(row), employer, new Date());
      return { position: row._id, participant };
    });
  }
}

/** An employer as the domain knows it. */
export const employerOf = (row: EmployerRow): Employer => ({
  id: row._id,
  registrationNumber: row._id,
  name: row.name,
  region: row.region,
  place: row.place,
  workers: row.workers,
  ...(row.listId !== undefined && { listId: row.listId }),
  ...(row.batch !== undefined && { batch: row.batch }),
});
