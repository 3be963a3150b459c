import { Kind, visit, type DocumentNode, type FieldNode, type GraphQLFormattedError } from 'graphql';

/** Before the keys of data that clients named: no field of a schema begins so. */
const prefix = '_as_';

/**
 * The key under which subgraphs answer a field. A client may give any name to a field, that of a key field too, and
 * any arguments, other than those that a `@requires` reads; the planner takes both for the field of that name. So
 * whatever a client names or gives arguments has a key of its own, and the plain name always holds the plain field.
 */
export function dataKey({ name, alias, arguments: given }: FieldNode): string {
  if (name.value === '__typename') return name.value;
  const key = alias?.value ?? name.value;
  const plain = key === name.value && (given === undefined || given.length === 0);
  return plain ? key : prefix + key;
}

/**
 * The document as the planner gets it: every field under its data key. The planner knows no introspection, and asks
 * no abstract type for an aliased `__typename`; a plain `__typename` stands for both.
 */
export function underDataKeys(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: {
      leave(node) {
        const { alias: _, ...unnamed } = node;
        if (node.name.value.startsWith('__')) return plainTypename;
        const key = dataKey(node);
        return key === node.name.value ? unnamed : { ...unnamed, alias: { kind: Kind.NAME, value: key } };
      },
    },
  });
}

const plainTypename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** An error of a subgraph with its place as the client knows it; where in the subgraph's own document says nothing. */
export function underClientKeys({ path, locations: _, ...error }: GraphQLFormattedError): GraphQLFormattedError {
  if (!path) return error;
  return { ...error, path: path.map(clientKey) };
}

const clientKey = (segment: string | number) =>
  typeof segment === 'string' && segment.startsWith(prefix) ? segment.slice(prefix.length) : segment;
