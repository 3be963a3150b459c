import { compareValues } from '../bson/compare.js';
import { indexKey } from '../bson/index-key.js';
import { toIndex } from '../bson/numbers.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { commandNotSupported, failedToParse, locationError } from '../errors.js';
import { fieldOf, setField } from '../query/path.js';
import { compileSort } from '../query/sort.js';
import { accumulators, limitedAccumulators, percentiles } from './accumulators.js';
import type { Accumulator } from './accumulators.js';
import { fieldsOf } from './evaluate.js';
import type { Evaluate, Variables } from './evaluate.js';
import { compileExpression } from './expression.js';
import type { Stage, StageCompiler, StageContext } from './stage.js';

/** An accumulator fed with documents. */
export interface DocumentAccumulator {
  add(document: Document): void;
  result(): unknown;
}

type Factory = () => DocumentAccumulator;

const feed =
  (make: () => Accumulator, evaluate: Evaluate, variables: Variables): Factory =>
  () => {
    const inner = make();
    return { add: (root) => inner.add(evaluate({ root, variables })), result: () => inner.result() };
  };

function countOf(value: unknown, name: string, variables: Variables): number {
  const count = toIndex(compileExpression(value, variables)({ root: undefined, variables }));
  if (count === undefined || count < 1) throw locationError(5787908, `'n' must be a positive integer in ${name}`);
  return count;
}

/** $top, $bottom and their N forms: outputs of the first documents in an order. */
function ranked(name: string, operand: unknown, variables: Variables): Factory {
  const many = name.endsWith('N');
  const fields = fieldsOf(operand, name, many ? ['n', 'sortBy', 'output'] : ['sortBy', 'output']);
  if (!isDocument(fields['sortBy'])) throw failedToParse(`${name} needs 'sortBy' to be an object`);
  const count = many ? countOf(fields['n'], name, variables) : 1;
  const output = compileExpression(fields['output'], variables);
  const compare = compileSort(fields['sortBy']);
  return () => {
    const documents: Document[] = [];
    return {
      add: (document) => void documents.push(document),
      result: () => {
        const sorted = [...documents].sort(compare);
        const kept = name.startsWith('$top') ? sorted.slice(0, count) : sorted.slice(-count);
        const values = kept.map((root) => output({ root, variables }) ?? null);
        return many ? values : values[0];
      },
    };
  };
}

function percentile(name: string, operand: unknown, variables: Variables): Factory {
  const fields = fieldsOf(operand, name, name === '$median' ? ['input', 'method'] : ['input', 'method', 'p']);
  const wanted = name === '$median' ? [0.5] : compileExpression(fields['p'], variables)({ root: undefined, variables });
  percentiles([], wanted);
  const collect = (): Accumulator => {
    const values: unknown[] = [];
    const result = (): unknown => (name === '$median' ? percentiles(values, wanted)[0] : percentiles(values, wanted));
    return { add: (value) => void values.push(value), result };
  };
  return feed(collect, compileExpression(fields['input'], variables), variables);
}

function counting(): DocumentAccumulator {
  let count = 0;
  return { add: () => void count++, result: () => count };
}

const special: Record<string, (name: string, operand: unknown, variables: Variables) => Factory> = {
  $count: (name, operand) => {
    fieldsOf(operand, name, []);
    return counting;
  },
  $top: ranked,
  $topN: ranked,
  $bottom: ranked,
  $bottomN: ranked,
  $median: percentile,
  $percentile: percentile,
};

const refused = new Set([
  '$accumulator',
  '$function',
  '$covariancePop',
  '$covarianceSamp',
  '$concatArrays',
  '$setUnion',
]);

/** Compiles `{ $sum: '$amount' }` and the like; Location15952 for an unknown accumulator. */
export function compileAccumulator(name: string, operand: unknown, variables: Variables): Factory {
  const plain = fieldOf(accumulators, name);
  if (plain) return feed(plain, compileExpression(operand, variables), variables);
  const limited = fieldOf(limitedAccumulators, name);
  if (limited) {
    const { n, input } = fieldsOf(operand, name, ['n', 'input']);
    const count = countOf(n, name, variables);
    return feed(() => limited(count), compileExpression(input, variables), variables);
  }
  const compile = fieldOf(special, name);
  if (compile) return compile(name, operand, variables);
  if (refused.has(name)) throw commandNotSupported(`accumulator ${name} is not supported by this store`);
  throw locationError(15952, `unknown group operator '${name}'`);
}

type Outputs = [field: string, make: Factory][];

function compileOutputs(spec: Document, variables: Variables): Outputs {
  return Object.entries(spec).map(([field, value]) => {
    if (field.includes('.')) throw locationError(40235, `The field name '${field}' cannot contain '.'`);
    if (field.startsWith('$')) throw locationError(40236, `The field name '${field}' cannot be an operator name`);
    if (!isDocument(value)) throw locationError(40234, `The field '${field}' must be an accumulator object`);
    const [entry, ...others] = Object.entries(value);
    if (!entry || others.length > 0) throw locationError(40238, `The field '${field}' must specify one accumulator`);
    return [field, compileAccumulator(entry[0], entry[1], variables)];
  });
}

/** One group in the making. */
class Group {
  private readonly fields: [string, DocumentAccumulator][];

  constructor(
    readonly id: unknown,
    outputs: Outputs,
  ) {
    this.fields = outputs.map(([field, make]) => [field, make()]);
  }

  add(document: Document): void {
    for (const [, accumulator] of this.fields) accumulator.add(document);
  }

  finish(): Document {
    const result: Document = { _id: this.id };
    for (const [field, accumulator] of this.fields) setField(result, field, accumulator.result() ?? null);
    return result;
  }
}

const group: StageCompiler = (spec, { variables }) => {
  if (!isDocument(spec)) throw locationError(15947, "a group's fields must be specified in an object");
  if (!('_id' in spec)) throw locationError(15955, 'a group specification must include an _id');
  const { _id, ...fields } = spec;
  const idOf = compileExpression(_id, variables);
  const outputs = compileOutputs(fields, variables);
  return function* (input) {
    const groups = new Map<string, Group>();
    for (const document of input) {
      const id = idOf({ root: document, variables }) ?? null;
      const key = indexKey(id);
      let found = groups.get(key);
      if (!found) groups.set(key, (found = new Group(id, outputs)));
      found.add(document);
    }
    for (const each of groups.values()) yield each.finish();
  };
};

const countOnly: Document = { count: { $sum: 1 } };

function outputsOf(value: unknown, variables: Variables): Outputs {
  if (value !== undefined && !isDocument(value)) throw locationError(40196, "the 'output' field must be an object");
  return compileOutputs(value ?? countOnly, variables);
}

const bucket: StageCompiler = (spec, { variables }) => {
  const fields = fieldsOf(spec, '$bucket', ['groupBy', 'boundaries'], ['default', 'output']);
  const boundaries = fields['boundaries'];
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw locationError(40192, "The $bucket 'boundaries' field must be an array of at least two values");
  if (boundaries.some((each, at) => at > 0 && compareValues(boundaries[at - 1], each) >= 0))
    throw locationError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order");
  const evaluate = compileExpression(fields['groupBy'], variables);
  const outputs = outputsOf(fields['output'], variables);
  const place = (value: unknown): unknown => {
    const after = boundaries.findIndex((each) => compareValues(value, each) < 0);
    if (after > 0) return boundaries[after - 1];
    if (!('default' in fields))
      throw locationError(
        40066,
        '$bucket could not place a document: it falls outside the boundaries and there is no default',
      );
    return fields['default'];
  };
  return function* (input) {
    const groups = new Map<string, Group>();
    for (const document of input) {
      const id = place(evaluate({ root: document, variables }) ?? null);
      const key = indexKey(id);
      let found = groups.get(key);
      if (!found) groups.set(key, (found = new Group(id, outputs)));
      found.add(document);
    }
    for (const [, each] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) yield each.finish();
  };
};

const bucketAuto: StageCompiler = (spec, { variables }) => {
  const fields = fieldsOf(spec, '$bucketAuto', ['groupBy', 'buckets'], ['output', 'granularity']);
  if ('granularity' in fields) throw commandNotSupported("$bucketAuto's granularity is not supported by this store");
  const buckets = toIndex(fields['buckets']);
  if (buckets === undefined || buckets < 1)
    throw locationError(40243, "The $bucketAuto 'buckets' field must be a positive integer");
  const evaluate = compileExpression(fields['groupBy'], variables);
  const outputs = outputsOf(fields['output'], variables);
  return (input) => {
    const keyed = [...input].map((document) => ({ document, key: evaluate({ root: document, variables }) ?? null }));
    return spread(
      keyed.sort((a, b) => compareValues(a.key, b.key)),
      buckets,
      outputs,
    );
  };
};

/** Fills buckets of near equal size in order; equal keys stay together. */
function* spread(
  sorted: { document: Document; key: unknown }[],
  buckets: number,
  outputs: Outputs,
): Generator<Document> {
  let at = 0;
  for (let left = buckets; left > 0 && at < sorted.length; left--) {
    const start = at;
    const found = new Group(null, outputs);
    const size = Math.max(1, Math.round((sorted.length - start) / left));
    const last = (): boolean => at - start >= size && compareValues(sorted[at - 1]?.key, sorted[at]?.key) !== 0;
    while (at < sorted.length && (left === 1 || !last())) found.add((sorted[at++] as { document: Document }).document);
    const { _id, ...rest } = found.finish();
    yield { _id: { min: sorted[start]?.key, max: (sorted[at] ?? sorted[at - 1])?.key }, ...rest };
  }
}

const sortByCount: StageCompiler = (spec, context: StageContext): Stage => {
  const grouped = group({ _id: spec, ...countOnly }, context);
  const compare = compileSort({ count: -1 });
  return (input) => [...grouped(input)].sort(compare);
};

/** The stages that group documents. */
export const groupStages: Record<string, StageCompiler> = {
  $group: group,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $sortByCount: sortByCount,
};
