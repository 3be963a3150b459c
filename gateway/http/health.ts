import type { ServerResponse } from 'node:http';
import type { Readiness } from '../gateway.types.js';
import type { SubgraphState } from '../supergraph/subgraph-state.js';

/** What `/health/ready` answers from. */
export interface HealthSources {
  readonly states: () => readonly SubgraphState[];
  /** True once a supergraph is served. */
  readonly serving: () => boolean;
  readonly draining: () => boolean;
  readonly readiness: Readiness | undefined;
}

/** 200 while the process runs. */
export function answerLive(response: ServerResponse): void {
  answerJson(response, 200, { status: 'ok' });
}

/**
 * 200 when requests can be served, 503 when not: nothing composed, draining, or a part named by `readiness` is not
 * ready. A subgraph that is down does not make the gateway unready: the rest is served.
 */
export async function answerReady(response: ServerResponse, sources: HealthSources): Promise<void> {
  const checks = await readinessOf(sources.readiness);
  const subgraphs = Object.fromEntries(sources.states().map(({ name, ...state }) => [name, state]));
  const partsReady = Object.values(checks).every(({ ready }) => ready);
  const ready = sources.serving() && !sources.draining() && partsReady;
  const status = sources.draining() ? 'draining' : ready ? 'ready' : 'not ready';
  answerJson(response, ready ? 200 : 503, { status, subgraphs, checks });
}

async function readinessOf(readiness: Readiness | undefined): Promise<Awaited<ReturnType<Readiness>>> {
  try {
    return (await readiness?.()) ?? {};
  } catch {
    return { readiness: { ready: false, detail: 'the check itself failed' } };
  }
}

/** Answers with JSON that no cache keeps. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    .end(body);
}
