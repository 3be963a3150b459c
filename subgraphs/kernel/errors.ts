import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { errorCodes, type ErrorCodeName, type Scope } from '../../schema/index.js';
import type { Logger } from './logging.js';

/** The one error base of the hub: what it says may reach the caller. Anything else thrown is masked as INTERNAL. */
export class KanalError extends Error {
  constructor(
    readonly code: ErrorCodeName,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'KanalError';
  }
}

/** An argument has a wrong type, range or form; say which, and what is expected. */
export const badUserInput = (message: string, argument?: string) =>
  new KanalError('BAD_USER_INPUT', message, argument ? { argument } : {});

/** The principal does not hold the scope. */
export const forbidden = (scope: Scope) => new KanalError('FORBIDDEN', `This needs the scope ${scope}.`, { scope });

/** The thing does not exist, or the viewer may not see it: the answer is the same. */
export const notFound = (what: string) => new KanalError('NOT_FOUND', `${what} was not found.`);

/** graphql-js's own errors that are the caller's fault, by the text with which they begin. */
const callerFaults =
  /^(Variable "|Unknown operation|Must provide an operation|Syntax Error|Cannot query|Expected |.+ cannot represent )/;

/**
 * Formats one execution error for the caller: a registered code, the path, and a message that gives nothing away.
 * The unknown is logged with the request id and masked.
 */
export function formatError(error: GraphQLError, log: Logger, requestId: string): GraphQLFormattedError {
  const original = rootCause(error);
  const place = {
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
  };
  if (original instanceof KanalError) {
    return { message: original.message, ...place, extensions: { ...original.extra, code: original.code } };
  }
  const code = error.extensions.code;
  if (typeof code === 'string' && code in errorCodes && code !== 'INTERNAL') {
    return { message: error.message, ...place, extensions: error.extensions };
  }
  if ((original === error || original instanceof GraphQLError) && callerFaults.test(error.message)) {
    return { message: error.message, ...place, extensions: { code: 'BAD_USER_INPUT' } };
  }
  log.error({ err: original, requestId, path: error.path }, 'unexpected error in a resolver');
  return {
    message: `Something went wrong on our side. Report the request id ${requestId}.`,
    ...place,
    extensions: { code: 'INTERNAL', requestId },
  };
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
