import { setTimeout as sleep } from 'node:timers/promises';
import type { HubPort } from '../plugins/host/index.js';
import { requestIdHeader, signInternalBearer } from '../schema/index.js';

/** How parts of the hub speak its public API. */
export interface HubClient {
  readonly ask: HubPort;
  /** The gateway answers at this address from now on. */
  listens(url: string): void;
}

/** How long an operation waits for a gateway that starts, in milliseconds. */
const patience = 5_000;
/** The longest wait for an answer; the caller's own deadline usually ends before. */
const deadline = 30_000;

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

/** The gateway does not answer. The message holds nothing of the operation. */
class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
}

/**
 * Asks the gateway over HTTP, like everybody: with its limits, rights and masking. Who asks is signed for a minute with
 * the hub's internal secret; nobody who lacks it can ask so.
 * @param gatewayUrl where the gateway answers; absent: told later by `listens`; null: nobody will tell
 */
export function createHubClient(secret: string, gatewayUrl?: string | null): HubClient {
  let found: (url: string) => void = () => undefined;
  const url = gatewayUrl ? Promise.resolve(gatewayUrl) : new Promise<string>((resolve) => (found = resolve));
  const address = async (signal: AbortSignal): Promise<string> => {
    if (gatewayUrl === null)
      throw new HubUnreachable('KANAL_GATEWAY_URL is not set: plugins of this process cannot ask the hub.');
    const late = new AbortController();
    const never = sleep(patience, undefined, { signal: AbortSignal.any([late.signal, signal]) }).then(() => undefined);
    const known = await Promise.race([url, never]).catch(() => undefined);
    late.abort();
    never.catch(() => undefined);
    if (known === undefined) throw new HubUnreachable('The gateway does not listen yet; ask again.');
    return known;
  };
  return {
    listens: (known) => found(known),
    async ask({ document, variables, principal, requestId, signal }) {
      const endpoint = `${await address(signal)}/graphql`;
      const headers = {
        'content-type': 'application/json',
        [requestIdHeader]: requestId,
        ...(principal && { authorization: `Bearer ${signInternalBearer(secret, principal)}` }),
      };
      const body = JSON.stringify({ query: document, variables });
      const answer = await post(endpoint, headers, body, AbortSignal.any([signal, AbortSignal.timeout(deadline)]));
      return { data: answer.data ?? null, errors: (answer.errors ?? []).map(errorOf) };
    },
  };
}

async function post(
  endpoint: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<GraphqlAnswer> {
  try {
    const response = await fetch(endpoint, { method: 'POST', headers, body, signal });
    const answer = (await response.json()) as unknown;
    if (isAnswer(answer)) return answer;
  } catch {
    signal.throwIfAborted();
  }
  throw new HubUnreachable('The hub does not answer; ask again.');
}

const isAnswer = (answer: unknown): answer is GraphqlAnswer =>
  typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);

function errorOf({ message, path, extensions }: NonNullable<GraphqlAnswer['errors']>[number]) {
  return { code: extensions?.code ?? 'INTERNAL', message, ...(path && { path }) };
}
