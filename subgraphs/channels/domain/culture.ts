import { randomUUID } from 'node:crypto';
import type { ServiceBehaviour } from '../../../plugins/sdk/index.js';
import { requirePrincipal, type RequestContext } from '../../kernel/context.js';
import { badUserInput, KanalError } from '../../kernel/errors.js';
import { createLoader } from '../../kernel/loaders.js';
import type { CultureRow } from '../data/channel.models.js';
import type { CultureRepository } from '../data/culture.repository.js';

/** A promise of behaviour, of a channel, a unit, or everybody. */
export interface PlannedCommitment {
  readonly behaviour: ServiceBehaviour;
  readonly text: string;
  readonly channelId: string | null;
  readonly unit: string | null;
}

/** A period of the culture of excellent service: which behaviour it is about, and what is promised. Dates are local, inclusive. */
export interface CultureEntry {
  readonly id: string;
  /** `YYYY-MM-DD` */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly behaviour: ServiceBehaviour;
  readonly title: string;
  readonly commitments: readonly PlannedCommitment[];
}

export type NewCultureEntry = Omit<CultureEntry, 'id'>;

export interface CultureFault {
  readonly field: string;
  readonly message: string;
}

export type PlanOutcome =
  | { readonly kind: 'planned'; readonly entry: CultureEntry }
  | { readonly kind: 'invalid'; readonly faults: readonly CultureFault[] };

const longestPeriod = 366;
const mostEntries = 500;
const mostCommitments = 20;
const longestTitle = 120;
const longestText = 500;

/** The culture calendar: planned by supervisors and administrators, read by everybody who is signed in. */
export class CultureCalendar {
  constructor(private readonly repository: CultureRepository) {}

  readonly byId = createLoader<CultureEntry>(async (context, ids) => {
    requirePrincipal(context);
    const rows = await this.repository.byIds(ids);
    return new Map(rows.map((row) => [row._id, toEntry(row)]));
  });

  /** Entries that overlap a period of at most 366 days. */
  async between(context: RequestContext, from: string, to: string): Promise<CultureEntry[]> {
    requirePrincipal(context);
    if (to < from) throw badUserInput('`to` must not lie before `from`.', 'to');
    if (daysBetween(from, to) > longestPeriod) throw badUserInput(`Ask for at most ${longestPeriod} days.`, 'to');
    return (await this.repository.overlapping(from, to, mostEntries)).map(toEntry);
  }

  async plan(context: RequestContext, entry: NewCultureEntry): Promise<PlanOutcome> {
    const { role } = requirePrincipal(context);
    if (role !== 'supervisor' && role !== 'admin') {
      throw new KanalError('FORBIDDEN', 'Only supervisors and administrators plan the culture calendar.');
    }
    const faults = faultsOf(entry);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const planned = { ...entry, title: entry.title.trim(), id: `cul_${randomUUID().replaceAll('-', '')}` };
    await this.repository.insert(toRow(planned));
    return { kind: 'planned', entry: planned };
  }
}

function faultsOf({ startsOn, endsOn, title, commitments }: NewCultureEntry): CultureFault[] {
  const isText = (text: string, longest: number) => text.trim() !== '' && text.length <= longest;
  const checks: [boolean, string, string][] = [
    [endsOn >= startsOn, 'endsOn', 'The last day must not lie before the first.'],
    [daysBetween(startsOn, endsOn) <= longestPeriod, 'endsOn', `A period has at most ${longestPeriod} days.`],
    [isText(title, longestTitle), 'title', `A title has 1 to ${longestTitle} characters.`],
    [commitments.length <= mostCommitments, 'commitments', `At most ${mostCommitments} commitments.`],
    [
      commitments.every(({ text }) => isText(text, longestText)),
      'commitments.text',
      `A commitment has 1 to ${longestText} characters.`,
    ],
  ];
  return checks.flatMap(([holds, field, message]) => (holds ? [] : [{ field, message }]));
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

const toRow = ({ id, commitments, ...rest }: CultureEntry): CultureRow => ({
  ...rest,
  _id: id,
  commitments: commitments.map((commitment) => ({ ...commitment })),
});

function toEntry({ _id, behaviour, commitments, ...rest }: CultureRow): CultureEntry {
  return {
    ...rest,
    id: _id,
    behaviour: behaviour as ServiceBehaviour,
    commitments: commitments.map((each) => ({ ...each, behaviour: each.behaviour as ServiceBehaviour })),
  };
}
