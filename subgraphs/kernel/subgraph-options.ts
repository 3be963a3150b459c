import type { ClassType } from 'type-graphql';
import type { SubgraphName } from '../../schema/index.js';
import type { RequestContext } from './context.js';
import type { Logger } from './logging.js';
import type { FieldRights } from './rights.js';

/** Fetches an entity by its key for other subgraphs; null when it does not exist or may not be seen. */
export type ReferenceResolver = (
  reference: { id: string },
  context: RequestContext,
) => Promise<object | null> | object | null;

/** What a subgraph is made of. */
export interface SubgraphOptions {
  readonly name: SubgraphName;
  /** Instances of type-graphql resolver classes. */
  readonly resolvers: readonly object[];
  readonly orphanedTypes?: readonly ClassType[];
  /** By entity type name. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** Sources of the subscription fields by name; the decorator of each says `subscribe: fromSources`. */
  readonly subscriptions?: Readonly<Record<string, SubscriptionSource>>;
  /** Who may use each root field; one without is a fault. */
  readonly rights?: FieldRights;
  /** Secret of the gateway's assertion. */
  readonly secret: string;
  readonly log: Logger;
}

/** Opens the stream of one subscription; its `return()` must end it at once. */
export type SubscriptionSource = (args: never, context: RequestContext) => AsyncIterable<unknown>;

/** Stands in `@Subscription({ subscribe: fromSources })`: the source comes from `SubgraphOptions.subscriptions`. */
export function fromSources(): never {
  throw new Error('This subscription has no source: name it in the subscriptions of its subgraph.');
}
