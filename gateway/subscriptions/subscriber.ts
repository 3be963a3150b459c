import type { GraphQLFormattedError } from 'graphql';

/** One event, serialised once for all who get it: the JSON of a GraphQL result, as UTF-8. */
export type Payload = Buffer;

/** Who gets the events of a feed. None of the methods throws or waits. */
export interface Subscriber {
  next(payload: Payload): void;
  /** Ends the subscription with errors; nothing comes after. */
  fail(errors: readonly GraphQLFormattedError[]): void;
  /** Ends the subscription; nothing comes after. */
  complete(): void;
  /** True while events wait because the client does not read as fast as they come. */
  readonly lagging: boolean;
  /** Calls back once, when it lags no more or is gone. */
  onceCaughtUp(callback: () => void): void;
  /** Ends the subscription of a client that does not read. */
  cut(): void;
}
