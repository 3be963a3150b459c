import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCost, FieldCosts } from '../supergraph/field-costs.js';

/** Cost of an operation for given (coerced) variables. */
export type CostOf = (variables: Readonly<Record<string, unknown>>) => number;

export interface CostContext {
  readonly schema: GraphQLSchema;
  readonly costs: FieldCosts;
  readonly assumedListSize: number;
}

interface Compiling extends CostContext {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly compiledFragments: Map<Inherited, Map<string, CostOf>>;
}

const mutationWeight = 10;
const nothing: CostOf = () => 0;

/**
 * Compiles the cost of an operation, after IBM's GraphQL cost specification: every object costs 1, a leaf nothing,
 * a mutation 10, all of it times the length of the lists around it. The length of a list is its slicing argument
 * (`@listSize(slicingArguments)`, else `first` or `last`), its `assumedSize`, or a default; in a connection the
 * argument of the connection counts for its `edges` and `nodes`. `@cost(weight)` replaces the weight of a field or type.
 */
export function compileCost(
  context: CostContext,
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): CostOf {
  const root = context.schema.getRootType(operation.operation);
  if (!root) return nothing;
  const compiling: Compiling = {
    ...context,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    compiledFragments: new Map(),
  };
  const selection = compileSelection(compiling, root, operation.selectionSet, undefined);
  const perField = operation.operation === 'mutation' ? mutationWeight * operation.selectionSet.selections.length : 0;
  return (variables) => perField + selection(variables);
}

/** Length of the list fields of a connection, given by an argument one level up. */
type Inherited = { readonly fields: readonly string[]; readonly size: CostOf } | undefined;

function compileSelection(
  compiling: Compiling,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  inherited: Inherited,
): CostOf {
  const parts: CostOf[] = [];
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const part = compileField(compiling, type, selection, inherited);
      if (part) parts.push(part);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = narrowed(compiling, type, selection.typeCondition?.name.value);
      parts.push(compileSelection(compiling, inner, selection.selectionSet, inherited));
    } else parts.push(compileSpread(compiling, type, selection.name.value, inherited));
  }
  if (parts.length === 1) return parts[0]!;
  return (variables) => {
    let sum = 0;
    for (const part of parts) sum += part(variables);
    return sum;
  };
}

const narrowed = ({ schema }: Compiling, type: GraphQLNamedType, condition: string | undefined): GraphQLNamedType =>
  (condition === undefined ? undefined : schema.getType(condition)) ?? type;

/** A fragment is compiled once for each list length it inherits, so that nested spreads cannot blow up. */
function compileSpread(compiling: Compiling, type: GraphQLNamedType, name: string, inherited: Inherited): CostOf {
  const fragment = compiling.fragments.get(name);
  if (!fragment) return nothing;
  let known = compiling.compiledFragments.get(inherited);
  if (!known) compiling.compiledFragments.set(inherited, (known = new Map()));
  let compiled = known.get(name);
  if (!compiled) {
    const inner = narrowed(compiling, type, fragment.typeCondition.name.value);
    compiled = memoized(compileSelection(compiling, inner, fragment.selectionSet, inherited));
    known.set(name, compiled);
  }
  return compiled;
}

/** Remembers the value for the last variables: a fragment spread many times is summed once a request. */
function memoized(cost: CostOf): CostOf {
  let last: unknown;
  let value = 0;
  return (variables) => {
    if (last !== variables) {
      value = cost(variables);
      last = variables;
    }
    return value;
  };
}

function compileField(
  compiling: Compiling,
  parent: GraphQLNamedType,
  node: FieldNode,
  inherited: Inherited,
): CostOf | undefined {
  const name = node.name.value;
  const definition = definitionOf(parent, name);
  if (!definition) return undefined;
  const directive: FieldCost = compiling.costs.get(`${parent.name}.${name}`) ?? {};
  const type = getNamedType(definition.type);
  const own = directive.weight ?? weightOf(compiling, type);
  const length = lengthOf(compiling, definition, directive, node);
  const isList = isListType(getNullableType(definition.type));
  const sizes = isList ? undefined : { fields: directive.sizedFields ?? connectionLists, size: length };
  const children = node.selectionSet ? compileSelection(compiling, type, node.selectionSet, sizes) : nothing;
  if (own === 0 && children === nothing) return undefined;
  if (!isList) return (variables) => own + children(variables);
  const size = inherited?.fields.includes(name) ? inherited.size : length;
  return (variables) => size(variables) * (own + children(variables));
}

function definitionOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function lengthOf(
  compiling: Compiling,
  definition: GraphQLField<unknown, unknown>,
  directive: FieldCost,
  node: FieldNode,
): CostOf {
  const fixed = directive.assumedSize ?? compiling.assumedListSize;
  return slicing(definition, directive, node) ?? (() => fixed);
}

/** The lists of a connection, as long as the connection's own slicing argument says. */
const connectionLists = ['edges', 'nodes'];

const weightOf = ({ costs }: Compiling, type: GraphQLNamedType): number =>
  isCompositeType(type) ? (costs.get(type.name)?.weight ?? 1) : 0;

/** The list length that an argument sets: the greatest of the slicing arguments given or defaulted. */
function slicing(
  definition: GraphQLField<unknown, unknown>,
  directive: FieldCost,
  node: FieldNode,
): CostOf | undefined {
  const names = directive.slicingArguments ?? ['first', 'last'];
  const readers = definition.args
    .filter(({ name }) => names.includes(name))
    .map(({ name, defaultValue }) => {
      const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
      if (given?.kind === Kind.VARIABLE) {
        const variable = given.name.value;
        return (variables: Readonly<Record<string, unknown>>) => variables[variable] ?? defaultValue;
      }
      const fixed: unknown = given?.kind === Kind.INT ? Number(given.value) : defaultValue;
      return () => fixed;
    });
  if (readers.length === 0) return undefined;
  return (variables) => {
    let greatest = 0;
    for (const read of readers) {
      const value = read(variables);
      if (typeof value === 'number' && value > greatest) greatest = value;
    }
    return greatest;
  };
}
