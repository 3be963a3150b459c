import type { StageReached } from '../../data/journey.repository.js';

export const funnelStages = ['SEARCH', 'LEARN', 'REGISTER'] as const;
type Stage = (typeof funnelStages)[number];

/** People of one group by the stages they reached in a period. */
export interface FunnelGroup {
  readonly key: string;
  /** People with a step of the stage. */
  readonly searched: number;
  readonly learned: number;
  readonly registered: number;
  /** Of those who searched, who learned or registered at that time or later. */
  readonly wentOnFromSearch: number;
  /** Of those who learned, who registered at that time or later. */
  readonly wentOnFromLearn: number;
}

interface Person {
  readonly first: Map<Stage, Date>;
  /** Channel of the first step in the period. */
  entry: { readonly at: Date; readonly channelId: string | null };
}

/** Each person by the stages it reached, and where it came in. */
export function peopleOf(reached: readonly StageReached[]): Map<string, Person> {
  const people = new Map<string, Person>();
  for (const { participantId, stage, channelId, at } of reached) {
    const person = people.get(participantId) ?? { first: new Map<Stage, Date>(), entry: { at, channelId } };
    const known = person.first.get(stage);
    if (!known || at < known) person.first.set(stage, at);
    if (at < person.entry.at) person.entry = { at, channelId };
    people.set(participantId, person);
  }
  return people;
}

/** Counts people by group; each person is in one group. Groups by size, then by key. Pure. */
export function funnelOf(
  people: ReadonlyMap<string, Person>,
  groupOf: (id: string, person: Person) => string,
): FunnelGroup[] {
  const groups = new Map<string, { -readonly [K in keyof FunnelGroup]: FunnelGroup[K] }>();
  for (const [id, person] of people) {
    const key = groupOf(id, person);
    const empty = { key, searched: 0, learned: 0, registered: 0, wentOnFromSearch: 0, wentOnFromLearn: 0 };
    const group = groups.get(key) ?? empty;
    groups.set(key, group);
    const [search, learn, register] = funnelStages.map((stage) => person.first.get(stage));
    if (search) group.searched += 1;
    if (learn) group.learned += 1;
    if (register) group.registered += 1;
    if (search && isLater(search, learn, register)) group.wentOnFromSearch += 1;
    if (learn && isLater(learn, register)) group.wentOnFromLearn += 1;
  }
  const size = ({ searched, learned, registered }: FunnelGroup) => searched + learned + registered;
  return [...groups.values()].sort((a, b) => size(b) - size(a) || (a.key < b.key ? -1 : 1));
}

const isLater = (from: Date, ...steps: readonly (Date | undefined)[]) =>
  steps.some((at) => at !== undefined && at >= from);

/** Share of people who did not go on; null when nobody was there. */
export const dropOff = (were: number, wentOn: number): number | null => (were === 0 ? null : 1 - wentOn / were);
