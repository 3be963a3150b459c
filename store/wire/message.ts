import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { documentsOfArray, eachElement, pickFields } from '../engine/raw-bson.js';
import { failedToParse, StoreError } from '../errors.js';

/** OP codes of the wire protocol that this server reads or writes. */
export const opCode = { reply: 1, query: 2004, message: 2013 } as const;

/** The largest message a client may send, in bytes (maxMessageSizeBytes). */
export const largestMessage = 48_000_000;

/** A request as it came over the wire. */
export interface WireRequest {
  requestId: number;
  /** OP_QUERY is answered by OP_REPLY, OP_MSG by OP_MSG. */
  legacy: boolean;
  /** The client wants no answer. */
  silent: boolean;
  /** The command without its document lists. */
  command: Document;
  /** Lists of documents in bytes, by field: `documents` of an insert, and OP_MSG sections of kind 1. */
  sequences: Map<string, Buffer[]>;
}

const checksumPresent = 1;
const moreToCome = 2;
const knownFlags = 0x10003;

/** Splits off the `documents` array of an insert, which is stored as it came. */
function parseBody(body: Buffer, sequences: Map<string, Buffer[]>): Document {
  const rest = new Set<string>();
  let insert = false;
  let first = true;
  let list = -1;
  eachElement(body, 0, ({ name, type, value }) => {
    if (first) insert = name === 'insert';
    first = false;
    if (insert && name === 'documents' && type === 4) list = value;
    else rest.add(name);
  });
  if (list < 0) return parseDocument(body);
  sequences.set('documents', documentsOfArray(body, list));
  return parseDocument(pickFields(body, rest));
}

function readSequence(section: Buffer, sequences: Map<string, Buffer[]>): void {
  const nameEnd = section.indexOf(0, 4);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw failedToParse('A document sequence is malformed.');
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  sequences.set(section.toString('utf8', 4, nameEnd), documents);
}

function parseMessage(message: Buffer, requestId: number): WireRequest {
  const flags = message.readUInt32LE(16);
  if (flags & 0xffff & ~knownFlags) throw failedToParse(`OP_MSG has unknown required flags ${flags}.`);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  for (let at = 20; at < end;) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw failedToParse('An OP_MSG section is malformed.');
    const section = message.subarray(at, at + size);
    if (kind === 0) body = section;
    else if (kind === 1) readSequence(section, sequences);
    else throw failedToParse(`OP_MSG sections of kind ${kind} are unknown.`);
    at += size;
  }
  if (!body) throw failedToParse('OP_MSG has no body.');
  const command = parseBody(body, sequences);
  return { requestId, legacy: false, silent: (flags & moreToCome) !== 0, command, sequences };
}

function parseQuery(message: Buffer, requestId: number): WireRequest {
  const nameEnd = message.indexOf(0, 20);
  const namespace = message.toString('utf8', 20, nameEnd);
  const start = nameEnd + 9;
  const body = message.subarray(start, start + message.readInt32LE(start));
  if (!namespace.endsWith('.$cmd'))
    throw new StoreError(352, 'UnsupportedOpQueryCommand', 'OP_QUERY is accepted for the first hello only.');
  const command = { ...parseDocument(body), $db: namespace.slice(0, -5) };
  return { requestId, legacy: true, silent: false, command, sequences: new Map() };
}

/** Reads one whole message. Throws for what is not OP_MSG or a first hello in OP_QUERY. */
export function parseRequest(message: Buffer): WireRequest {
  const requestId = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === opCode.message) return parseMessage(message, requestId);
  if (code === opCode.query) return parseQuery(message, requestId);
  throw new StoreError(352, 'UnsupportedOpQueryCommand', `Messages with OP code ${code} are not accepted.`);
}

let lastId = 0;

/** Frames an answer. */
export function frameReply(body: Buffer, responseTo: number, legacy: boolean): Buffer {
  const head = Buffer.alloc(legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE((lastId = (lastId + 1) & 0x7fffffff), 4);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(legacy ? opCode.reply : opCode.message, 12);
  // OP_REPLY: flags, cursor id, starting from, number returned. OP_MSG: flags, section kind 0.
  if (legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}
