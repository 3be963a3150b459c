import type { DocumentNode } from 'graphql';

/** A GraphQL object as it comes from a subgraph and as the executor completes it, in place. */
export type Row = Record<string, unknown>;

/** One segment of the way from the root of the data to the objects a fetch completes. */
export type PathSegment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'list' }
  /** Only objects of these concrete types. */
  | { readonly kind: 'type'; readonly names: ReadonlySet<string> };

/** One prepared operation for one subgraph. The same object is used by every request with the same plan. */
export interface Fetch {
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName?: string;
  /** Names of the caller's variables that the operation uses. */
  readonly variables: readonly string[];
  /** Response keys at the root of the operation: where an outage of the subgraph shows. */
  readonly rootKeys: readonly string[];
  readonly rewrite?: (data: Row) => Row;
}

/** Objects of one or more paths that one aliased `_entities` field of a fetch completes. */
export interface EntityGroup {
  readonly responseKey: string;
  readonly variable: string;
  readonly paths: readonly (readonly PathSegment[])[];
  /** The representation of an object, or null when the object cannot be asked for (no key). */
  readonly represent: (entity: Row) => Row | null;
  readonly rewrite?: (entity: Row) => Row;
}

/** A compiled step of a query plan. */
export type Step =
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'condition'; readonly variable: string; readonly then?: Step; readonly otherwise?: Step }
  | { readonly kind: 'root'; readonly fetch: Fetch }
  | { readonly kind: 'entities'; readonly fetch: Fetch; readonly groups: readonly EntityGroup[] };

/** A compiled plan: for a subscription `source` opens the stream and `step` completes each event. */
export interface CompiledPlan {
  readonly step?: Step;
  readonly source?: Fetch;
}
