import type { Binary } from 'bson';
import { UUID } from 'bson';
import type { Document } from '../bson/values.js';
import { invalidNamespace } from '../errors.js';
import { Collection } from './collection.js';
import { CollectionIndex } from './index.js';

/** Which collections there are. `apply` is the one way to change that, at run time and when the log is read again. */
export class Catalog {
  private readonly byNumber = new Map<number, Collection>();
  private readonly byDatabase = new Map<string, Map<string, Collection>>();
  private nextNumber = 1;

  get(database: string, name: string): Collection | undefined {
    return this.byDatabase.get(database)?.get(name);
  }

  number(id: number): Collection | undefined {
    return this.byNumber.get(id);
  }

  databases(): string[] {
    return [...this.byDatabase.keys()].sort();
  }

  collections(database: string): Collection[] {
    return [...(this.byDatabase.get(database)?.values() ?? [])];
  }

  all(): Iterable<Collection> {
    return this.byNumber.values();
  }

  /** A number for a collection about to be created. */
  newNumber(): number {
    return this.nextNumber++;
  }

  /**
   * Applies a catalogue operation. Indexes are added empty: who creates one fills it first (at run time) or afterwards
   * (when the log is read).
   */
  apply(id: number, info: Document, time: number): void {
    const collection = this.byNumber.get(id);
    if (info.op === 'create') this.create(id, info, time);
    else if (!collection) return;
    else if (info.op === 'drop') this.remove(collection);
    else if (info.op === 'rename') this.rename(collection, info);
    else if (info.op === 'createIndexes') addIndexes(collection, info.specs as Document[]);
    else if (info.op === 'dropIndexes')
      collection.indexes = collection.indexes.filter((index) => !(info.names as string[]).includes(index.name));
    else if (info.op === 'collMod') Object.assign(collection.options, info.options);
  }

  private create(id: number, info: Document, time: number): void {
    const uuid = new UUID(Buffer.from((info.uuid as Binary).value()));
    const { db, name, options } = info as { db: string; name: string; options: Document };
    this.nextNumber = Math.max(this.nextNumber, id + 1);
    this.adopt(new Collection(id, db, name, options, uuid, time));
  }

  /** Takes in a collection made elsewhere. */
  adopt(collection: Collection): void {
    this.byNumber.set(collection.id, collection);
    let names = this.byDatabase.get(collection.database);
    if (!names) this.byDatabase.set(collection.database, (names = new Map()));
    names.set(collection.name, collection);
  }

  private displace(collection: Collection): void {
    this.byNumber.delete(collection.id);
    const names = this.byDatabase.get(collection.database);
    names?.delete(collection.name);
    if (names?.size === 0) this.byDatabase.delete(collection.database);
  }

  private remove(collection: Collection): void {
    collection.dropped = true;
    this.displace(collection);
  }

  private rename(collection: Collection, { db, name }: Document): void {
    this.displace(collection);
    collection.database = db as string;
    collection.name = name as string;
    this.adopt(collection);
  }
}

function addIndexes(collection: Collection, specs: Document[]): void {
  for (const spec of specs)
    if (!collection.index(spec.name as string)) collection.indexes.push(new CollectionIndex(spec));
}

/** Throws InvalidNamespace (73) for names MongoDB refuses. */
export function checkNamespace(database: string, name: string): void {
  if (!/^[^/\\. "$\0]{1,63}$/.test(database)) throw invalidNamespace(`Invalid database name: '${database}'`);
  if (name === '' || name.startsWith('.') || name.endsWith('.') || /[$\0]/.test(name))
    throw invalidNamespace(`Invalid collection name: '${database}.${name}'`);
  if (name.startsWith('system.')) throw invalidNamespace(`Collections named system.* are not available: '${name}'`);
  if (database.length + name.length > 254) throw invalidNamespace('The namespace is longer than 255 bytes.');
}
