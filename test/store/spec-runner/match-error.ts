import { type Document, MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';
import { plainResult } from './results.js';
import type { ExpectedError } from './format.js';
import { match, Mismatch, type MatchContext } from './match.js';

/** The fields that driver errors may carry, whatever their class. */
interface ErrorFields {
  message: string;
  code?: number;
  codeName?: string;
  errmsg?: string;
  errorResponse?: Document;
  result?: unknown;
  partialResult?: unknown;
  cause?: unknown;
  writeErrors?: unknown;
  writeConcernErrors?: unknown;
}

/** Code names of the errors that reach a bulk write error, which carries the number alone. */
const codeNames: Record<number, string> = {
  11000: 'DuplicateKey',
  11601: 'Interrupted',
  112: 'WriteConflict',
  121: 'DocumentValidationFailure',
  251: 'NoSuchTransaction',
  263: 'OperationNotSupportedInTransaction',
  26: 'NamespaceNotFound',
  50: 'MaxTimeMSExpired',
  72: 'InvalidOptions',
  79: 'UnknownReplWriteConcern',
  9: 'FailedToParse',
  91: 'ShutdownInProgress',
};

const bulkErrors = (error: ErrorFields): ErrorFields[] =>
  error instanceof MongoBulkWriteError ? ([error.writeErrors].flat() as unknown as ErrorFields[]) : [];

/** The error itself and those a bulk write error gathers; the format lets any of them satisfy text and code name. */
const candidates = (error: ErrorFields): ErrorFields[] =>
  [error, ...bulkErrors(error), error.cause as ErrorFields | undefined].filter((one) => one !== undefined);

function check(holds: boolean, what: string, error: ErrorFields): void {
  if (!holds) throw new Mismatch(`error: expected ${what}, got code ${error.code} "${error.message}"`);
}

/** The result a bulk write error carries along, if any. */
function partialResult(error: ErrorFields): unknown {
  return plainResult(error.partialResult ?? (error instanceof MongoBulkWriteError ? error.result : undefined));
}

function checkLabels({ errorLabelsContain = [], errorLabelsOmit = [] }: ExpectedError, error: ErrorFields): void {
  const has = (label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label);
  for (const label of errorLabelsContain) check(has(label), `the label ${label}`, error);
  for (const label of errorLabelsOmit) check(!has(label), `no label ${label}`, error);
}

function checkText(expected: ExpectedError, error: ErrorFields): void {
  const { errorContains, errorCode, errorCodeName } = expected;
  if (errorContains !== undefined) {
    const text = candidates(error).map((one) => `${one.message} ${one.errmsg ?? ''}`);
    check(text.join('\n').toLowerCase().includes(errorContains.toLowerCase()), `the text "${errorContains}"`, error);
  }
  if (errorCode !== undefined) {
    check(
      candidates(error).some((one) => one.code === errorCode),
      `code ${errorCode}`,
      error,
    );
  }
  if (errorCodeName !== undefined) {
    const names = candidates(error).map((one) => one.codeName ?? codeNames[one.code ?? 0]);
    const wanted = errorCodeName.toLowerCase();
    check(
      names.some((name) => name?.toLowerCase() === wanted),
      `code name ${errorCodeName}`,
      error,
    );
  }
}

/** Throws {@link Mismatch} unless the thrown value is the error a case expects. */
export function matchError(expected: ExpectedError, thrown: unknown, context: MatchContext): void {
  const error = thrown as ErrorFields;
  if (expected.isClientError !== undefined) {
    check(
      !(thrown instanceof MongoServerError) === expected.isClientError,
      expected.isClientError ? 'a client error' : 'a server error',
      error,
    );
  }
  checkText(expected, error);
  checkLabels(expected, error);
  if (expected.errorResponse) match(expected.errorResponse, serverResponse(error), context, 'errorResponse');
  if (expected.writeErrors) matchWriteErrors(expected.writeErrors, plainResult(error.writeErrors), context);
  if (expected.writeConcernErrors) {
    match(expected.writeConcernErrors, error.writeConcernErrors, context, 'writeConcernErrors');
  }
  if ('expectResult' in expected) match(expected.expectResult, partialResult(error), context, 'error result');
}

/** One write error for each expected index and no others; each may carry additional fields. */
function matchWriteErrors(expected: Document, actual: unknown, context: MatchContext): void {
  const rooted = Object.entries(expected).map(([index, error]) => [index, { $$matchAsRoot: error as unknown }]);
  match(Object.fromEntries(rooted), actual, context, 'writeErrors', false);
}

/** The reply the error was made from; of a bulk write error, its first write error. */
function serverResponse(error: ErrorFields): unknown {
  if (error instanceof MongoBulkWriteError) return { ...bulkErrors(error)[0], ...(error.errorResponse ?? {}) };
  return error.errorResponse ?? error.result;
}
