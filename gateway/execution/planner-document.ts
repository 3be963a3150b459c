import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { included } from './conditions.js';
import type { DataKeys } from './data-keys.js';
import type { Literals } from './literals.js';

/** What of an operation is to be planned. */
export interface Planned {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values of the variables that conditions read. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly keys: DataKeys;
  readonly literals: Literals;
}

/** What is asked of one object: of any type that it may have, and of some types only. */
interface Level {
  readonly fields: Map<string, FieldNode[]>;
  readonly narrower: Map<string, SelectionSetNode[]>;
}

/**
 * The operation in the plainest form for the planner, or undefined when it asks nothing of subgraphs: conditions
 * decided, fragments in place, each field once under its data key, literals hidden. The planner is exact on such documents; on what
 * clients may write it mixes up names and arguments, and on repeated fields under conditions it takes the whole
 * process down.
 */
export function plannerDocument(planned: Planned): DocumentNode | undefined {
  const { schema, operation } = planned;
  const root = schema.getRootType(operation.operation);
  if (!root) return undefined;
  const selections = selectionsOf(planned, root, [operation.selectionSet]).filter((node) => node !== plainTypename);
  if (selections.length === 0) return undefined;
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const used = variablesIn(selectionSet);
  const variableDefinitions = (operation.variableDefinitions ?? [])
    .filter(({ variable }) => used.has(variable.name.value))
    .map((definition) => planned.literals.hide(definition));
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, directives: [], selectionSet, variableDefinitions }],
  };
}

const plainTypename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function selectionsOf(
  planned: Planned,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): readonly SelectionNode[] {
  const level: Level = { fields: new Map(), narrower: new Map() };
  for (const set of sets) collect(planned, type, set, level);
  const selections: SelectionNode[] = [];
  for (const [key, nodes] of level.fields) selections.push(fieldOf(planned, type, key, nodes));
  for (const [name, inner] of level.narrower) {
    const narrowed = selectionsOf(planned, planned.schema.getType(name)!, inner);
    const asked = narrowed.filter((node) => node !== plainTypename);
    if (asked.length < narrowed.length && !level.fields.has('__typename')) {
      level.fields.set('__typename', []);
      selections.unshift(plainTypename);
    }
    if (asked.length === 0) continue;
    selections.push({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections: asked },
    });
  }
  return selections;
}

function collect(planned: Planned, type: GraphQLNamedType, set: SelectionSetNode, level: Level): void {
  for (const selection of set.selections) {
    if (!included(selection.directives, planned.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      add(level.fields, selection.name.value.startsWith('__') ? '__typename' : planned.keys.of(selection), selection);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : planned.fragments[selection.name.value];
    if (!fragment) continue;
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || covers(planned.schema, condition, type)) {
      collect(planned, type, fragment.selectionSet, level);
    } else add(level.narrower, condition, fragment.selectionSet);
  }
}

function add<T>(into: Map<string, T[]>, key: string, value: T): void {
  const known = into.get(key);
  if (known) known.push(value);
  else into.set(key, [value]);
}

/** Whether every object of the type satisfies the condition. */
function covers(schema: GraphQLSchema, condition: string, type: GraphQLNamedType): boolean {
  if (condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wider, type);
}

function fieldOf(planned: Planned, type: GraphQLNamedType, key: string, nodes: readonly FieldNode[]): FieldNode {
  if (key === '__typename') return plainTypename;
  const { name, arguments: given } = nodes[0]!;
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
  if (!definition) throw new Error(`The operation was not validated: there is no field ${type.name}.${name.value}.`);
  const field: FieldNode = {
    kind: Kind.FIELD,
    name,
    arguments: (given ?? []).map((argument) => planned.literals.hide(argument)),
    ...(key === name.value ? {} : { alias: { kind: Kind.NAME, value: key } }),
  };
  const inner = getNamedType(definition.type);
  if (!isCompositeType(inner)) return field;
  const sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
  const selections = selectionsOf(planned, inner, sets);
  return {
    ...field,
    selectionSet: { kind: Kind.SELECTION_SET, selections: selections.length > 0 ? selections : [plainTypename] },
  };
}

function variablesIn(selectionSet: SelectionSetNode): Set<string> {
  const names = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
