import { parse } from 'graphql';
import type { Fetch } from '../execution/plan.types.js';
import type { Caller, SubgraphClient } from '../execution/subgraph-client.js';

const source = '{ _service { sdl } }';
const question: Fetch = {
  subgraph: '',
  kind: 'query',
  source,
  document: parse(source, { noLocation: true }),
  variables: [],
  rootKeys: ['_service'],
};

/** Asks a subgraph for its SDL, on behalf of nobody. Throws an error that says why there is none. */
export async function fetchSdl(client: SubgraphClient, caller: Caller): Promise<string> {
  const { data, errors } = await client.execute(question, undefined, caller).catch((error: unknown) => {
    throw new Error((error as { reason?: string }).reason ?? (error as Error).message);
  });
  const sdl = (data?._service as { sdl?: unknown } | null | undefined)?.sdl;
  if (typeof sdl !== 'string') throw new Error(errors?.[0]?.message ?? 'it answered without its SDL');
  return sdl;
}
