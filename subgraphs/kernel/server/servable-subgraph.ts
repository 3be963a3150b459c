import type { Subgraph } from '../subgraph.js';

/** What is served of a subgraph; without `onReplaced` its schema never changes. */
export type ServableSubgraph = Pick<Subgraph, 'name' | 'schema' | 'execute' | 'context' | 'formatError'> &
  Partial<Pick<Subgraph, 'onReplaced'>>;
