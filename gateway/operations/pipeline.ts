import type { Principal } from '../../schema/index.js';
import { RequestFault } from '../errors.js';
import type { Assertions } from '../execution/assertions.js';
import {
  executeOperation,
  subscribeOperation,
  type ExecutionInput,
  type Outcome,
} from '../execution/execute-operation.js';
import { VariableFault } from '../execution/prepared-operation.js';
import type { Caller, SubgraphClient } from '../execution/subgraph-client.js';
import type { GatewayLimits } from '../limits.js';
import type { Served } from '../supergraph/supergraph-manager.js';
import type { CheckedOperation } from './operation-store.js';
import { operationText, type PersistedOperations } from './persisted-operations.js';
import type { OperationRequest } from './operation-request.js';

/** A request that passed every check and can be run. */
export interface Accepted {
  readonly served: Served;
  readonly text: string;
  readonly operation: CheckedOperation;
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface PipelineOptions {
  readonly current: () => Served | undefined;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly assertions: Assertions;
  readonly production: boolean;
  readonly limits: GatewayLimits;
  readonly persistedOperations: PersistedOperations | undefined;
}

/** From a request to its outcome: the same checks and the same execution for HTTP and WebSocket. */
export class Pipeline {
  constructor(private readonly options: PipelineOptions) {}

  /** Checks a request. Throws a `RequestFault` that says what is wrong with it. */
  accept(request: OperationRequest, principal: Principal | null): Accepted {
    const served = this.options.current();
    if (!served) {
      throw new RequestFault('SUBGRAPH_UNAVAILABLE', 'No part of the hub answers yet. Try again in a moment.');
    }
    const privileged = principal?.role === 'admin';
    const text = operationText(request, this.options.persistedOperations, privileged);
    const operation = served.operations.find(text, request.operationName, privileged || !this.options.production);
    const variables = coerced(operation, request.variables ?? {});
    this.checkCost(operation, variables, principal);
    return { served, text, operation, variables };
  }

  execute(accepted: Accepted, caller: Caller): Promise<Outcome> {
    return executeOperation(this.input(accepted, caller));
  }

  subscribe(accepted: Accepted, caller: Caller): Promise<AsyncIterator<Outcome> | Outcome> {
    return subscribeOperation(this.input(accepted, caller));
  }

  /** Whom subgraphs see. The assertion is made anew while a subscription lives. */
  caller(principal: Principal | null, requestId: string, signal?: AbortSignal): Caller {
    return { requestId, assertion: () => this.options.assertions.for(principal), ...(signal ? { signal } : {}) };
  }

  private input({ operation, variables }: Accepted, caller: Caller): ExecutionInput {
    return { operation: operation.prepared, variables, caller, clients: this.options.clients };
  }

  private checkCost(
    operation: CheckedOperation,
    variables: Readonly<Record<string, unknown>>,
    principal: Principal | null,
  ): void {
    const budget = this.options.limits.cost[principal?.role ?? 'anonymous'];
    const cost = operation.cost(variables);
    if (cost <= budget) return;
    throw new RequestFault(
      'OPERATION_TOO_COMPLEX',
      `The operation costs ${cost} points; at most ${budget} are allowed for you. Ask for shorter lists.`,
    );
  }
}

function coerced(
  operation: CheckedOperation,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  try {
    return operation.prepared.variables(given);
  } catch (error) {
    if (!(error instanceof VariableFault)) throw error;
    throw new RequestFault('BAD_USER_INPUT', error.message, { errors: error.errors });
  }
}
