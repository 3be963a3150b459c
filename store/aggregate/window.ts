import { compareValues } from '../bson/compare.js';
import { indexKey } from '../bson/index-key.js';
import { add, isNumeric, toIndex } from '../bson/numbers.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { commandNotSupported, failedToParse, locationError } from '../errors.js';
import { valueAtParts, changeAt } from '../query/path-change.js';
import { fieldOf } from '../query/path.js';
import { compileSort, parseSort } from '../query/sort.js';
import { fieldsOf } from './evaluate.js';
import type { Variables } from './evaluate.js';
import { compileExpression } from './expression.js';
import { compileAccumulator } from './group.js';
import { shiftDate, unitOf } from './operators/date.js';
import type { StageCompiler } from './stage.js';

/** The value of one output for every document of a sorted partition. */
type WindowFunction = (partition: Document[]) => unknown[];

interface Ordering {
  sortBy: Document | undefined;
  variables: Variables;
}

function rank(dense: boolean) {
  return (_: unknown, { sortBy }: Ordering): WindowFunction => {
    if (!sortBy) throw locationError(5371602, 'a rank-style window function needs a sortBy');
    const compare = compileSort(sortBy);
    return (partition) => {
      let current = 0;
      return partition.map((document, at) => {
        const before = partition[at - 1];
        if (!before || compare(before, document) !== 0) current = dense ? current + 1 : at + 1;
        return current;
      });
    };
  };
}

function shift(operand: unknown, { sortBy, variables }: Ordering): WindowFunction {
  const fields = fieldsOf(operand, '$shift', ['output', 'by'], ['default']);
  const by = toIndex(fields['by']);
  if (by === undefined) throw failedToParse("$shift needs 'by' to be an integer");
  if (!sortBy) throw failedToParse('$shift requires a sortBy');
  const output = compileExpression(fields['output'], variables);
  const fallback = compileExpression(fields['default'] ?? null, variables)({ root: {}, variables });
  return (partition) =>
    partition.map((_, at) => {
      const root = partition[at + by];
      return root ? (output({ root, variables }) ?? null) : fallback;
    });
}

const positional: Record<string, (operand: unknown, ordering: Ordering) => WindowFunction> = {
  $rank: rank(false),
  $denseRank: rank(true),
  $documentNumber: () => (partition) => partition.map((_, at) => at + 1),
  $shift: shift,
};

/** First and last index (inclusive) of the window of the document at an index. */
type Bounds = (partition: Document[]) => (at: number) => [from: number, to: number];

const whole: Bounds = (partition) => () => [0, partition.length - 1];

function documentBounds(window: unknown): Bounds {
  const [lower, upper] = boundPair(window);
  const offset = (bound: unknown): number | undefined => (bound === 'current' ? 0 : toIndex(bound));
  return (partition) => {
    const last = partition.length - 1;
    return (at) => [
      lower === 'unbounded' ? 0 : Math.max(0, at + (offset(lower) ?? 0)),
      upper === 'unbounded' ? last : Math.min(last, at + (offset(upper) ?? 0)),
    ];
  };
}

function boundPair(window: unknown): [unknown, unknown] {
  const valid = (bound: unknown): boolean => bound === 'current' || bound === 'unbounded' || isNumeric(bound);
  if (!Array.isArray(window) || window.length !== 2 || !window.every(valid))
    throw failedToParse("Window bounds must be a 2-element array of 'unbounded', 'current' or numbers");
  return window as [unknown, unknown];
}

function rangeBounds(window: Document, { sortBy }: Ordering): Bounds {
  const [lower, upper] = boundPair(window['range']);
  const [field, ...others] = parseSort(sortBy ?? {});
  if (!field || others.length > 0 || field.direction !== 1)
    throw locationError(5339902, 'Range-based bounds require sortBy a single ascending field');
  const unit = window['unit'] === undefined ? undefined : unitOf(window['unit'], '$setWindowFields');
  const parts = field.path.split('.');
  const moved = (value: unknown, bound: unknown): unknown => {
    if (bound === 'current') return value;
    if (unit) return shiftDate(value, unit, toIndex(bound) ?? 0, undefined);
    if (!isNumeric(value)) throw locationError(5429414, 'Range-based bounds need numbers, or dates with a unit');
    return isNumeric(bound) ? add(value, bound) : value;
  };
  return (partition) => {
    const values = partition.map((document) => valueAtParts(document, parts));
    return (at) => {
      const low = lower === 'unbounded' ? undefined : moved(values[at], lower);
      const high = upper === 'unbounded' ? undefined : moved(values[at], upper);
      const from = low === undefined ? 0 : values.findIndex((value) => compareValues(value, low) >= 0);
      const to =
        high === undefined ? values.length - 1 : values.findLastIndex((value) => compareValues(value, high) <= 0);
      return [from < 0 ? values.length : from, to];
    };
  };
}

function boundsOf(window: unknown, ordering: Ordering): Bounds {
  if (window === undefined) return whole;
  const fields = fieldsOf(window, 'window', [], ['documents', 'range', 'unit']);
  if ('range' in fields) return rangeBounds(fields, ordering);
  if (!('documents' in fields)) return whole;
  const [lower, upper] = boundPair(fields['documents']);
  if (!ordering.sortBy && (lower !== 'unbounded' || upper !== 'unbounded'))
    throw locationError(5339901, 'Document-based bounds require a sortBy');
  return documentBounds(fields['documents']);
}

/** Runs an accumulator over each window; goes on from the window before when that only grew at its end. */
function overWindows(make: ReturnType<typeof compileAccumulator>, bounds: Bounds): WindowFunction {
  return (partition) => {
    const windowAt = bounds(partition);
    let accumulator = make();
    let [start, next] = [0, 0];
    return partition.map((_, at) => {
      const [from, to] = windowAt(at);
      if (from !== start || to + 1 < next) {
        accumulator = make();
        start = next = from;
      }
      while (next <= to) accumulator.add(partition[next++] as Document);
      return accumulator.result() ?? null;
    });
  };
}

const refused = [
  '$derivative',
  '$integral',
  '$expMovingAvg',
  '$linearFill',
  '$locf',
  '$minMaxScaler',
  '$covariancePop',
  '$covarianceSamp',
];

function compileOutput(field: string, spec: unknown, ordering: Ordering): WindowFunction {
  if (!isDocument(spec)) throw failedToParse(`The field '${field}' must be a window function object`);
  const { window, ...functions } = spec;
  const [entry, ...others] = Object.entries(functions);
  if (!entry || others.length > 0) throw failedToParse(`The field '${field}' must specify one window function`);
  const [name, operand] = entry;
  if (refused.includes(name)) throw commandNotSupported(`window function ${name} is not supported by this store`);
  const place = fieldOf(positional, name);
  if (place) return place(operand, ordering);
  return overWindows(compileAccumulator(name, operand, ordering.variables), boundsOf(window, ordering));
}

const setWindowFields: StageCompiler = (spec, { variables }) => {
  const fields = fieldsOf(spec, '$setWindowFields', ['output'], ['partitionBy', 'sortBy']);
  const { sortBy, output } = fields;
  if (sortBy !== undefined && !isDocument(sortBy)) throw failedToParse("'sortBy' must be an object");
  if (!isDocument(output)) throw failedToParse("'output' must be an object");
  const partitionOf = compileExpression(fields['partitionBy'] ?? null, variables);
  const compare = sortBy ? compileSort(sortBy) : undefined;
  const outputs = Object.entries(output).map(([field, value]) => ({
    place: { parts: field.split('.'), creates: true },
    run: compileOutput(field, value, { sortBy, variables }),
  }));
  return function* (input) {
    const partitions = new Map<string, Document[]>();
    for (const document of input) {
      const key = indexKey(partitionOf({ root: document, variables }) ?? null);
      const partition = partitions.get(key);
      if (partition) partition.push(document);
      else partitions.set(key, [document]);
    }
    for (const [, partition] of [...partitions].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (compare) partition.sort(compare);
      const columns = outputs.map(({ run }) => run(partition));
      for (const [row, document] of partition.entries())
        yield outputs.reduce(
          (result, { place }, column) => changeAt(result, place, () => columns[column]?.[row]),
          document,
        );
    }
  };
};

/** $setWindowFields. */
export const windowStages: Record<string, StageCompiler> = { $setWindowFields: setWindowFields };
