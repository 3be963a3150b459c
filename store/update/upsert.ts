import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { StoreError } from '../errors.js';
import { changeAt } from '../query/path-change.js';

const notSingle = (message: string): StoreError => new StoreError(54, 'NotSingleValueField', message);

/** The one value an operator document or literal says a field equals, wrapped; undefined when it does not say so. */
function equalTo(condition: unknown): { value: unknown }[] {
  if (typeName(condition) === 'regex') return [];
  if (!isDocument(condition) || !Object.keys(condition)[0]?.startsWith('$')) return [{ value: condition }];
  return Object.entries(condition).flatMap(([operator, operand]) => {
    if (operator === '$eq') return [{ value: operand }];
    if (operator === '$all' && Array.isArray(operand)) return operand.flatMap(equalTo);
    if (operator === '$in' && Array.isArray(operand) && operand.length === 1) return operand.flatMap(equalTo);
    return [];
  });
}

function collect(filter: Document, found: [path: string, value: unknown][]): void {
  for (const [name, condition] of Object.entries(filter)) {
    const lone = name === '$or' && Array.isArray(condition) && condition.length === 1;
    if ((name === '$and' || lone) && Array.isArray(condition))
      for (const each of condition) if (isDocument(each)) collect(each, found);
    if (!name.startsWith('$')) for (const { value } of equalTo(condition)) found.push([name, value]);
  }
}

function checkConflicts(paths: string[]): void {
  for (const [at, path] of paths.entries())
    for (const other of paths.slice(at + 1)) {
      if (path === other) throw notSingle(`cannot infer query fields to set, path '${path}' is matched twice`);
      if (path.startsWith(`${other}.`) || other.startsWith(`${path}.`))
        throw notSingle(`cannot infer query fields to set, both paths '${path}' and '${other}' are matched`);
    }
}

/**
 * The document an upsert starts from: the fields the filter says are equal to one value ($and, a lone $or branch, $eq,
 * a lone $in or $all element). Throws NotSingleValueField (54) when it says so twice.
 */
export function upsertSeed(filter: Document): Document {
  const found: [string, unknown][] = [];
  collect(filter, found);
  checkConflicts(found.map(([path]) => path));
  return found.reduce<Document>(
    (document, [path, value]) => changeAt(document, { parts: path.split('.'), creates: true }, () => value),
    {},
  );
}
