import { Kind, parse, print, visit, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';
import type { Scope } from '../../schema/index.js';
import { holds } from '../../schema/index.js';
import { requirePrincipal, type RequestContext } from './context.js';
import { forbidden } from './errors.js';

/**
 * Who may use a root field: anybody, whoever is signed in, or whoever holds one of the scopes. The services check again
 * with the row.
 */
export type FieldRight = 'public' | 'signedIn' | readonly [Scope, ...Scope[]];

/** By `Query.field`, `Mutation.field` or `Subscription.field`. */
export type FieldRights = Readonly<Record<string, FieldRight>>;

type Resolve = (source: unknown, parameters: never, context: RequestContext, info: never) => unknown;
type Resolvers = Record<string, Record<string, unknown>>;

/** @throws UNAUTHENTICATED or FORBIDDEN */
export function requireRight(context: RequestContext, right: FieldRight): void {
  if (right === 'public') return;
  const principal = requirePrincipal(context);
  if (right !== 'signedIn' && !right.some((scope) => holds(principal, scope))) throw forbidden(right[0]);
}

/** The SDL with `@authenticated` and `@requiresScopes` on the root fields that the rights name. */
export function withRightsInSdl(sdl: string, rights: FieldRights): string {
  const open = new Map(Object.entries(rights));
  const onFields = (type: string, fields: readonly FieldDefinitionNode[] = []) =>
    fields.map((field) => {
      const key = `${type}.${field.name.value}`;
      const right = open.get(key);
      open.delete(key);
      const directive = right === undefined ? null : directiveOf(right);
      return directive ? { ...field, directives: [...(field.directives ?? []), directive] } : field;
    });
  const marked = visit(parse(sdl), {
    ObjectTypeDefinition: (node) => ({ ...node, fields: onFields(node.name.value, node.fields) }),
  });
  if (open.size > 0) throw new Error(`There is no field ${[...open.keys()].join(', ')} to give rights for.`);
  return `${print(marked)}\n`;
}

function directiveOf(right: FieldRight): ConstDirectiveNode | null {
  if (right === 'public') return null;
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  if (right === 'signedIn') return { kind: Kind.DIRECTIVE, name: name('authenticated') };
  const text = (value: string) => ({ kind: Kind.STRING, value }) as const;
  const values = right.map((scope) => ({ kind: Kind.LIST, values: [text(scope)] }) as const);
  const scopes = { kind: Kind.ARGUMENT, name: name('scopes'), value: { kind: Kind.LIST, values } } as const;
  return { kind: Kind.DIRECTIVE, name: name('requiresScopes'), arguments: [scopes] };
}

/** Puts the check before the resolver of every field that the rights name. */
export function guard(resolvers: Resolvers, rights: FieldRights): Resolvers {
  const guarded: Resolvers = { ...resolvers };
  for (const [key, right] of Object.entries(rights)) {
    const [type = '', field = ''] = key.split('.');
    const known = guarded[type]?.[field];
    if (known === undefined) throw new Error(`${key} has no resolver to guard.`);
    guarded[type] = { ...guarded[type], [field]: guardedField(known, right) };
  }
  return guarded;
}

function guardedField(known: unknown, right: FieldRight): unknown {
  const before = (resolve: Resolve): Resolve => {
    return (source, parameters, context, info) => {
      requireRight(context, right);
      return resolve(source, parameters, context, info);
    };
  };
  if (typeof known === 'function') return before(known as Resolve);
  const { subscribe, ...rest } = known as { subscribe: Resolve };
  return { ...rest, subscribe: before(subscribe) };
}
