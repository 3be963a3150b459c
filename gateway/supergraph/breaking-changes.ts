import { findBreakingChanges, type GraphQLSchema } from 'graphql';

/**
 * What of the public schema clients lose: a type, field, argument or enum value removed, a type changed, an
 * argument or input field newly required. One readable line each; empty when clients keep everything.
 */
export function breakingChanges(published: GraphQLSchema, next: GraphQLSchema): string[] {
  return findBreakingChanges(published, next).map(({ type, description }) => `${type}: ${description}`);
}
