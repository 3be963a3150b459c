import { scopesByRole, type Principal, type Role } from '../../../schema/index.js';
import { systemContext, type RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import type { Database } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import { createLogger } from '../../kernel/logging.js';
import { prepareModels } from '../../kernel/models.js';
import { participantModels } from '../data/participant.model.js';
import { composeEmployers, type EmployersDomain } from '../employer-composition.js';
import type { WorkerInput } from '../domain/worker-list.js';

const quietLog = createLogger({ name: 'test', level: 'silent' });

/** A request of somebody with all scopes of the role. */
export function as(role: Role, extra: Partial<Principal> = {}): RequestContext {
  const principal: Principal = {
    subject: `${role}-1`,
    role,
    scopes: scopesByRole[role],
    tenant: 't',
    tokenId: 'x',
    expiresAt: 2e9,
    ...extra,
  };
  return systemContext(quietLog, 'r', principal);
}

/** A request of one of the two demo employers, with a cache of its own. */
export const employer = (id = '26000001'): RequestContext => as('employer', { employer: id });

/** A fictional worker; the serial of the NIK is the number. Row 2 is the first row under the heading. */
export function worker(number: number, changes: Partial<WorkerInput> = {}): WorkerInput {
  return {
    row: number + 1,
    nationalId: `617101150190${String(number).padStart(4, '0')}`,
    name: `Pekerja Contoh ${number}`,
    birthDate: new Date('1990-01-15'),
    sex: 'MALE',
    monthlyWage: 4_500_000,
    startsOn: new Date('2024-02-01'),
    segment: 'PPU_BU',
    phone: `+62899${String(10_000_000 + number)}`,
    email: null,
    ...changes,
  };
}

/** Some workers, numbered from `first`. */
export const workers = (count: number, first = 1, changes: Partial<WorkerInput> = {}): WorkerInput[] =>
  Array.from({ length: count }, (_, i) => worker(first + i, changes));

/** Employers and worker lists over a database of their own. */
export class EmployerWorld {
  private constructor(
    readonly database: Database,
    readonly domain: EmployersDomain,
  ) {}

  /** Over an open database and a started log; the caller closes both. The registrar is started by the test. */
  static async start(database: Database, events: EventLog, vault: Vault): Promise<EmployerWorld> {
    const people = participantModels(database.connection);
    const domain = composeEmployers({ database, events, vault, log: quietLog }, people);
    await prepareModels({ ...people, ...domain.models });
    await domain.seed();
    return new EmployerWorld(database, domain);
  }

  /** Begins an upload; fails where that is refused. */
  async begin(context: RequestContext, idempotencyKey: string, onError: 'REFUSE' | 'SKIP' = 'REFUSE') {
    const outcome = await this.domain.lists.begin(context, { idempotencyKey, onError });
    if (outcome.kind !== 'begun') throw new Error(JSON.stringify(outcome));
    return { listId: outcome.list.id, attempt: outcome.list.attempt, repeated: outcome.repeated };
  }

  /** Uploads a list of at most one part, to its end. */
  async upload(
    context: RequestContext,
    idempotencyKey: string,
    rows: readonly WorkerInput[],
    onError: 'REFUSE' | 'SKIP' = 'REFUSE',
  ) {
    const step = await this.begin(context, idempotencyKey, onError);
    await this.domain.lists.stage(context, { ...step, part: 1 }, { rows, problems: [] });
    return this.domain.lists.apply(context, step, { rows: rows.length });
  }

  /** Names in force, in order, as the employer sees them. */
  async names(id = '26000001'): Promise<string[]> {
    const context = employer(id);
    const known = (await this.domain.employers.find(context, id))!;
    const page = await this.domain.employers.workers(context, known, undefined, 100);
    return page.rows.map(({ participant }) => participant.name);
  }

  /** Raw rows of a collection. */
  rows(collection: string) {
    return this.database.connection.db!.collection(collection).find().toArray();
  }
}
