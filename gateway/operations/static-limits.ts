import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { RequestFault } from '../errors.js';
import type { GatewayLimits } from '../limits.js';

const tooComplex = (what: string, limit: number) =>
  new RequestFault('OPERATION_TOO_COMPLEX', `The operation has more than ${limit} ${what}.`);

/**
 * Refuses a document that is out of bounds by its text alone, before it is validated: validation itself can be made
 * slow. Linear in the size of the document; fragments are measured once each. Throws OPERATION_TOO_COMPLEX, or
 * GRAPHQL_VALIDATION_FAILED for a name that GraphQL keeps for itself.
 */
export function checkStaticLimits(document: DocumentNode, limits: GatewayLimits): void {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(node) {
      if (node.alias) aliases += 1;
      if (node.alias) refuseReserved(node.alias.value);
    },
    Variable(node) {
      refuseReserved(node.name.value);
    },
    Directive() {
      directives += 1;
    },
    SelectionSet(node) {
      checkRepeats(node, limits);
    },
  });
  if (aliases > limits.aliases) throw tooComplex('aliases', limits.aliases);
  if (directives > limits.directives) throw tooComplex('directives', limits.directives);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) checkOperation(definition, fragments, limits);
  }
}

/** Names that begin with two underscores belong to introspection; `__proto__` would be more than a name in JavaScript. */
function refuseReserved(name: string): void {
  if (!name.startsWith('__')) return;
  throw new RequestFault(
    'GRAPHQL_VALIDATION_FAILED',
    `The name "${name}" is reserved: choose one without "__" before it.`,
  );
}

/** Fields with the same key are compared pair by pair in validation. */
function checkRepeats({ selections }: SelectionSetNode, limits: GatewayLimits): void {
  if (selections.length <= limits.repeats) return;
  const counts = new Map<string, number>();
  for (const selection of selections) {
    const key = selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : selection.kind;
    const count = (counts.get(key) ?? 0) + 1;
    if (count > limits.repeats) throw tooComplex('fields or fragments with one key in one place', limits.repeats);
    counts.set(key, count);
  }
}

function checkOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: GatewayLimits,
): void {
  const measure = measureWith(fragments);
  const { depth, width, fields } = measure(operation.selectionSet);
  if (depth > limits.depth) {
    throw new RequestFault('OPERATION_TOO_COMPLEX', `The operation is nested more than ${limits.depth} fields deep.`);
  }
  if (fields > limits.fields) throw tooComplex('fields', limits.fields);
  if (width > limits.rootFields) throw tooComplex('fields at its root', limits.rootFields);
}

interface Measure {
  readonly depth: number;
  /** Fields at this level, those of fragments included. */
  readonly width: number;
  /** Fields at this level and below, each spread of a fragment counted. */
  readonly fields: number;
}

const nothing: Measure = { depth: 0, width: 0, fields: 0 };

function measureWith(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const known = new Map<string, Measure>();
  const ofFragment = (name: string): Measure => {
    const measured = known.get(name);
    if (measured) return measured;
    // A fragment that spreads itself counts as nothing here; validation refuses it.
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const result = fragment ? measure(fragment.selectionSet) : nothing;
    known.set(name, result);
    return result;
  };
  const measure = (set: SelectionSetNode): Measure => {
    let depth = 0;
    let width = 0;
    let fields = 0;
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : selection.selectionSet
            ? measure(selection.selectionSet)
            : nothing;
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      depth = Math.max(depth, own + inner.depth);
      width += own === 1 ? 1 : inner.width;
      fields += own + inner.fields;
    }
    return { depth, width, fields };
  };
  return measure;
}
