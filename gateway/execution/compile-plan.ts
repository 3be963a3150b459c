import type {
  BatchFetchNode,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { Kind, parse, print, stripIgnoredCharacters, type DocumentNode } from 'graphql';
import type { Literals } from './literals.js';
import type { CompiledPlan, EntityGroup, Fetch, PathSegment, Step } from './plan.types.js';
import { compileRepresentation } from './representation.js';
import { compileRewrites } from './rewrites.js';
import type { TypeNames } from './type-names.js';

interface Compiling {
  /** Of the whole supergraph. */
  readonly types: TypeNames;
  /** What was hidden from the planner in this operation. */
  readonly literals: Literals;
}

/** Turns a plan of the Rust planner into steps whose paths, representations and documents are prepared once. */
export function compilePlan(plan: QueryPlan, context: Compiling): CompiledPlan {
  if (!plan.node) return {};
  const source = subscriptionOf(plan.node);
  if (!source) return { step: compileNode(plan.node, [], context) };
  const rest = plan.node.kind === 'Sequence' ? plan.node.nodes.slice(1) : [];
  return {
    source: compileFetch(source, context),
    ...(rest.length > 0 ? { step: compileNode({ kind: 'Sequence', nodes: rest }, [], context) } : {}),
  };
}

function subscriptionOf(node: PlanNode): FetchNode | undefined {
  if (node.kind === 'Subscription') return node.primary;
  const first = node.kind === 'Sequence' ? node.nodes[0] : undefined;
  return first?.kind === 'Subscription' ? first.primary : undefined;
}

function compileNode(node: PlanNode, path: readonly PathSegment[], context: Compiling): Step {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((child) => compileNode(child, path, context)),
      };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ...(node.ifClause ? { then: compileNode(node.ifClause, path, context) } : {}),
        ...(node.elseClause ? { otherwise: compileNode(node.elseClause, path, context) } : {}),
      };
    case 'Flatten':
      return compileNode(node.node, [...path, ...compilePath(node.path, context)], context);
    case 'Fetch':
      return compileFetchStep(node, path, context);
    case 'BatchFetch':
      return { kind: 'entities', fetch: compileFetch(node, context), groups: compileBatch(node, context) };
    default:
      throw new Error(`The query planner answered with a step that is not known here: ${node.kind}.`);
  }
}

function compileFetchStep(node: FetchNode, path: readonly PathSegment[], context: Compiling): Step {
  if (!node.requires || node.requires.length === 0) return { kind: 'root', fetch: compileFetch(node, context) };
  const requirements = compileRepresentation(node.requires, context.types);
  const rewriteInput = compileRewrites(node.inputRewrites, context.types);
  const { rewrite, ...fetch } = compileFetch(node, context);
  const group: EntityGroup = {
    responseKey: '_entities',
    variable: 'representations',
    paths: [path],
    represent: withRewrite(requirements, rewriteInput),
    ...(rewrite ? { rewrite: entityRewrite(rewrite) } : {}),
  };
  return { kind: 'entities', fetch, groups: [group] };
}

/** Output rewrites of a plain entity fetch begin at the response's root: `_entities`, then the entity. */
const entityRewrite = (rewrite: NonNullable<Fetch['rewrite']>): NonNullable<EntityGroup['rewrite']> => {
  return (entity) => {
    const rewritten = rewrite({ _entities: [entity] })._entities as [typeof entity];
    return rewritten[0];
  };
};

function withRewrite(
  represent: EntityGroup['represent'],
  rewrite: ReturnType<typeof compileRewrites>,
): EntityGroup['represent'] {
  if (!rewrite) return represent;
  return (entity) => {
    const representation = represent(entity);
    return representation && rewrite(representation);
  };
}

function compileBatch(node: BatchFetchNode, context: Compiling): EntityGroup[] {
  return node.entityBatch.aliases.map((alias) => {
    const rewrite = compileRewrites(alias.outputRewrites, context.types);
    return {
      responseKey: alias.alias,
      variable: alias.representationsVariableName,
      paths: alias.paths.map((path) => compilePath(path, context)),
      represent: withRewrite(
        compileRepresentation(alias.requires, context.types),
        compileRewrites(alias.inputRewrites, context.types),
      ),
      ...(rewrite ? { rewrite } : {}),
    };
  });
}

function compilePath(path: readonly FlattenNodePathSegment[], context: Compiling): PathSegment[] {
  return path.map((segment) => {
    if (segment === '@') return { kind: 'list' };
    if ('Field' in segment) return { kind: 'field', name: segment.Field };
    return { kind: 'type', names: context.types.concrete(segment.TypeCondition) };
  });
}

function compileFetch(node: FetchNode | BatchFetchNode, context: Compiling): Fetch {
  const planned = parse(node.operation, { noLocation: true });
  const document = context.literals.restore(planned);
  const rewrite = node.kind === 'BatchFetch' ? undefined : compileRewrites(node.outputRewrites, context.types);
  return {
    subgraph: node.serviceName,
    kind: node.operationKind ?? 'query',
    source: document === planned ? node.operation : stripIgnoredCharacters(print(document)),
    document,
    variables: node.variableUsages ?? [],
    rootKeys: rootKeys(document),
    ...(node.operationName ? { operationName: node.operationName } : {}),
    ...(rewrite ? { rewrite } : {}),
  };
}

function rootKeys(document: DocumentNode): string[] {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const selections = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  return selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : [],
  );
}
