import { RequestFault } from '../errors.js';

/** A GraphQL request as a client words it, over HTTP or WebSocket. */
export interface OperationRequest {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const malformed = (message: string) => new RequestFault('BAD_REQUEST', message);

/** Checks the form of a request. Throws BAD_REQUEST that names the parameter which is wrong. */
export function readOperationRequest(value: unknown): OperationRequest {
  if (!isRecord(value)) throw malformed('The request must be a JSON object with a `query`.');
  const { query, operationName, variables, extensions } = value;
  return {
    ...optional('query', query, isText, 'a text'),
    ...optional('operationName', operationName, isText, 'a text'),
    ...optional('variables', variables, isRecord, 'an object'),
    ...optional('extensions', extensions, isRecord, 'an object'),
  };
}

function optional<T>(name: string, value: unknown, fits: (value: unknown) => value is T, expected: string): object {
  if (value === undefined || value === null) return {};
  if (!fits(value)) throw malformed(`\`${name}\` must be ${expected}.`);
  return { [name]: value };
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
