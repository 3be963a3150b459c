import {
  isInterfaceType,
  isObjectType,
  print,
  type FieldNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';

const named = /^_as\d+_(.*)$/;

/**
 * Chooses the keys under which subgraphs answer the fields of one operation. A client may give any name to a field,
 * that of a key field too, and any arguments, other than those that a `@requires` reads, and the planner takes both
 * for the plain field of that name. So the plain name is left to the planner where the two could differ: whatever the
 * client names, or takes arguments, has a key of its own, the same for the same field with the same arguments.
 */
export class DataKeys {
  private readonly known = new Map<FieldNode, string>();
  private readonly calls = new Map<string, number>();
  private readonly callable: ReadonlySet<string>;

  constructor(schema: GraphQLSchema) {
    this.callable = fieldsWithArguments(schema);
  }

  of(node: FieldNode): string {
    let key = this.known.get(node);
    if (key === undefined) this.known.set(node, (key = this.choose(node)));
    return key;
  }

  private choose({ name, alias, arguments: given = [] }: FieldNode): string {
    const key = alias?.value ?? name.value;
    if (name.value === '__typename' || (key === name.value && !this.callable.has(key))) return name.value;
    const call = `${name.value}(${given.map(print).sort().join()})`;
    let index = this.calls.get(call);
    if (index === undefined) this.calls.set(call, (index = this.calls.size));
    return `_as${index}_${key}`;
  }
}

const callableFields = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

/** Names of fields that take arguments on some type other than the roots: no key and no `@requires` is read there. */
function fieldsWithArguments(schema: GraphQLSchema): ReadonlySet<string> {
  const known = callableFields.get(schema);
  if (known) return known;
  const names = new Set<string>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()] as unknown[];
  for (const type of Object.values(schema.getTypeMap())) {
    if (roots.includes(type)) continue;
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) if (field.args.length > 0) names.add(field.name);
  }
  callableFields.set(schema, names);
  return names;
}

/** An error of a subgraph with its place as the client knows it; the place in the subgraph's own document says nothing. */
export function underClientKeys({ path, locations: _, ...error }: GraphQLFormattedError): GraphQLFormattedError {
  if (!path) return error;
  return { ...error, path: path.map((part) => (typeof part === 'string' ? (named.exec(part)?.[1] ?? part) : part)) };
}
