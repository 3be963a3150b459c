import type { Path, PathModel } from './model.types.js';

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function namingFaults(model: PathModel): string[] {
  const names = [...model.constructs, ...model.interactions].map(({ name }) => name);
  const owners = model.constructs.flatMap(({ name, items }) => items.map((item) => ({ item, name })));
  const paths = model.paths.map(({ from, to }) => `${from} -> ${to}`);
  return [
    ...repeated(names).map((name) => `two constructs are called ${name}`),
    ...repeated(owners.map(({ item }) => item)).map((item) => {
      const users = owners.filter((owner) => owner.item === item).map(({ name }) => name);
      return `item ${item} is used more than once (${users.join(', ')}); an item belongs to one construct`;
    }),
    ...repeated(paths).map((path) => `the path ${path} is listed twice`),
  ];
}

function interactionFaults(model: PathModel): string[] {
  const constructs = new Set(model.constructs.map(({ name }) => name));
  const sources = new Set(model.paths.map(({ from }) => from));
  return model.interactions.flatMap(({ name, iv, moderator }) => [
    ...[...new Set([iv, moderator])]
      .filter((part) => !constructs.has(part))
      .map((part) => `interaction ${name} names ${part}, which is no construct`),
    ...(sources.has(name) ? [] : [`interaction ${name} has no path to an outcome`]),
  ]);
}

function pathFaults(model: PathModel): string[] {
  const interactions = new Set(model.interactions.map(({ name }) => name));
  const known = new Set([...interactions, ...model.constructs.map(({ name }) => name)]);
  return model.paths.flatMap(({ from, to }) => [
    ...[from, to]
      .filter((end) => !known.has(end))
      .map((end) => `the path ${from} -> ${to} names ${end}, which is no construct`),
    ...(from === to ? [`the path ${from} -> ${to} leads to its own beginning`] : []),
    ...(interactions.has(to)
      ? [`the path ${from} -> ${to} leads to an interaction, which can only be a predictor`]
      : []),
  ]);
}

function idleFaults(model: PathModel): string[] {
  const used = new Set([
    ...model.paths.flatMap(({ from, to }) => [from, to]),
    ...model.interactions.flatMap(({ iv, moderator }) => [iv, moderator]),
  ]);
  return model.constructs
    .filter(({ name }) => !used.has(name))
    .map(({ name }) => `construct ${name} is in no path; give it one or remove it`);
}

/** The names of one cycle in walking order, or null: peels off constructs without predecessors (Kahn 1962). */
function cycle(paths: readonly Path[]): string[] | null {
  let rest = paths;
  for (;;) {
    const targets = new Set(rest.map(({ to }) => to));
    const next = rest.filter(({ from }) => targets.has(from));
    if (next.length === 0) return null;
    if (next.length === rest.length) break;
    rest = next;
  }
  const walk = [rest[0]!.to];
  for (;;) {
    const before = rest.find(({ to }) => to === walk[0])!.from;
    const seen = walk.indexOf(before);
    if (seen >= 0) return [before, ...walk.slice(0, seen + 1)];
    walk.unshift(before);
  }
}

function cycleFaults(model: PathModel): string[] {
  const found = cycle(model.paths);
  return found ? [`the paths form a cycle: ${found.join(' -> ')}; PLS estimates recursive models only`] : [];
}

/** What is wrong with a model beyond its form, one sentence a fault; empty when it can be estimated. */
export function modelFaults(model: PathModel): string[] {
  const faults = [...namingFaults(model), ...interactionFaults(model), ...pathFaults(model), ...idleFaults(model)];
  return faults.length > 0 ? faults : cycleFaults(model);
}
