import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Keys that may hold secrets or personal data; their values never reach the log, at the top or one level down.
 * Code logs ids and codes, not texts: this list is the net below that rule.
 */
const redactedKeys = [
  'authorization',
  'token',
  'accessToken',
  'secret',
  'password',
  'pin',
  'assertion',
  'name',
  'phone',
  'email',
  'nationalId',
  'cardNumber',
  'birthDate',
  'address',
  'text',
  'description',
  'body',
  'variables',
];

/** A JSON logger. `level` is one of pino's; `destination` defaults to standard error, so that output stays clean. */
export function createLogger(options: { name: string; level?: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      // pino's own `name` would fall under the redaction of people's names.
      base: { service: options.name, pid: process.pid },
      level: options.level ?? 'info',
      redact: { paths: redactedKeys.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
      serializers: { err: describeError },
    },
    options.destination ?? pino.destination(2),
  );
}

/** An error without the fields that drivers hang on it (documents, commands, key values): those hold data of people. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  const { code, codeName } = error as Error & { code?: unknown; codeName?: unknown };
  return {
    type: error.name,
    message: withoutValues(error.message),
    code,
    codeName,
    stack: withoutValues(error.stack ?? ''),
  };
}

const withoutValues = (text: string) => text.replace(/dup key: \{.*\}/gs, 'dup key: { … }').replace(/\+?\d{8,}/g, '…');
