/** One entry of the error registry. `status` is the HTTP status where the error ends a whole request. */
export interface ErrorCode {
  readonly status: number;
  /** What happened, for docs/errors.md (a test proves that the page and this registry agree). */
  readonly meaning: string;
  /** What the caller should do. */
  readonly action: string;
}

const code = (status: number, meaning: string, action: string): ErrorCode => ({ status, meaning, action });

/** Every `extensions.code` the hub can answer with. Nothing else leaves the hub; the unknown is masked as INTERNAL. */
export const errorCodes = {
  BAD_USER_INPUT: code(
    400,
    'An argument or a variable has a wrong type, range or form.',
    'Correct the named argument.',
  ),
  GRAPHQL_PARSE_FAILED: code(400, 'The operation is not GraphQL.', 'Correct the syntax at the named position.'),
  GRAPHQL_VALIDATION_FAILED: code(
    400,
    'The operation does not fit the schema.',
    'Compare it with the published schema.',
  ),
  BAD_REQUEST: code(
    400,
    'The HTTP request is not one the endpoint takes (body, method, headers).',
    'Send JSON by POST as described in the README.',
  ),
  UNAUTHENTICATED: code(
    401,
    'No valid token was sent.',
    'Send `Authorization: Bearer <token>` with a token that has not ended.',
  ),
  FORBIDDEN: code(
    403,
    'The token does not hold the right for this field or row.',
    'Ask for the scope named in the message.',
  ),
  NOT_FOUND: code(404, 'The thing to act on does not exist or may not be seen.', 'Check the id.'),
  CONFLICT: code(
    409,
    'The thing was changed by somebody else meanwhile, or its state does not allow the action.',
    'Read it again, then decide.',
  ),
  PAYLOAD_TOO_LARGE: code(413, 'The request body is larger than allowed.', 'Send less in one request.'),
  PERSISTED_OPERATION_UNKNOWN: code(
    400,
    'No persisted operation has this id.',
    'Deploy the operation manifest, or send the whole operation where that is allowed.',
  ),
  OPERATION_TOO_COMPLEX: code(
    400,
    'Depth, tokens, aliases or cost of the operation are over the limit.',
    'Ask for less at once; the limit is in the message.',
  ),
  RATE_LIMITED: code(
    429,
    'Too many requests of this principal.',
    'Wait as long as `Retry-After` or `extensions.retryAfter` (seconds) says.',
  ),
  SUBSCRIBER_TOO_SLOW: code(
    429,
    'A subscriber did not read its events fast enough and was cut.',
    'Subscribe again with the last cursor; nothing is lost.',
  ),
  SCHEMA_RELOAD: code(
    503,
    'The supergraph was replaced while a subscription was open.',
    'Subscribe again with the last cursor; nothing is lost.',
  ),
  SUBGRAPH_UNAVAILABLE: code(
    503,
    'A part of the hub does not answer; its fields are null.',
    'Use the rest; try again later.',
  ),
  SHUTTING_DOWN: code(503, 'The server is draining.', 'Connect again; another replica answers.'),
  INTERNAL: code(500, 'A fault of the hub. Details are in its log under the request id.', 'Report the request id.'),
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;
