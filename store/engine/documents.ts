import { ObjectId } from 'bson';
import type { Document } from '../bson/values.js';
import { isDocument, parseDocument, serializeDocument, typeName } from '../bson/values.js';
import { badValue, documentTooLarge, dollarPrefixedFieldName } from '../errors.js';
import { ownBytes } from './raw-bson.js';

/** The largest document, in bytes. */
export const largestDocument = 16 * 2 ** 20;

function checkSize(size: number): void {
  if (size > largestDocument)
    throw documentTooLarge(`BSONObj size: ${size} is invalid. Size must be between 0 and ${largestDocument}`);
}

/** Throws BadValue (2) for a value that cannot be `_id`. */
export function checkId(id: unknown): void {
  const type = typeName(id);
  if (type === 'array' || type === 'regex' || type === 'missing')
    throw badValue(`The '_id' value cannot be of type ${type}`);
  const dollar = isDocument(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar) throw dollarPrefixedFieldName(`The dollar ($) prefixed field '${dollar}' in '_id' is not allowed.`);
}

/** Brings `_id` to the front, giving one where it is missing. */
export function withId(document: Document): Document {
  if (document._id === undefined) return { _id: new ObjectId(), ...document };
  checkId(document._id);
  if (Object.keys(document)[0] === '_id') return document;
  const { _id, ...rest } = document;
  return { _id, ...rest };
}

/** Encodes a document to be stored. */
export function encodeStored(document: Document): Buffer {
  const bytes = serializeDocument(document);
  checkSize(bytes.length);
  return ownBytes(bytes);
}

/** Checks a document a client sent and copies it; its bytes stay as they came unless `_id` must move to the front. */
export function acceptDocument(bytes: Buffer): { bytes: Buffer; document: Document } {
  checkSize(bytes.length);
  const document = parseDocument(bytes);
  const complete = withId(document);
  return { bytes: complete === document ? ownBytes(bytes) : encodeStored(complete), document: complete };
}
