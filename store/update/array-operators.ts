import { compareValues, equalValues } from '../bson/compare.js';
import { toIndex } from '../bson/numbers.js';
import { showValue } from '../bson/show.js';
import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, failedToParse, typeMismatch } from '../errors.js';
import { compileMatcher } from '../query/matcher.js';
import { compileSort } from '../query/sort.js';
import { shownId } from './field-operator.js';
import type { ChangeContext, FieldOperatorCompiler } from './field-operator.js';

const clauses = new Set(['$each', '$slice', '$sort', '$position']);

function requireArray(old: unknown, { document, path }: ChangeContext): unknown[] {
  if (old === undefined) return [];
  if (Array.isArray(old)) return old;
  throw badValue(
    `The field '${path}' must be an array but is of type ${typeName(old)} in document ${shownId(document)}`,
  );
}

function eachOf(argument: Document, name: string): unknown[] {
  if (!Array.isArray(argument['$each']))
    throw typeMismatch(
      `The argument to $each in ${name} must be an array but it was of type ${typeName(argument['$each'])}`,
    );
  return argument['$each'];
}

function wholeClause(argument: Document, clause: string): number | undefined {
  if (!(clause in argument)) return undefined;
  const whole = toIndex(argument[clause]);
  if (whole === undefined)
    throw badValue(
      `The value for ${clause} must be an integer value but was given type: ${typeName(argument[clause])}`,
    );
  return whole;
}

function sorter(argument: Document): ((array: unknown[]) => void) | undefined {
  if (!('$sort' in argument)) return undefined;
  const spec = argument['$sort'];
  if (isDocument(spec) && Object.keys(spec).length > 0) {
    const compare = compileSort(spec);
    const asDocument = (value: unknown): Document => (isDocument(value) ? value : {});
    return (array) => {
      const wrapped = array.map((value) => [asDocument(value), value] as const);
      wrapped.sort(([a], [b]) => compare(a, b));
      array.splice(0, array.length, ...wrapped.map(([, value]) => value));
    };
  }
  const direction = toIndex(spec);
  if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1');
  return (array) => void array.sort((a, b) => compareValues(a, b) * direction);
}

function sliced(array: unknown[], count: number | undefined): unknown[] {
  if (count === undefined) return array;
  if (count === 0) return [];
  return count > 0 ? array.slice(0, count) : array.slice(count);
}

const push: FieldOperatorCompiler = (argument) => {
  const modified = isDocument(argument) && '$each' in argument;
  const clause = modified ? Object.keys(argument).find((name) => !clauses.has(name)) : undefined;
  if (clause) throw badValue(`Unrecognized clause in $push: ${clause}`);
  const added = modified ? eachOf(argument, '$push') : [argument];
  const position = modified ? wholeClause(argument, '$position') : undefined;
  const count = modified ? wholeClause(argument, '$slice') : undefined;
  const sort = modified ? sorter(argument) : undefined;
  return {
    creates: true,
    change: (old, context) => {
      const array = [...requireArray(old, context)];
      array.splice(position ?? array.length, 0, ...added);
      sort?.(array);
      const result = sliced(array, count);
      const same = Array.isArray(old) && result.length === old.length && result.every((value, at) => value === old[at]);
      return same ? old : result;
    },
  };
};

const addToSet: FieldOperatorCompiler = (argument) => {
  const modified = isDocument(argument) && Object.keys(argument)[0] === '$each';
  if (modified && Object.keys(argument).length > 1) throw badValue('Found unexpected fields after $each in $addToSet');
  const wanted = modified ? eachOf(argument, '$addToSet') : [argument];
  return {
    creates: true,
    change: (old, context) => {
      const array = [...requireArray(old, context)];
      const before = array.length;
      for (const value of wanted) if (!array.some((each) => equalValues(each, value))) array.push(value);
      return old !== undefined && array.length === before ? old : array;
    },
  };
};

function pullTest(argument: unknown): (value: unknown) => boolean {
  if (isDocument(argument) && !Object.keys(argument)[0]?.startsWith('$')) {
    const matcher = compileMatcher(argument);
    return (value) => isDocument(value) && matcher(value);
  }
  if (!isDocument(argument) && typeName(argument) !== 'regex') return (value) => equalValues(value, argument);
  const matcher = compileMatcher({ value: argument });
  return (value) => matcher({ value });
}

const removal =
  (name: string, goes: (argument: unknown) => (value: unknown) => boolean): FieldOperatorCompiler =>
  (argument) => {
    const test = goes(argument);
    return {
      creates: false,
      change: (old) => {
        if (old === undefined) return old;
        if (!Array.isArray(old)) throw badValue(`Cannot apply ${name} to a non-array value`);
        const kept = old.filter((value) => !test(value));
        return kept.length === old.length ? old : kept;
      },
    };
  };

const pop: FieldOperatorCompiler = (argument) => {
  const end = toIndex(argument);
  if (end !== 1 && end !== -1) throw failedToParse(`$pop expects 1 or -1, found: ${showValue(argument)}`);
  return {
    creates: false,
    change: (old, { path }) => {
      if (old === undefined) return old;
      if (!Array.isArray(old))
        throw typeMismatch(`Path '${path}' contains an element of non-array type '${typeName(old)}'`);
      if (old.length === 0) return old;
      return end === 1 ? old.slice(0, -1) : old.slice(1);
    },
  };
};

/** The update operators on arrays. */
export const arrayUpdateOperators: Record<string, FieldOperatorCompiler> = {
  $push: push,
  $addToSet: addToSet,
  $pull: removal('$pull', pullTest),
  $pullAll: removal('$pullAll', (argument) => {
    if (!Array.isArray(argument))
      throw badValue(`$pullAll requires an array argument but was given a ${typeName(argument)}`);
    return (value) => argument.some((each) => equalValues(each, value));
  }),
  $pop: pop,
};
