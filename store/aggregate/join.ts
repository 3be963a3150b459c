import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { failedToParse, locationError } from '../errors.js';
import { changeAt } from '../query/path-change.js';
import type { Variables } from './evaluate.js';
import { fieldsOf } from './evaluate.js';
import { bindVariables, compileExpression, valueAt } from './expression.js';
import type { Stage, StageCompiler, StageContext } from './stage.js';

function stringField(fields: Document, name: string, stage: string): string {
  const value = fields[name];
  if (typeof value !== 'string')
    throw failedToParse(`${stage} argument '${name}' must be a string, is of type ${typeName(value)}`);
  return value;
}

/** The filter for documents whose `path` equals the local value, or one of them when it is an array. */
function equalityFilter(path: string, local: unknown): Document {
  if (!Array.isArray(local)) return { [path]: { $eq: local ?? null } };
  if (!local.some((each) => typeName(each) === 'regex')) return { [path]: { $in: local } };
  return { $or: local.map((each) => ({ [path]: { $eq: each } })) };
}

const fieldName = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\$[^$]/.test(value) ? value.slice(1) : undefined;

const indexable = new Set(['string', 'int', 'long', 'double', 'objectId', 'date', 'bool']);

/** The value of an operand that does not depend on the document, if an index can look it up. */
function constantOf(operand: unknown, variables: Variables): unknown {
  if (fieldName(operand) !== undefined || isDocument(operand) || Array.isArray(operand)) return undefined;
  const value = compileExpression(operand, variables)({ root: undefined, variables });
  return indexable.has(typeName(value)) ? value : undefined;
}

/** Conditions on fields that `{ $eq: ['$field', '$$variable'] }` inside an $expr implies; an index can answer them. */
function impliedEqualities(expression: unknown, variables: Variables): Document[] {
  if (!isDocument(expression)) return [];
  const { $and: all, $eq: pair } = expression;
  if (Array.isArray(all)) return all.flatMap((each) => impliedEqualities(each, variables));
  if (!Array.isArray(pair) || pair.length !== 2) return [];
  const [path, other] =
    fieldName(pair[0]) === undefined ? [fieldName(pair[1]), pair[0]] : [fieldName(pair[0]), pair[1]];
  const value = path === undefined ? undefined : constantOf(other, variables);
  return path === undefined || value === undefined ? [] : [{ [path]: { $eq: value } }];
}

/** What the engine can narrow by before the inner pipeline runs: the plain part of its leading $match. */
function narrowing(pipeline: unknown[], variables: Variables): Document[] {
  const [first] = pipeline;
  const match = isDocument(first) ? first['$match'] : undefined;
  if (!isDocument(match)) return [];
  const plain = Object.fromEntries(Object.entries(match).filter(([name]) => !name.startsWith('$')));
  const implied = impliedEqualities(match['$expr'], variables);
  return Object.keys(plain).length > 0 ? [plain, ...implied] : implied;
}

const conjunction = (filters: Document[]): Document => (filters.length > 1 ? { $and: filters } : (filters[0] ?? {}));

function pipelineOf(value: unknown, stage: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw failedToParse(`${stage} argument 'pipeline' must be an array`);
  return value;
}

const lookup: StageCompiler = (spec, context) => {
  const optional = ['localField', 'foreignField', 'let', 'pipeline'];
  const fields = fieldsOf(spec, '$lookup', ['from', 'as'], optional);
  const [from, as] = [stringField(fields, 'from', '$lookup'), stringField(fields, 'as', '$lookup')];
  const byField = 'localField' in fields || 'foreignField' in fields;
  if (!byField && !('pipeline' in fields))
    throw failedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField'");
  const local = byField ? stringField(fields, 'localField', '$lookup').split('.') : [];
  const foreign = byField ? stringField(fields, 'foreignField', '$lookup') : '';
  const bindings = fields['let'] ?? {};
  if (!isDocument(bindings)) throw failedToParse("$lookup argument 'let' must be an object");
  const pipeline = pipelineOf(fields['pipeline'], '$lookup');
  const place = { parts: as.split('.'), creates: true };
  // Compiled once with unbound variables, so that a faulty inner pipeline fails before any document is read.
  context.compile(pipeline, bindVariables(bindings, context.variables, {}));
  const joined = (document: Document): Document[] => {
    const variables = bindVariables(bindings, context.variables, document);
    const filters = byField ? [equalityFilter(foreign, valueAt(document, local))] : [];
    const found = context.find(from, conjunction([...filters, ...narrowing(pipeline, variables)]));
    return [...context.compile(pipeline, variables)(found)];
  };
  return function* (input) {
    for (const document of input) {
      const matches = joined(document);
      yield changeAt(document, place, () => matches);
    }
  };
};

const unionWith: StageCompiler = (spec, context) => {
  const fields = typeof spec === 'string' ? { coll: spec } : fieldsOf(spec, '$unionWith', ['coll'], ['pipeline']);
  const collection = stringField(fields, 'coll', '$unionWith');
  const pipeline = pipelineOf((fields as Document)['pipeline'], '$unionWith');
  const inner = context.compile(pipeline, context.variables);
  return function* (input) {
    yield* input;
    yield* inner(context.find(collection, conjunction(narrowing(pipeline, context.variables))));
  };
};

const facet: StageCompiler = (spec, context) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw locationError(40169, 'the $facet specification must be a non-empty object');
  const branches = Object.entries(spec).map(([name, pipeline]): [string, Stage] => {
    if (!Array.isArray(pipeline))
      throw locationError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(pipeline)}`);
    const banned = pipeline.find(
      (stage) => isDocument(stage) && ['$out', '$merge', '$facet', '$changeStream'].some((each) => each in stage),
    );
    if (banned)
      throw locationError(
        40600,
        `${Object.keys(banned as Document)[0]} is not allowed to be used within a $facet stage`,
      );
    return [name, context.compile(pipeline, context.variables)];
  });
  return function* (input) {
    const documents = [...input];
    yield Object.fromEntries(branches.map(([name, run]) => [name, [...run(documents)]]));
  };
};

/** $merge and $out: hand everything to the engine and give nothing back. */
const writing =
  (name: string): StageCompiler =>
  (spec, { write }: StageContext) => {
    if (!write) throw locationError(51047, `${name} is not allowed here`);
    return (input) => {
      write({ [name]: spec }, [...input]);
      return [];
    };
  };

/** The stages that read or write other collections, and $facet. */
export const joinStages: Record<string, StageCompiler> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $merge: writing('$merge'),
  $out: writing('$out'),
};
