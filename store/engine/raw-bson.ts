import { StoreError } from '../errors.js';

const corrupt = (): StoreError => new StoreError(22, 'InvalidBSON', 'A BSON document is truncated or malformed.');

const fixedSizes: Record<number, number> = {
  1: 8,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  6: 0,
  127: 0,
  255: 0,
};

/** Bytes the value of an element takes, its type byte and name left out. */
function valueSize(bytes: Buffer, type: number, at: number): number {
  const fixed = fixedSizes[type];
  if (fixed !== undefined) return fixed;
  switch (type) {
    case 2:
    case 13:
    case 14:
      return 4 + bytes.readInt32LE(at);
    case 3:
    case 4:
    case 15:
      return bytes.readInt32LE(at);
    case 5:
      return 5 + bytes.readInt32LE(at);
    case 11:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at;
    case 12:
      return 16 + bytes.readInt32LE(at);
    default:
      throw corrupt();
  }
}

/** Where one element of a document lies. */
export interface RawElement {
  type: number;
  name: string;
  /** Offset of the type byte. */
  start: number;
  /** Offset of the value. */
  value: number;
  /** Offset after the value. */
  end: number;
}

const letters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** A field name; names of one letter, of which the log is full, are not decoded anew. */
function nameAt(bytes: Buffer, start: number, end: number): string {
  const letter = end - start === 1 ? letters[bytes[start] as number] : undefined;
  return letter ?? bytes.toString('utf8', start, end);
}

/** Calls `visit` for each top-level element of the document at `offset`; stops when it returns true. */
export function eachElement(bytes: Buffer, offset: number, visit: (element: RawElement) => boolean | void): void {
  const end = offset + bytes.readInt32LE(offset) - 1;
  if (end >= bytes.length || end < offset + 4) throw corrupt();
  let at = offset + 4;
  while (at < end) {
    const type = bytes[at] as number;
    let nameEnd = at + 1;
    while (bytes[nameEnd] !== 0) if (++nameEnd >= end) throw corrupt();
    const value = nameEnd + 1;
    const next = value + valueSize(bytes, type, value);
    if (next > end || next < value) throw corrupt();
    if (visit({ type, name: nameAt(bytes, at + 1, nameEnd), start: at, value, end: next })) return;
    at = next;
  }
}

/** The document reduced to the named top-level fields: cheap to parse when only these are needed. */
export function pickFields(bytes: Buffer, names: ReadonlySet<string>): Buffer {
  const parts: RawElement[] = [];
  let size = 5;
  eachElement(bytes, 0, (element) => {
    if (!names.has(element.name)) return false;
    parts.push(element);
    size += element.end - element.start;
    return parts.length === names.size;
  });
  const picked = Buffer.allocUnsafe(size);
  picked.writeInt32LE(size, 0);
  let at = 4;
  for (const part of parts) at += bytes.copy(picked, at, part.start, part.end);
  picked[at] = 0;
  return picked;
}

/** The embedded documents of an array value at `offset`, as slices of `bytes`. */
export function documentsOfArray(bytes: Buffer, offset: number): Buffer[] {
  const documents: Buffer[] = [];
  eachElement(bytes, offset, (element) => {
    if (element.type !== 3) throw new StoreError(14, 'TypeMismatch', `BSON field '${element.name}' must be an object.`);
    documents.push(bytes.subarray(element.value, element.end));
  });
  return documents;
}

/** A copy that shares memory with nothing, for bytes that are kept. */
export function ownBytes(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
