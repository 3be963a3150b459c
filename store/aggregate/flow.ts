import { toIndex } from '../bson/numbers.js';
import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { locationError } from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import { fieldOf, setField } from '../query/path.js';
import { changeAt } from '../query/path-change.js';
import { compileSort } from '../query/sort.js';
import { fieldsOf, isNullish } from './evaluate.js';
import { compileExpression } from './expression.js';
import type { StageCompiler } from './stage.js';

const match: StageCompiler = (spec, { variables }) => {
  if (!isDocument(spec)) throw locationError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(spec, { variables });
  return function* (input) {
    for (const document of input) if (matches(document)) yield document;
  };
};

const sort: StageCompiler = (spec) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw locationError(15976, '$sort stage must have at least one sort key');
  const compare = compileSort(spec);
  return function* (input) {
    yield* [...input].sort(compare);
  };
};

const limit: StageCompiler = (spec) => {
  const count = toIndex(spec);
  if (count === undefined || count <= 0) throw locationError(15958, 'the limit must be positive');
  return function* (input) {
    let left = count;
    for (const document of input) {
      yield document;
      if (--left === 0) return;
    }
  };
};

const skip: StageCompiler = (spec) => {
  const count = toIndex(spec);
  if (count === undefined || count < 0)
    throw locationError(5107200, 'invalid argument to $skip stage: Expected a non-negative number');
  return function* (input) {
    let left = count;
    for (const document of input) if (left-- <= 0) yield document;
  };
};

const count: StageCompiler = (spec) => {
  if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.'))
    throw locationError(40156, 'the count field must be a non-empty string without dots that does not start with $');
  return function* (input) {
    let total = 0;
    for (const _ of input) total++;
    if (total > 0) yield { [spec]: total };
  };
};

function valueBelow(document: Document, parts: string[]): unknown {
  let value: unknown = document;
  for (const part of parts) value = isDocument(value) ? fieldOf(value, part) : undefined;
  return value;
}

const unwind: StageCompiler = (spec) => {
  const optional = ['includeArrayIndex', 'preserveNullAndEmptyArrays'];
  const fields = typeof spec === 'string' ? { path: spec } : fieldsOf(spec, '$unwind', ['path'], optional);
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: preserve } = fields as Document;
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw locationError(28818, `path option to $unwind stage should be prefixed with a '$': ${String(path)}`);
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === '' || indexField.startsWith('$')))
    throw locationError(28822, 'includeArrayIndex option to $unwind stage should not be prefixed with a $ or be empty');
  const parts = path.slice(1).split('.');
  const numbered = (document: Document, index: bigint | null): Document =>
    indexField === undefined
      ? document
      : changeAt(document, { parts: indexField.split('.'), creates: true }, () => index);
  const replaced = (document: Document, value: unknown): Document =>
    changeAt(document, { parts, creates: value !== undefined }, () => value);
  return function* (input) {
    for (const document of input) {
      const value = valueBelow(document, parts);
      const empty = isNullish(value) || (Array.isArray(value) && value.length === 0);
      if (empty && preserve === true)
        yield numbered(Array.isArray(value) ? replaced(document, undefined) : document, null);
      else if (Array.isArray(value))
        for (const [at, each] of value.entries()) yield numbered(replaced(document, each), BigInt(at));
      else if (!empty) yield numbered(document, null);
    }
  };
};

const sample: StageCompiler = (spec) => {
  const size = toIndex(fieldsOf(spec, '$sample', ['size'])['size']);
  if (size === undefined || size < 1) throw locationError(28747, 'size argument to $sample must be a positive integer');
  return function* (input) {
    const pool = [...input];
    for (let left = Math.min(size, pool.length); left > 0; left--) {
      const [picked] = pool.splice(Math.floor(Math.random() * pool.length), 1);
      yield picked as Document;
    }
  };
};

const documents: StageCompiler = (spec, { variables }) => {
  const list = compileExpression(spec, variables)({ root: {}, variables });
  if (!Array.isArray(list) || !list.every(isDocument))
    throw locationError(5858203, `$documents needs an array of documents, found ${typeName(list)}`);
  return () => list.map((each) => copy(each));
};

function copy(document: Document): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) setField(result, name, value);
  return result;
}

/** The stages that choose, order, count and unfold documents. */
export const flowStages: Record<string, StageCompiler> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $sample: sample,
  $documents: documents,
};
