import { holds, type Principal, type Scope } from '../../schema/index.js';
import { forbidden, KanalError } from './errors.js';
import type { Logger } from './logging.js';

/** What every service and resolver gets first: who asks, under which request id, and a cache that lives one request. */
export interface RequestContext {
  /** null: an anonymous caller (public tracking by ticket and pin). */
  readonly principal: Principal | null;
  readonly requestId: string;
  readonly log: Logger;
  /** Loaders and other memory of this request; nothing in it outlives the request. */
  readonly cache: Map<unknown, unknown>;
}

/** A context for work that nobody asked for by GraphQL: seeds, consumers, timers. */
export function systemContext(log: Logger, requestId: string, principal: Principal | null = null): RequestContext {
  return { principal, requestId, log, cache: new Map() };
}

/** The signed-in caller, or UNAUTHENTICATED. */
export function requirePrincipal(context: RequestContext): Principal {
  if (context.principal === null) {
    throw new KanalError('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer <token>`.');
  }
  return context.principal;
}

/** The signed-in caller if it holds the scope; else UNAUTHENTICATED or FORBIDDEN. */
export function requireScope(context: RequestContext, scope: Scope): Principal {
  const principal = requirePrincipal(context);
  if (!holds(principal, scope)) throw forbidden(scope);
  return principal;
}
