import { holds, type Principal } from '../../../../schema/index.js';
import { requireScope, type RequestContext } from '../../../kernel/context.js';
import { badUserInput } from '../../../kernel/errors.js';
import { createLoader } from '../../../kernel/loaders.js';
import type { JourneyStepRow, PersonRow } from '../../data/journey.models.js';
import type { JourneyRepository } from '../../data/journey.repository.js';
import { funnelOf, peopleOf, type FunnelGroup } from './funnel.js';

export type JourneyStep = Omit<JourneyStepRow, '_id' | 'participantId'>;

/** A person's way to membership, each stage from its first step on. */
export interface Journey {
  readonly search: readonly JourneyStep[];
  readonly learn: readonly JourneyStep[];
  readonly register: readonly JourneyStep[];
}

export const funnelDimensions = ['CHANNEL', 'REGION', 'SEGMENT'] as const;
export type FunnelDimension = (typeof funnelDimensions)[number];

export interface Funnel {
  readonly total: FunnelGroup;
  readonly groups: readonly FunnelGroup[];
}

/** Steps read per person; who has more is shown the first ones. */
const stepsPerPerson = 200;
const longestPeriod = 3 * 366 * 24 * 3_600_000;
/** Group of people or steps of whom the property is not known. */
const unknown = 'UNKNOWN';
const empty: Journey = { search: [], learn: [], register: [] };

/** Journeys from touchpoints of all channels: I-Cari, I-Belajar, I-Daftar. */
export class Journeys {
  constructor(private readonly repository: JourneyRepository) {}

  private readonly steps = createLoader<readonly JourneyStepRow[]>(async (_context, ids) => {
    const merged = new Map((await this.repository.peopleBy(ids)).map(({ _id, mergedInto }) => [_id, mergedInto]));
    const canonical = (id: string) => merged.get(id) ?? id;
    const owners = [...new Set(ids.map(canonical))];
    const rows = await this.repository.stepsOf(owners, owners.length * stepsPerPerson);
    return new Map(ids.map((id) => [id, rows.filter(({ participantId }) => participantId === canonical(id))]));
  });

  /**
   * A participant's journey: for itself, and for who may read participants; empty for others. A viewer whose token names
   * channels sees the steps on them. Two database calls, however many participants a request asks for.
   */
  async of(context: RequestContext, participantId: string, first: number): Promise<Journey> {
    const { principal } = context;
    if (!mayRead(principal, participantId)) return empty;
    const steps = ((await this.steps(context).load(participantId)) ?? []).filter(
      ({ channelId }) => !principal?.channels || channelId === null || principal.channels.includes(channelId),
    );
    const of = (stage: JourneyStepRow['stage']) => steps.filter((step) => step.stage === stage).slice(0, first);
    return { search: of('SEARCH'), learn: of('LEARN'), register: of('REGISTER') };
  }

  /** How many people reached each stage in a period, and how many went on. Scope analytics:read. */
  async funnel(context: RequestContext, from: Date, to: Date, by: FunnelDimension | null): Promise<Funnel> {
    const { channels } = requireScope(context, 'analytics:read');
    if (to <= from) throw badUserInput('`to` must be later than `from`.', 'to');
    if (to.getTime() - from.getTime() > longestPeriod) throw badUserInput('A period has at most three years.', 'to');
    const people = peopleOf(await this.repository.reachedBetween(from, to, channels));
    const [total] = funnelOf(people, () => 'ALL');
    const groups = by === null ? [] : funnelOf(people, await this.grouping(by, [...people.keys()]));
    return { total: total ?? nobody, groups };
  }

  private async grouping(by: FunnelDimension, ids: readonly string[]): Promise<Parameters<typeof funnelOf>[1]> {
    if (by === 'CHANNEL') return (_id, { entry }) => entry.channelId ?? unknown;
    const known = new Map((await this.repository.peopleBy(ids)).map((row) => [row._id, row]));
    return (id) => propertyOf(by, known.get(id));
  }
}

const nobody: FunnelGroup = {
  key: 'ALL',
  searched: 0,
  learned: 0,
  registered: 0,
  wentOnFromSearch: 0,
  wentOnFromLearn: 0,
};

/** Province by region, because few people of one regency would be recognisable; a prospect has no segment yet. */
function propertyOf(by: 'REGION' | 'SEGMENT', person: PersonRow | undefined): string {
  if (!person) return unknown;
  const value = by === 'REGION' ? person.region.slice(0, 2) : person.stage === 'PROSPECT' ? '' : person.segment;
  return value === '' || value === '00' ? unknown : value;
}

function mayRead(principal: Principal | null, participantId: string): boolean {
  if (!principal || !holds(principal, 'participants:read')) return false;
  return principal.role !== 'participant' || principal.participant === participantId;
}
