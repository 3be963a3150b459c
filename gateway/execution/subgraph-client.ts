import type { Fetch, Row } from './plan.types.js';

/** An error as a subgraph reports it; nothing in it is trusted to be fit for clients. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a subgraph answers to one fetch. */
export interface SubgraphAnswer {
  readonly data?: Row | null;
  readonly errors?: readonly SubgraphError[];
}

/** On whose behalf a fetch is made. */
export interface Caller {
  readonly requestId: string;
  /** A fresh assertion of who asks: short-lived, so it is asked for at each fetch. */
  assertion(): string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** The way to one subgraph. Both methods throw `SubgraphUnavailable` when it does not answer. */
export interface SubgraphClient {
  readonly name: string;
  execute(fetch: Fetch, variables: Row | undefined, caller: Caller): Promise<SubgraphAnswer>;
  /** Opens a stream; a refused subscription is an answer with errors. `return()` of the iterator ends the stream. */
  subscribe(
    fetch: Fetch,
    variables: Row | undefined,
    caller: Caller,
  ): Promise<AsyncIterator<SubgraphAnswer> | SubgraphAnswer>;
  close(): Promise<void>;
}

/** A subgraph did not answer, or not with GraphQL. `reason` is for the log. */
export class SubgraphUnavailable extends Error {
  constructor(
    readonly subgraph: string,
    readonly reason: string,
  ) {
    super(`The ${subgraph} part of the hub does not answer.`);
    this.name = 'SubgraphUnavailable';
  }
}

/** A subgraph refused or ended a subscription with errors, after the stream was opened. */
export class SubscriptionRefused extends Error {
  constructor(readonly errors: readonly SubgraphError[]) {
    super('The subgraph ended the subscription with errors.');
    this.name = 'SubscriptionRefused';
  }
}
