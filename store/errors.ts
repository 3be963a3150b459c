import { showDocument } from './bson/show.js';
import type { Document } from './bson/types.js';

/**
 * A failure the store reports to its client. `code` and `codeName` are MongoDB's own, so drivers and mongoose react to
 * them as they would to a real server; `extra` is merged into the error reply, `labels` become errorLabels.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    readonly extra: Document = {},
    readonly labels: string[] = [],
  ) {
    super(message);
  }
}

const maker = (code: number, codeName: string) => (message: string, extra?: Document) =>
  new StoreError(code, codeName, message, extra);

/** 2: an argument has a value that is never valid. */
export const badValue = maker(2, 'BadValue');
/** 9: a command, filter, update or pipeline is malformed. */
export const failedToParse = maker(9, 'FailedToParse');
/** 14: an argument or a stored value has the wrong BSON type. */
export const typeMismatch = maker(14, 'TypeMismatch');
/** 26: the database or collection does not exist. */
export const namespaceNotFound = maker(26, 'NamespaceNotFound');
/** 27: no index has this name or key. */
export const indexNotFound = maker(27, 'IndexNotFound');
/** 28: an update walks through a value that cannot hold the field. */
export const pathNotViable = maker(28, 'PathNotViable');
/** 40: two update operators write the same path. */
export const conflictingUpdateOperators = maker(40, 'ConflictingUpdateOperators');
/** 43: the cursor was closed, timed out or never existed. */
export const cursorNotFound = maker(43, 'CursorNotFound');
/** 48: the collection exists already. */
export const namespaceExists = maker(48, 'NamespaceExists');
/** 52: a field name starts with a dollar where that is not allowed. */
export const dollarPrefixedFieldName = maker(52, 'DollarPrefixedFieldName');
/** 56: a field name is empty. */
export const emptyFieldName = maker(56, 'EmptyFieldName');
/** 59: the server knows no such command. */
export const commandNotFound = maker(59, 'CommandNotFound');
/** 66: an update changes `_id`. */
export const immutableField = maker(66, 'ImmutableField');
/** 72: an option is unknown or contradicts another. */
export const invalidOptions = maker(72, 'InvalidOptions');
/** 73: a database or collection name is malformed. */
export const invalidNamespace = maker(73, 'InvalidNamespace');
/** 85: an index of this name or key exists with other options. */
export const indexOptionsConflict = maker(85, 'IndexOptionsConflict');
/** 86: an index of this name exists with another key. */
export const indexKeySpecsConflict = maker(86, 'IndexKeySpecsConflict');
/** 115: valid MongoDB, outside the subset this store promises. */
export const commandNotSupported = maker(115, 'CommandNotSupported');
/** 251: the session has no such transaction. */
export const noSuchTransaction = (message: string): StoreError =>
  new StoreError(251, 'NoSuchTransaction', message, {}, ['TransientTransactionError']);
/** 10334: a document exceeds 16 MiB. */
export const documentTooLarge = maker(10334, 'BSONObjectTooLarge');

/** 112: another transaction wrote the document first; the client may retry the whole transaction. */
export const writeConflict = (
  message = 'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
): StoreError => new StoreError(112, 'WriteConflict', message, {}, ['TransientTransactionError']);

/** An error that MongoDB knows only by a location number, e.g. 40324. */
export const locationError = (code: number, message: string): StoreError =>
  new StoreError(code, `Location${code}`, message);

/** 11000: a unique index already holds the key. `keyPattern` and `keyValue` are named as MongoDB names them. */
export function duplicateKey(
  namespace: string,
  indexName: string,
  keyPattern: Document,
  keyValue: Document,
): StoreError {
  const message = `E11000 duplicate key error collection: ${namespace} index: ${indexName} dup key: ${showDocument(keyValue)}`;
  return new StoreError(11000, 'DuplicateKey', message, { keyPattern, keyValue });
}
