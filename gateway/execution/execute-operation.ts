import type { GraphQLFormattedError } from 'graphql';
import { underClientKeys } from './data-keys.js';
import type { CompiledPlan, Row } from './plan.types.js';
import type { PreparedOperation } from './prepared-operation.js';
import { projectField, unresolvedPlaces, type Projection } from './project.js';
import type { CompositeShape } from './shape.js';
import { clientOf, maximumPlaces, outage, runStep, variablesOf, type Run } from './run-plan.js';
import { SubgraphUnavailable, type Caller, type SubgraphAnswer, type SubgraphClient } from './subgraph-client.js';

/** The result of an operation or of one event of a subscription, errors not yet checked for what clients may read. */
export interface Outcome {
  readonly data: Row | null;
  readonly errors: readonly GraphQLFormattedError[];
}

export interface ExecutionInput {
  readonly operation: PreparedOperation;
  /** Coerced (see `PreparedOperation.variables`). */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/** Runs a query or mutation to its end. Faults of subgraphs are in the outcome. */
export async function executeOperation(input: ExecutionInput): Promise<Outcome> {
  const plan = await input.operation.plan(input.variables);
  const run = newRun(input);
  if (plan.step) await runStep(plan.step, run);
  return outcome(input, run);
}

/**
 * Opens a subscription: an iterator of completed events, or the outcome that refused it. Each event is completed
 * before the next one is asked for, so the order of the source is kept.
 */
export async function subscribeOperation(input: ExecutionInput): Promise<AsyncIterator<Outcome> | Outcome> {
  const plan = await input.operation.plan(input.variables);
  if (!plan.source) throw new Error('The plan of a subscription has no source.');
  try {
    const client = clientOf(plan.source, input.clients);
    const source = await client.subscribe(plan.source, variablesOf(plan.source, input.variables), input.caller);
    if ('next' in source) return events(input, plan, source);
    return { data: null, errors: (source.errors ?? []).map(underClientKeys) };
  } catch (error) {
    if (!(error instanceof SubgraphUnavailable)) throw error;
    return {
      data: null,
      errors: outage(
        error,
        plan.source.rootKeys.map((key) => [key]),
      ).map(underClientKeys),
    };
  }
}

function events(
  input: ExecutionInput,
  plan: CompiledPlan,
  source: AsyncIterator<SubgraphAnswer>,
): AsyncIterator<Outcome> {
  return {
    async next() {
      const step = await source.next();
      return step.done
        ? { done: true, value: undefined }
        : { done: false, value: await completed(input, plan, step.value) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function completed(input: ExecutionInput, plan: CompiledPlan, event: SubgraphAnswer): Promise<Outcome> {
  const run = newRun(input);
  if (event.data) Object.assign(run.data, plan.source?.rewrite ? plan.source.rewrite(event.data) : event.data);
  run.errors.push(...(event.errors ?? []));
  if (plan.step && event.data) await runStep(plan.step, run);
  return outcome(input, run);
}

const newRun = ({ variables, caller, clients }: ExecutionInput): Run => ({
  data: Object.create(null) as Row,
  errors: [],
  degraded: false,
  variables,
  caller,
  clients,
});

/**
 * A root field that may not be null and has no value makes the whole data null, as GraphQL says; except when a
 * subgraph is down: then only its own fields are null, so that the rest of the answer is of use.
 */
function outcome(input: ExecutionInput, run: Run): Outcome {
  const { operation, variables } = input;
  const shape = operation.shape(variables);
  const projection: Projection = { incomplete: false };
  const errors = run.errors.map(underClientKeys);
  const data: Row = {};
  for (const field of shape.fields(shape.typeName) ?? []) {
    if (field.kind === 'introspection') {
      data[field.key] = operation.introspect(field, variables);
      continue;
    }
    const given = field.kind === 'typename' ? shape.typeName : run.data[field.dataKey];
    const missing = given === undefined || given === null;
    if (missing && field.nonNull && !run.degraded) return { data: null, errors };
    data[field.key] = projectField(given, field, shape.typeName, projection);
  }
  if (projection.incomplete) explainNulls(shape, run.data, errors);
  return { data, errors };
}

/** A null where none may be says why: when no error does so already, the object was not found by its subgraph. */
function explainNulls(shape: CompositeShape, data: Row, errors: GraphQLFormattedError[]): void {
  const explained = new Set(errors.map(({ path }) => JSON.stringify(path)));
  for (const path of unresolvedPlaces(data, shape).slice(0, maximumPlaces)) {
    if (path.some((_, index) => explained.has(JSON.stringify(path.slice(0, index + 1))))) continue;
    if (errors.some((error) => error.path && path.every((part, index) => error.path?.[index] === part))) continue;
    errors.push({ message: 'What is referred to here was not found.', path, extensions: { code: 'NOT_FOUND' } });
  }
}
