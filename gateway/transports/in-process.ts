import type { ExecutionResult } from 'graphql';
import type { InProcessExecutor } from '../../schema/index.js';
import type { Fetch, Row } from '../execution/plan.types.js';
import type { Caller, SubgraphAnswer, SubgraphClient } from '../execution/subgraph-client.js';

/** The way to a subgraph of the same process: no HTTP, no text; the plan's own document is handed over. */
export function createInProcessClient(name: string, executor: InProcessExecutor): SubgraphClient {
  const call = (fetch: Fetch, variables: Row | undefined, caller: Caller) =>
    executor({
      document: fetch.document,
      assertion: caller.assertion(),
      requestId: caller.requestId,
      ...(variables ? { variables } : {}),
      ...(fetch.operationName ? { operationName: fetch.operationName } : {}),
    });
  return {
    name,
    async execute(fetch, variables, caller) {
      return answerOf((await call(fetch, variables, caller)) as ExecutionResult);
    },
    async subscribe(fetch, variables, caller) {
      const result = await call(fetch, variables, caller);
      return Symbol.asyncIterator in result ? iterate(result[Symbol.asyncIterator]()) : answerOf(result);
    },
    close: () => Promise.resolve(),
  };
}

function iterate(source: AsyncIterator<ExecutionResult>): AsyncIterator<SubgraphAnswer> {
  return {
    async next() {
      const step = await source.next();
      return step.done ? { done: true, value: undefined } : { done: false, value: answerOf(step.value) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** Positions in the planned document mean nothing to the caller, so of an error only its words, path and code go on. */
function answerOf({ data, errors }: ExecutionResult): SubgraphAnswer {
  if (!errors) return { data: data as Row | null };
  return {
    ...(data === undefined ? {} : { data: data as Row | null }),
    errors: errors.map(({ message, path, extensions }) => ({ message, extensions, ...(path ? { path } : {}) })),
  };
}
