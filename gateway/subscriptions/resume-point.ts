import {
  Kind,
  valueFromASTUntyped,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Row } from '../execution/plan.types.js';

/** Where a subscription begins, and how its events say where they are. */
export interface ResumePoint {
  /** Value of the `after` argument; undefined: from now on. */
  readonly after: string | undefined;
  /** The variable that the value came from. */
  readonly variable: string | undefined;
  /** The cursor of an event; always undefined where the subscription does not ask for one. */
  readonly cursorOf: (data: Row | null) => string | undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Reads the resume point of a valid subscription, whose root holds one field. */
export function resumePoint(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  variables: Readonly<Record<string, unknown>>,
): ResumePoint {
  const root = findField(operation.selectionSet, fragments);
  const argument = root?.arguments?.find(({ name }) => name.value === 'after');
  const after = argument && valueFromASTUntyped(argument.value, variables);
  const cursor = root?.selectionSet && findField(root.selectionSet, fragments, 'cursor');
  return {
    after: typeof after === 'string' ? after : undefined,
    variable: argument?.value.kind === Kind.VARIABLE ? argument.value.name.value : undefined,
    cursorOf: root && cursor ? cursorReader(responseKey(root), responseKey(cursor)) : () => undefined,
  };
}

const responseKey = (field: FieldNode): string => (field.alias ?? field.name).value;

function cursorReader(rootKey: string, key: string): ResumePoint['cursorOf'] {
  return (data) => {
    const cursor = (data?.[rootKey] as Row | null | undefined)?.[key];
    return typeof cursor === 'string' ? cursor : undefined;
  };
}

/** The first field of that name (or of any) at this level, fragments included. */
function findField(set: SelectionSetNode, fragments: Fragments, name?: string): FieldNode | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (name === undefined || selection.name.value === name) return selection;
      continue;
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const found = inner && findField(inner.selectionSet, fragments, name);
    if (found) return found;
  }
  return undefined;
}
