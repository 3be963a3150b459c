import type { Document } from '../bson/values.js';
import { isDocument, isNumeric, toDouble, typeName } from '../bson/values.js';
import { badValue, commandNotSupported, failedToParse, invalidNamespace, typeMismatch } from '../errors.js';

const wrong = (name: string, value: unknown, expected: string) =>
  typeMismatch(`BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${expected}'`);

/** A whole number, or the fallback when the field is missing. */
export function numberOption(command: Document, name: string, fallback = 0): number {
  const value = command[name];
  if (value === undefined || value === null) return fallback;
  if (!isNumeric(value)) throw wrong(name, value, 'long');
  return Math.trunc(toDouble(value));
}

/** A whole number of zero or more. */
export function countOption(command: Document, name: string, fallback = 0): number {
  const value = numberOption(command, name, fallback);
  if (value < 0) throw badValue(`BSON field '${name}' value must be >= 0, actual value '${value}'`);
  return value;
}

/** A boolean; numbers count as MongoDB counts them. */
export function booleanOption(command: Document, name: string): boolean {
  const value = command[name];
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (isNumeric(value)) return toDouble(value) !== 0;
  throw wrong(name, value, 'bool');
}

/** An embedded document, or undefined when the field is missing. */
export function documentOption(command: Document, name: string): Document | undefined {
  const value = command[name];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw wrong(name, value, 'object');
  return value;
}

/** An array of documents, or undefined when the field is missing. */
export function documentsOption(command: Document, name: string): Document[] | undefined {
  const value = command[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every(isDocument)) throw wrong(name, value, 'array');
  return value;
}

/** A string; an error when it is missing or no string. */
export function stringOption(command: Document, name: string): string {
  const value = command[name];
  if (typeof value !== 'string') throw wrong(name, value, 'string');
  return value;
}

/** The collection a command names in its first field. */
export function collectionName(command: Document, commandName: string): string {
  const value = command[commandName];
  if (typeof value !== 'string') throw invalidNamespace(`collection name has invalid type ${typeName(value)}`);
  if (value === '') throw invalidNamespace('The collection name is empty.');
  return value;
}

/** The fields every command may carry. */
const generic = new Set([
  '$db', '$clusterTime', '$readPreference', 'lsid', 'txnNumber', 'autocommit', 'startTransaction', 'readConcern',
  'writeConcern', 'maxTimeMS', 'comment', 'apiVersion', 'apiStrict', 'apiDeprecationErrors', 'stmtId', 'stmtIds',
  'rawData',
]); // prettier-ignore

/** Refuses what this store would silently do differently. */
export function checkFields(command: Document, name: string, fields: readonly string[]): void {
  for (const field of Object.keys(command)) {
    if (field === name || generic.has(field) || fields.includes(field)) continue;
    throw commandNotSupported(`The field '${name}.${field}' is outside this store's subset.`);
  }
  checkCollation(command);
}

/** Refuses every collation but the simple one. */
export function checkCollation(command: Document): void {
  const collation = documentOption(command, 'collation');
  if (collation && Object.keys(collation).length > 0 && collation.locale !== 'simple')
    throw commandNotSupported('Only the simple collation is supported.');
}

/** Throws FailedToParse (9) unless `value` is an update: a document or a pipeline. */
export function updateOption(value: unknown): Document | Document[] {
  if (isDocument(value)) return value;
  if (Array.isArray(value) && value.every(isDocument)) return value;
  throw failedToParse('Update argument must be either an object or an array');
}
