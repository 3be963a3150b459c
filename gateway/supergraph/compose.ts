import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { composeServices } from '@theguild/federation-composition';
import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import type { PlanningContext } from '../execution/prepared-operation.js';
import { createTypeNames } from '../execution/type-names.js';
import { readFieldCosts, type FieldCosts } from './field-costs.js';

/** One subgraph's schema as text. */
export interface ServiceSdl {
  readonly name: string;
  readonly sdl: string;
}

/** Subgraphs composed to one schema, ready to plan operations. */
export interface Supergraph extends PlanningContext {
  readonly services: readonly ServiceSdl[];
  /** The supergraph with its join directives: what `schema/sdl/supergraph.graphql` holds. */
  readonly sdl: string;
  /** What clients see. */
  readonly publicSdl: string;
  readonly costs: FieldCosts;
}

/** The subgraphs do not fit together; `faults` says why, one text each. */
export class CompositionFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The subgraphs cannot be composed:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'CompositionFault';
  }
}

/** Composes subgraphs by the rules of Apollo Federation 2. Throws `CompositionFault`. */
export function composeSupergraph(services: readonly ServiceSdl[]): Supergraph {
  const result = compose(services);
  const composed = buildASTSchema(result.supergraphDocumentNode, { assumeValid: true, assumeValidSDL: true });
  return {
    services,
    sdl: result.supergraphSdl,
    publicSdl: result.publicSdl,
    schema: buildASTSchema(parse(result.publicSdl, { noLocation: true })),
    planner: new QueryPlanner(result.supergraphSdl),
    types: createTypeNames(composed),
    costs: readFieldCosts(result.supergraphDocumentNode),
  };
}

/** Only what clients would see of these subgraphs together. Throws `CompositionFault`. */
export function composePublicSchema(services: readonly ServiceSdl[]): GraphQLSchema {
  return buildASTSchema(parse(compose(services).publicSdl, { noLocation: true }));
}

function compose(services: readonly ServiceSdl[]) {
  const result = composeServices(services.map(({ name, sdl }) => ({ name, typeDefs: parsed(name, sdl) })));
  if (result.errors) throw new CompositionFault(result.errors.map((error) => error.message));
  return result;
}

function parsed(name: string, sdl: string) {
  try {
    return parse(sdl);
  } catch (error) {
    throw new CompositionFault([`${name}: ${(error as Error).message}`]);
  }
}
