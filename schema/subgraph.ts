import type { DocumentNode, ExecutionResult } from 'graphql';

/** The five subgraphs, in the order in which they are composed. */
export const subgraphNames = ['participants', 'channels', 'campaigns', 'complaints', 'analytics'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** One operation of the gateway for a subgraph in the same process. */
export interface SubgraphRequest {
  readonly document: DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The gateway's assertion (`signAssertion`); a subgraph answers nobody without a valid one. */
  readonly assertion: string;
  readonly requestId: string;
}

/** Executes without HTTP. A subscription answers with an async iterable, or with a result that holds the errors. */
export type InProcessExecutor = (request: SubgraphRequest) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

/** A subgraph as the gateway knows it: in this process (`execute`) or behind a URL. */
export type SubgraphSource =
  | { readonly name: string; readonly sdl: string; readonly execute: InProcessExecutor }
  | { readonly name: string; readonly url: string };
