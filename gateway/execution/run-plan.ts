import type { GraphQLFormattedError } from 'graphql';
import { collectRows, locate, type ResponsePath } from './locate.js';
import { mergeInto } from './merge.js';
import type { EntityGroup, Fetch, Row, Step } from './plan.types.js';
import { SubgraphUnavailable, type Caller, type SubgraphAnswer, type SubgraphClient } from './subgraph-client.js';

/** Most places that the errors of one fetch are reported at: a list of a thousand rows is not a thousand errors. */
export const maximumPlaces = 100;

/** One run of a plan: the data as it is completed, and what went wrong on the way. */
export interface Run {
  readonly data: Row;
  readonly errors: GraphQLFormattedError[];
  /** True once a subgraph did not answer. */
  degraded: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/** Runs a step to its end. Faults of subgraphs end up in `run.errors`; nothing is thrown for them. */
export async function runStep(step: Step, run: Run): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const child of step.steps) await runStep(child, run);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((child) => runStep(child, run)));
      return;
    case 'condition': {
      const chosen = run.variables[step.variable] === true ? step.then : step.otherwise;
      return chosen ? runStep(chosen, run) : undefined;
    }
    case 'root':
      return runRoot(step.fetch, run);
    case 'entities':
      return runEntities(step.fetch, step.groups, run);
  }
}

/** The caller's variables that a fetch uses, or undefined for none. */
export function variablesOf(fetch: Fetch, variables: Readonly<Record<string, unknown>>): Row | undefined {
  let used: Row | undefined;
  for (const name of fetch.variables) {
    if (name in variables) (used ??= {})[name] = variables[name];
  }
  return used;
}

/** The client of a fetch's subgraph; a subgraph without one counts as not answering. */
export function clientOf(fetch: Fetch, clients: Run['clients']): SubgraphClient {
  const client = clients.get(fetch.subgraph);
  if (!client) throw new SubgraphUnavailable(fetch.subgraph, 'no transport is set up for it');
  return client;
}

async function runRoot(fetch: Fetch, run: Run): Promise<void> {
  const answer = await ask(fetch, variablesOf(fetch, run.variables), run, () => fetch.rootKeys.map((key) => [key]));
  if (!answer) return;
  for (const error of answer.errors ?? []) run.errors.push(error);
  if (answer.data) mergeInto(run.data, fetch.rewrite ? fetch.rewrite(answer.data) : answer.data);
}

/** Asks a subgraph; an outage becomes one error a place and undefined. */
async function ask(
  fetch: Fetch,
  variables: Row | undefined,
  run: Run,
  places: () => readonly ResponsePath[],
): Promise<SubgraphAnswer | undefined> {
  try {
    return await clientOf(fetch, run.clients).execute(fetch, variables, run.caller);
  } catch (error) {
    if (!(error instanceof SubgraphUnavailable)) throw error;
    run.degraded = true;
    run.errors.push(...outage(error, places()));
    return undefined;
  }
}

/** The errors that report an outage, one for each place of the response that lost its value. */
export function outage(error: SubgraphUnavailable, places: readonly ResponsePath[]): GraphQLFormattedError[] {
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: error.subgraph };
  const reported = places.length > 0 ? places.slice(0, maximumPlaces) : [undefined];
  return reported.map((path) => ({ message: error.message, ...(path ? { path } : {}), extensions }));
}

interface Batch {
  readonly representations: Row[];
  readonly indexes: Map<string, number>;
}

interface Targets {
  readonly group: EntityGroup;
  readonly rows: Row[];
  /** For each row, the index of its representation. */
  readonly indexes: number[];
}

async function runEntities(fetch: Fetch, groups: readonly EntityGroup[], run: Run): Promise<void> {
  const batches = new Map<string, Batch>();
  const targets = groups.map((group) => gather(group, run.data, batches));
  if (targets.every(({ rows }) => rows.length === 0)) return;
  const variables: Row = variablesOf(fetch, run.variables) ?? {};
  for (const [name, batch] of batches) variables[name] = batch.representations;
  const answer = await ask(fetch, variables, run, () => targets.flatMap((target) => placesOf(target, run)));
  if (!answer) return;
  if (answer.errors) run.errors.push(...relocated(answer.errors, targets, run));
  if (answer.data) for (const target of targets) complete(target, answer.data);
}

function gather(group: EntityGroup, data: Row, batches: Map<string, Batch>): Targets {
  let batch = batches.get(group.variable);
  if (!batch) batches.set(group.variable, (batch = { representations: [], indexes: new Map() }));
  const found: Row[] = [];
  for (const path of group.paths) collectRows(data, path, 0, found);
  const targets: Targets = { group, rows: [], indexes: [] };
  for (const row of found) {
    const representation = group.represent(row);
    if (!representation) continue;
    const print = JSON.stringify(representation);
    let index = batch.indexes.get(print);
    if (index === undefined) {
      index = batch.representations.push(representation) - 1;
      batch.indexes.set(print, index);
    }
    targets.rows.push(row);
    targets.indexes.push(index);
  }
  return targets;
}

function complete({ group, rows, indexes }: Targets, data: Row): void {
  const given = data[group.responseKey];
  if (!Array.isArray(given)) return;
  const { rewrite } = group;
  const entities = rewrite ? given.map((entity: Row | null) => entity && rewrite(entity)) : (given as (Row | null)[]);
  for (let at = 0; at < rows.length; at++) {
    const entity = entities[indexes[at]!];
    if (entity) mergeInto(rows[at]!, entity);
  }
}

function placesOf(target: Targets, run: Run, index?: number): ResponsePath[] {
  const wanted = new Set(target.rows.filter((_, at) => index === undefined || target.indexes[at] === index));
  return target.group.paths.flatMap((path) => locate(run.data, path, wanted).map(({ place }) => place));
}

/** Errors of an entity fetch name `_entities` and an index; the caller knows only the places of the response. */
function relocated(
  errors: NonNullable<SubgraphAnswer['errors']>,
  targets: readonly Targets[],
  run: Run,
): GraphQLFormattedError[] {
  return errors.flatMap((error): GraphQLFormattedError[] => {
    const [key, index, ...tail] = error.path ?? [];
    const target = targets.find(({ group }) => group.responseKey === key);
    const places = target
      ? placesOf(target, run, typeof index === 'number' ? index : undefined).map((place) => [...place, ...tail])
      : targets.flatMap((each) => placesOf(each, run));
    if (places.length === 0) return [{ message: error.message, extensions: error.extensions }];
    return places.slice(0, maximumPlaces).map((path) => ({ ...error, path }));
  });
}
