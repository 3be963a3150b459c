import type { BSONRegExp } from 'bson';
import type { Decimal128, Double, ObjectId, Timestamp } from 'bson';
import { binaryParts } from './compare.js';
import { typeName } from './types.js';
import type { Document, TypeName } from './types.js';

const shown: Partial<Record<TypeName, (value: never) => string>> = {
  string: (value: string) => `"${value}"`,
  double: (value: number | Double) => {
    const plain = typeof value === 'number' ? value : value.value;
    return Number.isInteger(plain) ? plain.toFixed(1) : String(plain);
  },
  decimal: (value: Decimal128) => `NumberDecimal("${value.toString()}")`,
  objectId: (value: ObjectId) => `ObjectId('${value.toHexString()}')`,
  date: (value: Date) => `new Date(${value.getTime()})`,
  timestamp: (value: Timestamp) => `Timestamp(${value.getHighBitsUnsigned()}, ${value.getLowBitsUnsigned()})`,
  object: (value: Document) => showDocument(value),
  array: (value: unknown[]) => (value.length === 0 ? '[]' : `[ ${value.map(showValue).join(', ')} ]`),
  regex: (value: BSONRegExp) => `/${value.pattern}/${value.options}`,
  minKey: () => 'MinKey',
  maxKey: () => 'MaxKey',
  missing: () => 'undefined',
  binData: (value: unknown) => {
    const { subtype, bytes } = binaryParts(value);
    return `BinData(${subtype}, ${Buffer.from(bytes).toString('hex').toUpperCase()})`;
  },
};

/** The value as MongoDB writes it in error messages. */
export function showValue(value: unknown): string {
  const show = shown[typeName(value)] as ((value: unknown) => string) | undefined;
  return show ? show(value) : String(value);
}

/** The document as MongoDB writes it in error messages, e.g. `{ email: "a@example.org" }`. */
export function showDocument(document: Document): string {
  const fields = Object.entries(document).map(([name, value]) => `${name}: ${showValue(value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
