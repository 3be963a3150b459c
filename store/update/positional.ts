import { showDocument, showValue } from '../bson/show.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, failedToParse } from '../errors.js';
import { compileMatcher } from '../query/matcher.js';
import type { FilterOptions, MatchDetails, Matcher } from '../query/matcher.js';
import { valueAtParts } from '../query/path-change.js';

/** The compiled conditions of `$[identifier]`, by identifier. */
export type ArrayFilters = Map<string, Matcher>;

const identifierPattern = /^\$\[(.*)\]$/;

function topLevelNames(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] as string];
    return Array.isArray(value) ? value.filter(isDocument).flatMap(topLevelNames) : [];
  });
}

/** Compiles array filters; FailedToParse (9) or BadValue (2) when one has no single valid identifier. */
export function compileArrayFilters(filters: Document[], options: FilterOptions): ArrayFilters {
  const compiled: ArrayFilters = new Map();
  for (const filter of filters) {
    const [name, other] = new Set(topLevelNames(filter));
    if (name === undefined)
      throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
    if (other !== undefined)
      throw failedToParse(
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${other}'`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (compiled.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    compiled.set(name, compileMatcher(filter, options));
  }
  return compiled;
}

/** The identifier of a `$[identifier]` segment ('' for `$[]`), or undefined for any other segment. */
export const identifierOf = (part: string): string | undefined => identifierPattern.exec(part)?.[1];

/** Checks that paths and array filters name the same identifiers. */
export function checkIdentifiers(paths: string[][], filters: ArrayFilters, update: Document): void {
  const used = new Set<string>();
  for (const parts of paths)
    for (const identifier of parts.map(identifierOf)) {
      if (!identifier) continue;
      if (!filters.has(identifier))
        throw badValue(`No array filter found for identifier '${identifier}' in path '${parts.join('.')}'`);
      used.add(identifier);
    }
  for (const identifier of filters.keys())
    if (!used.has(identifier))
      throw failedToParse(
        `The array filter for identifier '${identifier}' was not used in the update ${showDocument(update)}`,
      );
}

/** Resolves the positional segments of update paths against one document. */
export class Positions {
  private position: number | undefined;
  private known = false;

  constructor(
    private readonly document: Document,
    private readonly matcher: () => Matcher,
    private readonly filters: ArrayFilters,
  ) {}

  private matched(): string {
    if (!this.known) {
      const details: MatchDetails = {};
      if (this.matcher()(this.document, details)) this.position = details.position;
      this.known = true;
    }
    if (this.position === undefined)
      throw badValue('The positional operator did not find the match needed from the query.');
    return String(this.position);
  }

  /** Every path of real field names and indexes that `parts` stands for in `current`. */
  resolve(parts: string[], current: Document): string[][] {
    let resolved: string[][] = [[]];
    for (const part of parts) {
      const identifier = identifierOf(part);
      if (identifier !== undefined) resolved = resolved.flatMap((prefix) => this.elements(prefix, identifier, current));
      else {
        const name = part === '$' ? this.matched() : part;
        resolved = resolved.map((prefix) => [...prefix, name]);
      }
    }
    return resolved;
  }

  private elements(prefix: string[], identifier: string, current: Document): string[][] {
    const array = valueAtParts(current, prefix);
    const path = prefix.join('.');
    if (array === undefined)
      throw badValue(`The path '${path}' must exist in the document in order to apply array updates.`);
    if (!Array.isArray(array))
      throw badValue(`Cannot apply array updates to non-array element ${prefix.at(-1)}: ${showValue(array)}`);
    const matches = this.filters.get(identifier);
    return array.flatMap((element, index) =>
      !matches || matches({ [identifier]: element }) ? [[...prefix, String(index)]] : [],
    );
  }
}
