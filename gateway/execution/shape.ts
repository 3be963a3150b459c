import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { included } from './conditions.js';
import type { DataKeys } from './data-keys.js';

/** What one response key holds, for objects of one concrete type. */
export interface FieldShape {
  readonly key: string;
  /** The key of the same in the data of subgraphs (see `DataKeys`). */
  readonly dataKey: string;
  readonly nonNull: boolean;
  /** `typename` and `introspection` are answered by the gateway itself. */
  readonly kind: 'leaf' | 'enum' | 'composite' | 'typename' | 'introspection';
  readonly composite?: CompositeShape;
  /** Values of an enum that clients may see. */
  readonly values?: ReadonlySet<string>;
  readonly nodes: readonly FieldNode[];
}

/** A selection on an object, interface or union; what it asks of each concrete type is found once, when first met. */
export interface CompositeShape {
  readonly typeName: string;
  /** undefined: the type is not in the public schema, so the object is null for clients. */
  fields(typeName: string): readonly FieldShape[] | undefined;
}

/** What a shape is compiled of. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly keys: DataKeys;
}

/**
 * Compiles what the caller asked for to a tree that `project` follows. `variables` matter only where a `@skip` or
 * `@include` reads one: a shape fits every request with the same values of those.
 */
export function compileShape(compilation: Compilation, operation: OperationDefinitionNode): CompositeShape {
  const root = compilation.schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no root type for a ${operation.operation}.`);
  return compositeShape(compilation, root, [operation.selectionSet]);
}

function compositeShape(
  compilation: Compilation,
  type: GraphQLNamedType,
  selections: readonly SelectionSetNode[],
): CompositeShape {
  const byType = new Map<string, readonly FieldShape[] | undefined>();
  return {
    typeName: type.name,
    fields(typeName) {
      if (!byType.has(typeName)) byType.set(typeName, fieldsOf(compilation, typeName, selections));
      return byType.get(typeName);
    },
  };
}

function fieldsOf(
  compilation: Compilation,
  typeName: string,
  selections: readonly SelectionSetNode[],
): readonly FieldShape[] | undefined {
  const type = compilation.schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const nodes = new Map<string, FieldNode[]>();
  const spreads = new Set<string>();
  for (const set of selections) collect(compilation, type, set, nodes, spreads);
  const definitions = type.getFields();
  return [...nodes].map(([key, fieldNodes]) =>
    fieldShape(compilation, key, definitions[fieldNodes[0]!.name.value], fieldNodes),
  );
}

function fieldShape(
  compilation: Compilation,
  key: string,
  definition: GraphQLField<unknown, unknown> | undefined,
  nodes: readonly FieldNode[],
): FieldShape {
  const name = nodes[0]!.name.value;
  if (name === '__typename') return { key, dataKey: name, nonNull: true, kind: 'typename', nodes };
  if (!definition) return { key, dataKey: key, nonNull: false, kind: 'introspection', nodes };
  const type = getNamedType(definition.type);
  const shape = { key, dataKey: compilation.keys.of(nodes[0]!), nonNull: isNonNullType(definition.type), nodes };
  if (isEnumType(type)) {
    return { ...shape, kind: 'enum', values: new Set(type.getValues().map((value) => value.name)) };
  }
  if (!isCompositeType(type)) return { ...shape, kind: 'leaf' };
  const selections = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
  return { ...shape, kind: 'composite', composite: compositeShape(compilation, type, selections) };
}

function collect(
  compilation: Compilation,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  into: Map<string, FieldNode[]>,
  seen: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!included(selection.directives, compilation.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const known = into.get(key);
      if (known) known.push(selection);
      else into.set(key, [selection]);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : spread(compilation, selection.name.value, seen);
    if (fragment && applies(compilation.schema, fragment.typeCondition?.name.value, type)) {
      collect(compilation, type, fragment.selectionSet, into, seen);
    }
  }
}

function spread({ fragments }: Compilation, name: string, seen: Set<string>): FragmentDefinitionNode | undefined {
  if (seen.has(name)) return undefined;
  seen.add(name);
  return fragments[name];
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLNamedType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = typeFromAST(schema, { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition } });
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}
