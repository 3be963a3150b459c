import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { eachElement } from './raw-bson.js';
import { RawWriter } from './raw-writer.js';

/**
 * What an operation does: `p` puts a record silently (snapshots), `i`, `u`, `r` put it as insert, update and replace,
 * `d` deletes it, `c` changes the catalogue.
 */
export type OperationKind = 'p' | 'i' | 'u' | 'r' | 'd' | 'c';

/** One step of a commit, as the log holds it and as change streams tell it. */
export interface Operation {
  kind: OperationKind;
  /** Number of the collection. */
  collection: number;
  /** Number of the record within its collection. */
  record: number;
  /** The document after the step. */
  document?: Buffer;
  /** `{ _id }` of a deleted document. */
  key?: Buffer;
  /** updateDescription of an update. */
  description?: Buffer;
  /** The document before the step, where the collection records pre-images. */
  before?: Buffer;
  /** A catalogue change or its details. */
  info?: Document;
}

/** All that became durable in one instant. */
export interface Commit {
  time: number;
  /** Milliseconds since 1970. */
  wall: number;
  operations: Operation[];
  /** Session states, see sessions.ts. */
  sessions?: Buffer[];
  /** lsid and txnNumber of the transaction, for change events. */
  transaction?: Buffer;
  /** Told again for change streams only: the records are in the snapshot already. */
  history?: boolean;
}

function writeOperation(
  writer: RawWriter,
  index: number,
  operation: Operation,
  serialize: (d: Document) => Buffer,
): void {
  writer.document(String(index)).string('k', operation.kind);
  writer.int32('c', operation.collection).double('r', operation.record);
  if (operation.document) writer.raw('d', operation.document);
  if (operation.key) writer.raw('i', operation.key);
  if (operation.description) writer.raw('x', operation.description);
  if (operation.before) writer.raw('b', operation.before);
  if (operation.info) writer.raw('m', serialize(operation.info));
  writer.end();
}

/** The commit as one BSON document. */
export function encodeCommit(commit: Commit, serialize: (document: Document) => Buffer): Buffer {
  const writer = new RawWriter().begin();
  writer.double('t', commit.time).double('w', commit.wall);
  if (commit.history) writer.boolean('h', true);
  writer.array('o');
  commit.operations.forEach((operation, index) => writeOperation(writer, index, operation, serialize));
  writer.end();
  if (commit.sessions?.length) {
    writer.array('s');
    commit.sessions.forEach((session, index) => writer.raw(String(index), session));
    writer.end();
  }
  if (commit.transaction) writer.raw('n', commit.transaction);
  return writer.end().finish();
}

function decodeOperation(bytes: Buffer, offset: number): Operation {
  const operation: Operation = { kind: 'p', collection: 0, record: 0 };
  eachElement(bytes, offset, ({ name, value, end }) => {
    if (name === 'k') operation.kind = bytes.toString('latin1', value + 4, end - 1) as OperationKind;
    else if (name === 'c') operation.collection = bytes.readInt32LE(value);
    else if (name === 'r') operation.record = bytes.readDoubleLE(value);
    else if (name === 'd') operation.document = bytes.subarray(value, end);
    else if (name === 'i') operation.key = bytes.subarray(value, end);
    else if (name === 'x') operation.description = bytes.subarray(value, end);
    else if (name === 'b') operation.before = bytes.subarray(value, end);
    else if (name === 'm') operation.info = parseDocument(bytes.subarray(value, end));
  });
  return operation;
}

function decodeList<T>(bytes: Buffer, offset: number, decode: (value: number, end: number) => T): T[] {
  const list: T[] = [];
  eachElement(bytes, offset, ({ value, end }) => void list.push(decode(value, end)));
  return list;
}

/** Reads a payload back; its buffers are slices of `bytes`. */
export function decodeCommit(bytes: Buffer): Commit {
  const commit: Commit = { time: 0, wall: 0, operations: [] };
  eachElement(bytes, 0, ({ name, value, end }) => {
    if (name === 't') commit.time = bytes.readDoubleLE(value);
    else if (name === 'w') commit.wall = bytes.readDoubleLE(value);
    else if (name === 'h') commit.history = true;
    else if (name === 'o') commit.operations = decodeList(bytes, value, (at) => decodeOperation(bytes, at));
    else if (name === 's') commit.sessions = decodeList(bytes, value, (at, to) => bytes.subarray(at, to));
    else if (name === 'n') commit.transaction = bytes.subarray(value, end);
  });
  return commit;
}
