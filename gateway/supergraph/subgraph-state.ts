/**
 * How the gateway sees a subgraph.
 * - `ready`: served as it is now.
 * - `unavailable`: it does not answer; what is known of its schema stays, its fields are null.
 * - `refused`: it answers with a schema that cannot be served (it breaks the published one, or does not compose);
 *   the schema before stays.
 */
export interface SubgraphState {
  readonly name: string;
  readonly transport: 'in process' | 'http';
  readonly status: 'ready' | 'unavailable' | 'refused';
  /** Why it is not ready. */
  readonly detail?: string;
  readonly since: string;
}
