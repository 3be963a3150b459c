import { isAbstractType, type GraphQLSchema } from 'graphql';

/** Answers which concrete type names satisfy a type condition. */
export interface TypeNames {
  /** The given names and every object type below those that are abstract. */
  concrete(names: readonly string[]): ReadonlySet<string>;
}

/** Reads the types of the whole supergraph, those hidden from clients included. */
export function createTypeNames(schema: GraphQLSchema): TypeNames {
  return {
    concrete(names) {
      const found = new Set(names);
      for (const name of names) {
        const type = schema.getType(name);
        if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) found.add(possible.name);
      }
      return found;
    },
  };
}
