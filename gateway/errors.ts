import type { GraphQLFormattedError } from 'graphql';
import { errorCodes, type ErrorCodeName } from '../schema/index.js';
import type { GatewayLog } from './gateway-log.js';

/** A request that is answered with errors and no data. Its messages are fit for clients. */
export class RequestFault extends Error {
  readonly status: number;
  readonly errors: readonly GraphQLFormattedError[];

  /** @param retryAfter seconds, for RATE_LIMITED */
  constructor(
    readonly code: ErrorCodeName,
    message: string,
    options: { errors?: readonly GraphQLFormattedError[]; retryAfter?: number } = {},
  ) {
    super(message);
    this.name = 'RequestFault';
    this.status = errorCodes[code].status;
    this.retryAfter = options.retryAfter;
    const extra = options.retryAfter === undefined ? {} : { retryAfter: options.retryAfter };
    this.errors = options.errors ?? [{ message, extensions: { code, ...extra } }];
  }

  readonly retryAfter: number | undefined;
}

/** How errors are presented to one caller. */
export interface Presentation {
  readonly production: boolean;
  readonly requestId: string;
  readonly log: GatewayLog;
}

/**
 * What of an error leaves the gateway: a registered code, its message, its path. Anything else is logged under the
 * request id and answered as INTERNAL. In production no message suggests names of the schema.
 */
export function presentError(error: GraphQLFormattedError, presentation: Presentation): GraphQLFormattedError {
  const code = error.extensions?.code;
  const place = {
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
  };
  if (typeof code !== 'string' || !(code in errorCodes)) {
    const { requestId, log } = presentation;
    log.error({ requestId, path: error.path, code, reason: error.message }, 'an error without a registered code');
    return { ...internalError(requestId), ...place };
  }
  const extensions: Record<string, unknown> = { ...error.extensions };
  delete extensions.stacktrace;
  if (code === 'INTERNAL') extensions.requestId ??= presentation.requestId;
  const message = presentation.production ? withoutSuggestion(error.message) : error.message;
  return { message, ...place, extensions };
}

/** The masked form of a fault of the hub. */
export const internalError = (requestId: string): GraphQLFormattedError => ({
  message: `Something went wrong on our side. Report the request id ${requestId}.`,
  extensions: { code: 'INTERNAL', requestId },
});

const withoutSuggestion = (message: string) => message.replace(/ Did you mean [^?]*\?/g, '');
