import type { ServiceContext } from './service.js';

/** The row that a field hangs on: `{ id }` of a Channel, `{ id, channelId }` of a Conversation, or what a resolver of the plugin gave. */
export type GraphSource = Readonly<Record<string, unknown>>;

/** Resolves one field. What it throws reaches nobody, unless it is a `GraphFault`. */
export type GraphResolver<Config> = (
  source: GraphSource,
  parameters: Readonly<Record<string, unknown>>,
  context: ServiceContext<Config>,
) => unknown;

/**
 * What a plugin adds to the hub's graph.
 * - Fields under `Channel` and `Conversation` by `extend type`; nullable, because they are null for channels of other plugins.
 * - Fields under `Query` and `Mutation`, whose names begin with the plugin's id in camel case (`mobileJknRequestCode`). With
 *   several accounts of the plugin the argument `channel: ID`, if the field has one, chooses; otherwise the first one answers.
 * - Types of its own, whose names begin with the plugin's id in Pascal case (`MobileJknTicket`).
 *
 * Types of the hub's channels subgraph may be used: entities (`Channel`, `Conversation`, `Participant`, `ServiceRequest`),
 * which a resolver gives as `{ id }` and the hub reads by the viewer's rights; `ValidationFailed`, `NotFound`,
 * `NotAllowedNow`, `PageInfo`; the scalars and enums. Every type, field and argument has a description; no directives but
 * `@deprecated` and `@specifiedBy`. The hub does not say who may ask a field: resolvers look at `context.viewer`.
 * The host checks all that when the plugin loads, and that the graph composes with it; a plugin that does not fit is
 * refused with the reasons, and the hub goes on without it.
 */
export interface GraphExtension<Config> {
  readonly sdl: string;
  /**
   * By type and field, for every field under the hub's types, every field that takes arguments, and what else is not just
   * a member of its source. A union or interface has `__resolveType`, unless its objects carry `__typename`.
   */
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, GraphResolver<Config>>>>>;
  /** Milliseconds that one field may take; at most 5 s, which is the default. A field that is late is null, with an error. */
  readonly deadline?: number;
}

/** A failure that the caller may see. `code` is one of docs/errors.md, such as BAD_USER_INPUT, FORBIDDEN, NOT_FOUND. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault';
  constructor(
    readonly code: 'BAD_USER_INPUT' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'RATE_LIMITED',
    message: string,
  ) {
    super(message);
  }
}

const faultCodes: readonly unknown[] = ['BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED'];

/** Whether something thrown is a `GraphFault`, also one of a plugin's own copy of the SDK. */
export function isGraphFault(error: unknown): error is GraphFault {
  return error instanceof Error && error.name === 'GraphFault' && 'code' in error && faultCodes.includes(error.code);
}
