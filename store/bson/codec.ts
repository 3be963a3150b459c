import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { StoreError } from '../errors.js';
import { isInt32 } from './types.js';
import type { Document } from './types.js';

const deepest = 200;
const invalid = (reason: string): StoreError => new StoreError(22, 'InvalidBSON', `Malformed BSON: ${reason}.`);

/** Reads one BSON document. Copies what it keeps: the result does not hold on to the source buffer. */
class Reader {
  private depth = 0;

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
  ) {}

  document(): Document {
    const result: Document = {};
    this.fields((name, value) => {
      if (name === '__proto__')
        Object.defineProperty(result, name, { value, enumerable: true, writable: true, configurable: true });
      else result[name] = value;
    });
    return result;
  }

  private array(): unknown[] {
    const result: unknown[] = [];
    this.fields((_, value) => result.push(value));
    return result;
  }

  private fields(visit: (name: string, value: unknown) => void): void {
    const start = this.at;
    const end = start + this.int32();
    if (end < start + 5 || end > this.bytes.length || this.bytes[end - 1] !== 0) throw invalid('wrong document length');
    if (++this.depth > deepest) throw new StoreError(15, 'Overflow', `BSON nests deeper than ${deepest} levels.`);
    for (;;) {
      const type = this.bytes[this.at++] as number;
      if (type === 0) break;
      const name = this.cString();
      const read = readers[type];
      if (!read) throw invalid(`unknown type ${type} of field '${name}'`);
      visit(name, read(this));
      if (this.at >= end) throw invalid('a field runs past the end of its document');
    }
    if (this.at !== end) throw invalid('wrong document length');
    this.depth--;
  }

  cString(): string {
    const start = this.at;
    let ascii = true;
    for (let byte = this.bytes[this.at]; byte !== 0; byte = this.bytes[++this.at]) {
      if (byte === undefined) throw invalid('unterminated name');
      if (byte > 127) ascii = false;
    }
    return this.bytes.toString(ascii ? 'latin1' : 'utf8', start, this.at++);
  }

  string(): string {
    const length = this.int32();
    const start = this.take(length);
    if (length < 1 || this.bytes[this.at - 1] !== 0) throw invalid('wrong string length');
    return this.bytes.toString('utf8', start, this.at - 1);
  }

  copy(length: number): Buffer {
    const start = this.take(length);
    return Buffer.from(this.bytes.subarray(start, this.at));
  }

  /** Moves past `length` bytes and gives their start. */
  private take(length: number): number {
    const start = this.at;
    if (length < 0 || start + length > this.bytes.length) throw invalid('a value runs past the end');
    this.at += length;
    return start;
  }

  byte(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  int32(): number {
    return this.bytes.readInt32LE(this.take(4));
  }

  int64(): bigint {
    return this.bytes.readBigInt64LE(this.take(8));
  }

  double(): number | Double {
    const value = this.bytes.readDoubleLE(this.take(8));
    return isInt32(value) ? new Double(value) : value;
  }

  binary(): Binary {
    const length = this.int32();
    const subtype = this.byte();
    // The old subtype repeats its length inside.
    return new Binary(subtype === 2 ? this.copy(this.int32()) : this.copy(length), subtype);
  }

  date(): Date {
    const value = new Date(Number(this.int64()));
    if (Number.isNaN(value.getTime())) throw invalid('a date is outside the years -271821 to 275760');
    return value;
  }

  codeWithScope(): Code {
    this.int32();
    return new Code(this.string(), this.document());
  }

  static readonly arrayOf = (reader: Reader): unknown[] => reader.array();
}

const readers: Record<number, (reader: Reader) => unknown> = {
  0x01: (reader) => reader.double(),
  0x02: (reader) => reader.string(),
  0x03: (reader) => reader.document(),
  0x04: Reader.arrayOf,
  0x05: (reader) => reader.binary(),
  0x06: () => null, // the deprecated "undefined"
  0x07: (reader) => new ObjectId(reader.copy(12)),
  0x08: (reader) => reader.byte() === 1,
  0x09: (reader) => reader.date(),
  0x0a: () => null,
  0x0b: (reader) => new BSONRegExp(reader.cString(), reader.cString()),
  0x0d: (reader) => new Code(reader.string()),
  0x0e: (reader) => new BSONSymbol(reader.string()),
  0x0f: (reader) => reader.codeWithScope(),
  0x10: (reader) => reader.int32(),
  0x11: (reader) => new Timestamp(BigInt.asUintN(64, reader.int64())),
  0x12: (reader) => reader.int64(),
  0x13: (reader) => new Decimal128(reader.copy(16)),
  0x7f: () => new MaxKey(),
  0xff: () => new MinKey(),
};

/**
 * Decodes a BSON document into the representation of `types.ts`. Throws InvalidBSON (22) for malformed bytes. Field
 * names that look like array indexes come first, as in every JavaScript object.
 */
export const parseDocument = (bytes: Uint8Array): Document =>
  new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).document();

/** Encodes a document; fields that are `undefined` are left out, in arrays they become null. */
export function serializeDocument(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}
