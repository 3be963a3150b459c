import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** What `@cost` and `@listSize` say of a field. */
export interface FieldCost {
  readonly weight?: number;
  /** Length of the list when no slicing argument is given. */
  readonly assumedSize?: number;
  /** Arguments whose value is the length of the list; the greatest counts. */
  readonly slicingArguments?: readonly string[];
  /** The list is in these fields of the returned object (a connection's `edges`), not the object itself. */
  readonly sizedFields?: readonly string[];
}

/** By `Type.field`, and by `Type` for a `@cost` on the type itself. */
export type FieldCosts = ReadonlyMap<string, FieldCost>;

/** Reads the cost directives that composition carried into the supergraph. */
export function readFieldCosts(supergraph: DocumentNode): FieldCosts {
  const costs = new Map<string, FieldCost>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const ofType = readCost(definition.directives);
    if (ofType) costs.set(definition.name.value, ofType);
    for (const field of definition.fields ?? []) {
      const ofField = readCost(field.directives);
      if (ofField) costs.set(`${definition.name.value}.${field.name.value}`, ofField);
    }
  }
  return costs;
}

function readCost(directives: readonly ConstDirectiveNode[] | undefined): FieldCost | undefined {
  const found: Record<string, unknown> = {};
  for (const directive of directives ?? []) {
    if (!/^(federation__)?(cost|listSize)$/.test(directive.name.value)) continue;
    for (const argument of directive.arguments ?? []) found[argument.name.value] = valueFromASTUntyped(argument.value);
  }
  return Object.keys(found).length > 0 ? (found as FieldCost) : undefined;
}
