import type { Document } from '../bson/values.js';
import { descendingKey, indexKey, isDocument } from '../bson/values.js';
import { commandNotSupported, duplicateKey, StoreError } from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import { fieldOf, indexTuples, valuesAt } from '../query/path.js';
import { rootOf, rootsOfFilter } from './paths.js';
import type { RecordWriter, StoredRecord } from './record.js';
import { SortedKeys } from './sorted-keys.js';

/** One field of an index key. */
export interface IndexField {
  path: string;
  descending: boolean;
}

/** A key that an open transaction is about to add to a unique index. */
export interface PendingKey {
  transaction: RecordWriter;
  record: StoredRecord;
}

const scratch = Buffer.alloc(6);

function recordSuffix(record: StoredRecord): string {
  scratch.writeUIntBE(record.id, 0, 6);
  return scratch.toString('latin1');
}

/** One index: keys of the latest committed documents, in order. Unique keys stand alone, others end in the record's number. */
export class CollectionIndex {
  readonly entries = new SortedKeys<StoredRecord>();
  readonly pending = new Map<string, PendingKey>();
  readonly fields: IndexField[];
  readonly unique: boolean;
  /** Top-level fields the keys depend on; null when that cannot be told. */
  readonly roots: ReadonlySet<string> | null;
  /** True once a document gave more than one key. */
  multikey = false;
  readonly sparse: boolean;
  private readonly paths: string[];
  private readonly nested: boolean;
  private readonly covers: ((document: Document) => boolean) | undefined;

  /** `spec` is the index as listIndexes shows it. */
  constructor(readonly spec: Document) {
    this.fields = Object.entries(spec.key as Document).map(([path, order]) => ({
      path,
      descending: Number(order) < 0,
    }));
    this.paths = this.fields.map(({ path }) => path);
    this.nested = this.paths.some((path) => path.includes('.'));
    this.unique = spec.unique === true || this.isId;
    this.sparse = spec.sparse === true;
    const partial = spec.partialFilterExpression as Document | undefined;
    this.covers = partial && compileFilter(partial);
    const partialRoots = partial ? rootsOfFilter(partial) : new Set<string>();
    this.roots = partialRoots && new Set([...this.fields.map(({ path }) => rootOf(path)), ...partialRoots]);
  }

  get name(): string {
    return this.spec.name as string;
  }

  get isId(): boolean {
    return this.spec.name === '_id_';
  }

  /** The keys the index holds for the document: none when it is outside a sparse or partial index, several for arrays. */
  keysOf(document: Document): string[] {
    if (this.covers && !this.covers(document)) return [];
    if (this.sparse && this.fields.every(({ path }) => valuesAt(document, path).every((value) => value === undefined)))
      return [];
    const plain = this.plainTuple(document);
    if (plain) return [this.encode(plain)];
    const tuples = indexTuples(document, this.paths);
    if (tuples.length === 1) return [this.encode(tuples[0] as unknown[])];
    return [...new Set(tuples.map((tuple) => this.encode(tuple)))];
  }

  /** The one tuple of a document without arrays on top-level paths: most are like this. */
  private plainTuple(document: Document): unknown[] | undefined {
    if (this.nested) return undefined;
    const tuple: unknown[] = [];
    for (const path of this.paths) {
      const value = fieldOf(document, path);
      if (Array.isArray(value)) return undefined;
      tuple.push(value === undefined ? null : value);
    }
    return tuple;
  }

  private encode(tuple: unknown[]): string {
    let key = '';
    for (let at = 0; at < this.fields.length; at++)
      key += this.fields[at]?.descending ? descendingKey(tuple[at]) : indexKey(tuple[at]);
    return key;
  }

  entryOf(key: string, record: StoredRecord): string {
    return this.unique ? key : key + recordSuffix(record);
  }

  /** Adds the keys; throws DuplicateKey with nothing added when a unique key belongs to another record. */
  add(keys: readonly string[], record: StoredRecord): string | undefined {
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string;
      if (this.entries.add(this.entryOf(key, record), record)) continue;
      this.remove(keys.slice(0, at), record);
      return key;
    }
    if (keys.length > 1) this.multikey = true;
    return undefined;
  }

  remove(keys: readonly string[], record: StoredRecord): void {
    for (const key of keys) this.entries.delete(this.entryOf(key, record));
  }

  /** E11000 for `document`, with pattern and value as MongoDB names them. */
  duplicate(namespace: string, document: Document): StoreError {
    const [tuple = []] = indexTuples(document, this.paths);
    const value = Object.fromEntries(this.paths.map((path, at) => [path, tuple[at] ?? null]));
    return duplicateKey(namespace, this.name, this.spec.key as Document, value);
  }
}

const knownOptions = new Set([
  'v', 'key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'background', 'ns', 'hidden',
  'collation', 'comment',
]); // prettier-ignore

function checkKey(key: unknown): asserts key is Document {
  if (!isDocument(key) || Object.keys(key).length === 0)
    throw new StoreError(67, 'CannotCreateIndex', 'Index keys cannot be empty.');
  for (const [path, order] of Object.entries(key)) {
    if (typeof order === 'string')
      throw commandNotSupported(`Indexes of type '${order}' are outside this store's subset.`);
    const number = Number(order);
    if (!Number.isFinite(number) || number === 0)
      throw new StoreError(
        67,
        'CannotCreateIndex',
        `Values in v:2 index key pattern must be non-zero numbers: ${path}.`,
      );
    if (path.includes('$**')) throw commandNotSupported("Wildcard indexes are outside this store's subset.");
    if (path === '' || path.startsWith('$') || path.split('.').includes(''))
      throw new StoreError(67, 'CannotCreateIndex', `Index key contains an illegal field name: '${path}'.`);
  }
}

/** Checks a createIndexes entry and brings it into the form listIndexes shows. */
export function normalizeIndexSpec(given: Document): Document {
  checkKey(given.key);
  if (typeof given.name !== 'string' || given.name === '')
    throw new StoreError(9, 'FailedToParse', "The 'name' field is a required property of an index specification");
  for (const option of Object.keys(given))
    if (!knownOptions.has(option))
      throw commandNotSupported(`The index option '${option}' is outside this store's subset.`);
  const collation = given.collation as Document | undefined;
  if (collation && collation.locale !== 'simple') throw commandNotSupported('Only the simple collation is supported.');
  const spec: Document = { v: 2, key: given.key, name: given.name };
  for (const option of ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'hidden'])
    if (given[option] !== undefined && given[option] !== false) spec[option] = given[option];
  checkTimeToLive(spec);
  return spec;
}

function checkTimeToLive(spec: Document): void {
  if (spec.expireAfterSeconds === undefined) return;
  const seconds = Number(spec.expireAfterSeconds);
  if (!(seconds >= 0 && seconds <= 2_147_483_647))
    throw new StoreError(67, 'CannotCreateIndex', 'expireAfterSeconds must be between 0 and 2147483647.');
  if (Object.keys(spec.key as Document).length > 1 || '_id' in (spec.key as Document))
    throw new StoreError(67, 'CannotCreateIndex', 'TTL indexes are single-field indexes, not on _id.');
}
