import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, commandNotSupported } from '../errors.js';
import { compileExpression, startVariables } from '../aggregate/expression.js';
import type { Variables } from '../aggregate/evaluate.js';
import { arrayOperators, equality, isTruthy, literal, membership, regexTest, valueOperators } from './operators.js';
import type { ValueTest } from './operators.js';
import { fieldOf, walkPath } from './path.js';
import type { Walk } from './path.js';

/** What a filter may refer to besides the document: `let` variables and the command's clock. */
export interface FilterOptions {
  let?: Document | undefined;
  now?: Date | undefined;
  /** Variables already evaluated; they take the place of `let` and `now`. */
  variables?: Variables | undefined;
}

/** Which array element satisfied the filter, for the positional `$`. */
export interface MatchDetails {
  position?: number | undefined;
}

/** A compiled filter; fills `details` when given and the filter matches. */
export type Matcher = (document: Document, details?: MatchDetails) => boolean;

/** A condition on one field, applicable along a path or (inside $elemMatch) to one value. */
type Condition =
  | { kind: 'test'; test: ValueTest; leaf: Walk['leaf'] }
  | { kind: 'elements'; find: (array: unknown[]) => number }
  | { kind: 'not'; of: Condition[] }
  | { kind: 'all'; of: Condition[] };

const refused = new Set(
  (
    '$where $text $jsonSchema $near $nearSphere $geoWithin $geoIntersects $within $maxDistance $minDistance ' +
    '$uniqueDocs $bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear $sampleRate'
  ).split(' '),
);

function unknownOperator(name: string, message: string): Error {
  return refused.has(name) ? commandNotSupported(`${name} is not supported by this store`) : badValue(message);
}

const test = (of: ValueTest, leaf: Walk['leaf'] = 'both'): Condition => ({ kind: 'test', test: of, leaf });
const never = test(() => false);

function holdsFor(condition: Condition, value: unknown): boolean {
  switch (condition.kind) {
    case 'test':
      return condition.test(value);
    case 'elements':
      return Array.isArray(value) && condition.find(value) >= 0;
    case 'not':
      return !condition.of.every((each) => holdsFor(each, value));
    case 'all':
      return condition.of.every((each) => holdsFor(each, value));
  }
}

function elementsAlong(parts: string[], find: (array: unknown[]) => number): Matcher {
  return (document, details) =>
    walkPath(document, {
      parts,
      leaf: 'whole',
      visit: (value, position) => {
        const found = Array.isArray(value) ? find(value) : -1;
        if (found >= 0 && details) details.position = position ?? found;
        return found >= 0;
      },
    });
}

function testAlong(parts: string[], of: ValueTest, leaf: Walk['leaf']): Matcher {
  return (document, details) =>
    walkPath(document, {
      parts,
      leaf,
      visit: (value, position) => {
        if (!of(value)) return false;
        if (details && position !== undefined) details.position = position;
        return true;
      },
    });
}

function along(parts: string[], condition: Condition): Matcher {
  if (condition.kind === 'test') return testAlong(parts, condition.test, condition.leaf);
  if (condition.kind === 'elements') return elementsAlong(parts, condition.find);
  const every = conjunction(condition.of.map((each) => along(parts, each)));
  return condition.kind === 'all' ? every : (document) => !every(document);
}

function conjunction(matchers: Matcher[]): Matcher {
  if (matchers.length === 1) return matchers[0] as Matcher;
  return (document, details) => {
    for (const matcher of matchers) if (!matcher(document, details)) return false;
    return true;
  };
}

/** True for `{ $gt: 1 }`-like values; a DBRef (`$ref`, `$id`) is a literal. */
const isOperators = (value: unknown): value is Document => {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db';
};

const logical = new Set(['$and', '$or', '$nor', '$expr']);

function elemMatch(operand: unknown, options: FilterOptions): Condition {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object');
  const first = Object.keys(operand)[0] ?? '';
  if (isOperators(operand) && !logical.has(first)) {
    const conditions = conditionsOf(operand, options);
    return {
      kind: 'elements',
      find: (array) => array.findIndex((element) => conditions.every((each) => holdsFor(each, element))),
    };
  }
  const matcher = compileMatcher(operand, options);
  const matches = (element: unknown): boolean =>
    isDocument(element) ? matcher(element) : Array.isArray(element) && matcher({ ...element } as Document);
  return { kind: 'elements', find: (array) => array.findIndex(matches) };
}

function all(operand: unknown, options: FilterOptions): Condition {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return never;
  const of = operand.map((each) => {
    if (isOperators(each)) {
      if (Object.keys(each)[0] !== '$elemMatch') throw badValue('no $ expressions in $all');
      return elemMatch(each['$elemMatch'], options);
    }
    return test(literal(each));
  });
  return { kind: 'all', of };
}

function negation(operand: unknown, options: FilterOptions): Condition {
  if (typeName(operand) === 'regex') return { kind: 'not', of: [test(literal(operand))] };
  if (!isDocument(operand)) throw badValue('$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw badValue('$not cannot be empty');
  return { kind: 'not', of: conditionsOf(operand, options) };
}

const composed: Record<string, (operand: unknown, options: FilterOptions, siblings: Document) => Condition | null> = {
  $ne: (operand) => {
    if (typeName(operand) === 'regex') throw badValue("Can't have regex as arg to $ne.");
    return { kind: 'not', of: [test(equality(operand))] };
  },
  $nin: (operand) => ({ kind: 'not', of: [test(membership('$nin', operand))] }),
  $exists: (operand) => {
    const exists = test((value) => value !== undefined);
    return isTruthy(operand) ? exists : { kind: 'not', of: [exists] };
  },
  $not: negation,
  $all: all,
  $elemMatch: elemMatch,
  $regex: (operand, _, siblings) => test(regexTest(operand, siblings['$options'])),
  $options: (_, __, siblings) => {
    if (!('$regex' in siblings)) throw badValue('$options needs a $regex');
    return null;
  },
  $comment: () => null,
};

function conditionsOf(operators: Document, options: FilterOptions): Condition[] {
  return Object.entries(operators).flatMap(([name, operand]) => {
    const value = fieldOf(valueOperators, name);
    if (value) return [test(value(operand))];
    const array = fieldOf(arrayOperators, name);
    if (array) return [test(array(operand), 'whole')];
    const compose = fieldOf(composed, name);
    if (!compose) throw unknownOperator(name, `unknown operator: ${name}`);
    return compose(operand, options, operators) ?? [];
  });
}

function branches(name: string, operand: unknown, options: FilterOptions): Matcher[] {
  if (!Array.isArray(operand)) throw badValue(`${name} must be an array`);
  if (operand.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return operand.map((each) => {
    if (!isDocument(each)) throw badValue('$or/$and/$nor entries need to be full objects');
    return compileMatcher(each, options);
  });
}

const topLevel: Record<string, (operand: unknown, options: FilterOptions) => Matcher> = {
  $and: (operand, options) => conjunction(branches('$and', operand, options)),
  $or: (operand, options) => {
    const any = branches('$or', operand, options);
    return (document, details) => any.some((matcher) => matcher(document, details));
  },
  $nor: (operand, options) => {
    const any = branches('$nor', operand, options);
    return (document) => !any.some((matcher) => matcher(document));
  },
  $expr: (operand, options) => {
    const variables = options.variables ?? startVariables(options);
    const evaluate = compileExpression(operand, variables);
    return (document) => isTruthy(evaluate({ root: document, variables }));
  },
  $comment: () => () => true,
  $alwaysTrue: () => () => true,
  $alwaysFalse: () => () => false,
};

function fieldMatcher(path: string, operand: unknown, options: FilterOptions): Matcher {
  const parts = path.split('.');
  if (!isOperators(operand)) return along(parts, test(literal(operand)));
  return conjunction(conditionsOf(operand, options).map((condition) => along(parts, condition)));
}

/** Compiles a filter to a matcher that can also tell the matching array position. Errors as {@link compileFilter}. */
export function compileMatcher(filter: Document, options: FilterOptions = {}): Matcher {
  const matchers = Object.entries(filter).map(([name, operand]): Matcher => {
    if (!name.startsWith('$')) return fieldMatcher(name, operand, options);
    const compile = fieldOf(topLevel, name);
    if (!compile)
      throw unknownOperator(
        name,
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
    return compile(operand, options);
  });
  return conjunction(matchers);
}

/**
 * Compiles a MongoDB filter to a predicate. Throws BadValue (2) for unknown operators or bad arguments and
 * CommandNotSupported (115) for operators outside the subset.
 */
export function compileFilter(filter: Document, options: FilterOptions = {}): (document: Document) => boolean {
  const matcher = compileMatcher(filter, options);
  return (document) => matcher(document);
}
