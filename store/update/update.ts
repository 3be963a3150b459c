import { equalValues, identicalValues } from '../bson/compare.js';
import { showValue } from '../bson/show.js';
import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { compileUpdatePipeline } from '../aggregate/update-pipeline.js';
import { dollarPrefixedFieldName, failedToParse, immutableField, StoreError } from '../errors.js';
import { compileMatcher } from '../query/matcher.js';
import type { Matcher } from '../query/matcher.js';
import { compileModifiers } from './modifiers.js';
import { compileArrayFilters, Positions } from './positional.js';

export { upsertSeed } from './upsert.js';

/** What an update needs besides itself. */
export interface UpdateOptions {
  /** Conditions for `$[identifier]`. */
  arrayFilters?: Document[] | undefined;
  /** The statement's filter, for the positional `$`. */
  filter: Document;
  /** The time $currentDate and $$NOW give. */
  now: Date;
  let?: Document | undefined;
}

/** A compiled update. */
export interface CompiledUpdate {
  /**
   * The updated document; the argument itself when nothing changes, and never changed in place. When inserting,
   * `document` is the seed of an upsert: $setOnInsert applies and `_id` comes first if there is one.
   * Throws ImmutableField (66) when `_id` would change.
   */
  apply(document: Document, inserting: boolean): Document;
  isReplacement: boolean;
}

type Apply = CompiledUpdate['apply'];

function idFirst(document: Document): Document {
  if (!('_id' in document) || Object.keys(document)[0] === '_id') return document;
  const { _id, ...rest } = document;
  return { _id, ...rest };
}

/** Throws when `_id` is of a type or shape that must not be stored: InvalidIdField (53), DollarPrefixedFieldName (52). */
export function checkId(document: Document): void {
  const id = document['_id'];
  const type = typeName(id);
  if (type === 'array' || type === 'regex')
    throw new StoreError(53, 'InvalidIdField', `The '_id' value cannot be of type ${type}`);
  const dollar = isDocument(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar !== undefined)
    throw dollarPrefixedFieldName(
      `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`,
    );
}

/** Guards `_id`: it stays first and equal. */
const guarded =
  (apply: Apply): Apply =>
  (document, inserting) => {
    const result = apply(document, inserting);
    if (result === document) return inserting ? idFirst(document) : document;
    const [before, after] = [document['_id'], result['_id']];
    if (before !== undefined && after !== undefined && !equalValues(before, after))
      throw immutableField(
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${showValue(after)}`,
      );
    const ordered = before === undefined ? idFirst(result) : { _id: before, ...result };
    if (before === undefined) checkId(ordered);
    else ordered['_id'] = before;
    return identicalValues(document, ordered) ? document : ordered;
  };

function compileReplacement(update: Document): Apply {
  const dollar = Object.keys(update).find((name) => name.startsWith('$'));
  if (dollar !== undefined)
    throw dollarPrefixedFieldName(
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  return () => ({ ...update });
}

function compileOperators(update: Document, options: UpdateOptions): Apply {
  const filters = compileArrayFilters(options.arrayFilters ?? [], { let: options.let, now: options.now });
  const modifiers = compileModifiers(update, filters);
  let compiled: Matcher | undefined;
  // Compiled at the first positional `$` only: few updates have one.
  const matcher = (): Matcher => (compiled ??= compileMatcher(options.filter, { let: options.let, now: options.now }));
  return (document, inserting) => {
    const positions = new Positions(document, matcher, filters);
    const result = modifiers({ document, positions, inserting, now: options.now });
    if ('_id' in document && !('_id' in result))
      throw immutableField("Performing an update on the path '_id' would modify the immutable field '_id'");
    return result;
  };
}

function compileApply(update: Document | Document[], options: UpdateOptions): Apply {
  if (!Array.isArray(update) && isOperatorUpdate(update)) return compileOperators(update, options);
  if ((options.arrayFilters ?? []).length > 0)
    throw failedToParse('arrayFilters may only be specified with update operators');
  return Array.isArray(update) ? compileUpdatePipeline(update, options) : compileReplacement(update);
}

const isOperatorUpdate = (update: Document): boolean => Object.keys(update)[0]?.startsWith('$') ?? false;

/**
 * Compiles update operators, a replacement document or a pipeline. Throws FailedToParse (9) for unknown operators or
 * stages, ConflictingUpdateOperators (40) when two operators write one path, BadValue (2) and TypeMismatch (14) for
 * malformed arguments.
 */
export function compileUpdate(update: Document | Document[], options: UpdateOptions): CompiledUpdate {
  const isReplacement = !Array.isArray(update) && !isOperatorUpdate(update);
  return { apply: guarded(compileApply(update, options)), isReplacement };
}
