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
export type SubgraphSource = InProcessSource | { readonly name: string; readonly url: string };

/** A subgraph in this process. */
export interface InProcessSource {
  readonly name: string;
  /** As it is now: it may change while the subgraph runs. */
  readonly sdl: string;
  readonly execute: InProcessExecutor;
  /** Calls back whenever `sdl` has changed; answers what ends that. Absent: it never changes. */
  onReplaced?(listener: () => void): () => void;
}
