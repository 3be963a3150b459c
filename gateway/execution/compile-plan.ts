import type {
  BatchFetchNode,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { Kind, parse, type DocumentNode } from 'graphql';
import type { CompiledPlan, EntityGroup, Fetch, PathSegment, Step } from './plan.types.js';
import { compileRepresentation } from './representation.js';
import { compileRewrites } from './rewrites.js';
import type { TypeNames } from './type-names.js';

/** Turns a plan of the Rust planner into steps whose paths, representations and documents are prepared once. */
export function compilePlan(plan: QueryPlan, types: TypeNames): CompiledPlan {
  if (!plan.node) return {};
  const source = subscriptionOf(plan.node);
  if (!source) return { step: compileNode(plan.node, [], types) };
  const rest = plan.node.kind === 'Sequence' ? plan.node.nodes.slice(1) : [];
  return {
    source: compileFetch(source, types),
    ...(rest.length > 0 ? { step: compileNode({ kind: 'Sequence', nodes: rest }, [], types) } : {}),
  };
}

function subscriptionOf(node: PlanNode): FetchNode | undefined {
  if (node.kind === 'Subscription') return node.primary;
  const first = node.kind === 'Sequence' ? node.nodes[0] : undefined;
  return first?.kind === 'Subscription' ? first.primary : undefined;
}

function compileNode(node: PlanNode, path: readonly PathSegment[], types: TypeNames): Step {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((child) => compileNode(child, path, types)),
      };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ...(node.ifClause ? { then: compileNode(node.ifClause, path, types) } : {}),
        ...(node.elseClause ? { otherwise: compileNode(node.elseClause, path, types) } : {}),
      };
    case 'Flatten':
      return compileNode(node.node, [...path, ...compilePath(node.path, types)], types);
    case 'Fetch':
      return compileFetchStep(node, path, types);
    case 'BatchFetch':
      return { kind: 'entities', fetch: compileFetch(node, types), groups: compileBatch(node, types) };
    default:
      throw new Error(`The query planner answered with a step that is not known here: ${node.kind}.`);
  }
}

function compileFetchStep(node: FetchNode, path: readonly PathSegment[], types: TypeNames): Step {
  if (!node.requires || node.requires.length === 0) return { kind: 'root', fetch: compileFetch(node, types) };
  const requirements = compileRepresentation(node.requires, types);
  const rewriteInput = compileRewrites(node.inputRewrites, types);
  const { rewrite, ...fetch } = compileFetch(node, types);
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

function compileBatch(node: BatchFetchNode, types: TypeNames): EntityGroup[] {
  return node.entityBatch.aliases.map((alias) => {
    const rewrite = compileRewrites(alias.outputRewrites, types);
    return {
      responseKey: alias.alias,
      variable: alias.representationsVariableName,
      paths: alias.paths.map((path) => compilePath(path, types)),
      represent: withRewrite(compileRepresentation(alias.requires, types), compileRewrites(alias.inputRewrites, types)),
      ...(rewrite ? { rewrite } : {}),
    };
  });
}

function compilePath(path: readonly FlattenNodePathSegment[], types: TypeNames): PathSegment[] {
  return path.map((segment) => {
    if (segment === '@') return { kind: 'list' };
    if ('Field' in segment) return { kind: 'field', name: segment.Field };
    return { kind: 'type', names: types.concrete(segment.TypeCondition) };
  });
}

function compileFetch(node: FetchNode | BatchFetchNode, types: TypeNames): Fetch {
  const document = parse(node.operation, { noLocation: true });
  const rewrite = node.kind === 'BatchFetch' ? undefined : compileRewrites(node.outputRewrites, types);
  return {
    subgraph: node.serviceName,
    kind: node.operationKind ?? 'query',
    source: node.operation,
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
