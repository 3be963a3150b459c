import { showValue } from '../bson/show.js';
import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import {
  badValue,
  conflictingUpdateOperators,
  dollarPrefixedFieldName,
  emptyFieldName,
  failedToParse,
} from '../errors.js';
import { fieldOf, indexOf } from '../query/path.js';
import { fieldOperators, unknownModifier } from './operators.js';
import { changeAt, valueAtParts } from '../query/path-change.js';
import { checkIdentifiers, identifierOf } from './positional.js';
import type { ArrayFilters, Positions } from './positional.js';

/** One application of an update to one document. */
export interface Application {
  document: Document;
  positions: Positions;
  inserting: boolean;
  now: Date;
}

/** One operator on one path. `current` holds what earlier steps made of the document. */
interface Step {
  parts: string[];
  run(current: Document, application: Application): Document;
}

function partsOf(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes(''))
    throw emptyFieldName(`The update path '${path}' contains an empty field name, which is not allowed.`);
  for (const [at, part] of parts.entries()) {
    if (!part.startsWith('$')) continue;
    if (part !== '$' && identifierOf(part) === undefined)
      throw dollarPrefixedFieldName(
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    if (at === 0)
      throw badValue(`Cannot have array filter identifier or positional operator at the start of path '${path}'`);
    if (part === '$' && parts.indexOf('$') !== at)
      throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  return parts;
}

function fieldStep(name: string, path: string, argument: unknown): Step {
  const parts = partsOf(path);
  const operator = (fieldOperators[name] as (typeof fieldOperators)[string])(argument, path);
  return {
    parts,
    run: (current, application) => {
      if (name === '$setOnInsert' && !application.inserting) return current;
      const context = { document: application.document, path, now: application.now };
      return application.positions
        .resolve(parts, current)
        .reduce(
          (document, resolved) =>
            changeAt(document, { parts: resolved, creates: operator.creates }, (old) => operator.change(old, context)),
          current,
        );
    },
  };
}

function refuseArrays(document: Document, parts: string[], role: string): void {
  for (let length = 1; length < parts.length; length++) {
    const value = valueAtParts(document, parts.slice(0, length));
    if (Array.isArray(value))
      throw badValue(
        `The ${role} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${showValue(document['_id'])} has an array field called '${parts[length - 1]}'`,
      );
  }
}

function renameSteps(from: string, to: unknown): Step[] {
  if (typeof to !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${from}: ${showValue(to)}`);
  if (from === to) throw badValue(`The source and target field for $rename must differ: ${from}: "${to}"`);
  const [source, target] = [partsOf(from), partsOf(to)];
  if ([...source, ...target].some((part) => part.startsWith('$')))
    throw badValue(`The source and target field for $rename may not be dynamic: ${from}: "${to}"`);
  const move = (current: Document): Document => {
    const value = valueAtParts(current, source);
    if (value === undefined) return current;
    refuseArrays(current, source, 'source');
    refuseArrays(current, target, 'destination');
    const without = changeAt(current, { parts: source, creates: false }, () => undefined);
    return changeAt(without, { parts: target, creates: true }, () => value);
  };
  return [
    { parts: source, run: (current) => current },
    { parts: target, run: move },
  ];
}

function stepsOf(update: Document): Step[] {
  return Object.entries(update).flatMap(([name, fields]) => {
    if (name !== '$rename' && !fieldOf(fieldOperators, name)) throw unknownModifier(name);
    if (!isDocument(fields))
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${showValue(fields)}}`,
      );
    return Object.entries(fields).flatMap(([path, argument]) =>
      name === '$rename' ? renameSteps(path, argument) : [fieldStep(name, path, argument)],
    );
  });
}

/** MongoDB's order of writes: by path, numbers by value. */
function comparePaths(a: string[], b: string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [left, right] = [a[at] as string, b[at] as string];
    if (left === right) continue;
    const [leftIndex, rightIndex] = [indexOf(left), indexOf(right)];
    if (leftIndex >= 0 && rightIndex >= 0) return leftIndex - rightIndex;
    if (leftIndex >= 0 || rightIndex >= 0) return leftIndex >= 0 ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function checkConflicts(sorted: Step[]): void {
  for (let at = 1; at < sorted.length; at++) {
    const [before, after] = [(sorted[at - 1] as Step).parts, (sorted[at] as Step).parts];
    if (before.every((part, index) => part === after[index]))
      throw conflictingUpdateOperators(
        `Updating the path '${after.join('.')}' would create a conflict at '${before.join('.')}'`,
      );
  }
}

/** Compiles an update made of operators to a function from a document (never changed) to its successor. */
export function compileModifiers(update: Document, filters: ArrayFilters): (application: Application) => Document {
  const steps = stepsOf(update).sort((a, b) => comparePaths(a.parts, b.parts));
  checkConflicts(steps);
  checkIdentifiers(
    steps.map((step) => step.parts),
    filters,
    update,
  );
  return (application) => steps.reduce((current, step) => step.run(current, application), application.document);
}
