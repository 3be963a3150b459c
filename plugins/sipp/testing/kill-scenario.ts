/** An upload that a hub process may die under, and what stands afterwards. */
import { fileOf, workerLine } from './portal.js';

/** A hub that can be asked, wherever it listens now. */
export interface Portal {
  readonly url: string;
  readonly token: string;
}

/** Workers of a list, by the numbers of their lines. */
export interface Numbers {
  readonly from: number;
  readonly to: number;
}

/** The file of some workers. */
export const fileOfNumbers = ({ from, to }: Numbers): string =>
  fileOf(Array.from({ length: to - from + 1 }, (_, i) => workerLine(from + i)));

/** How an upload ended for its client: the answer, or a broken connection. */
export type Ended = { readonly status: number; readonly body: Readonly<Record<string, unknown>> } | 'broken';

/** Sends a file in pieces, with a pause before each but the first. */
export async function sendFile(
  { url, token }: Portal,
  file: string,
  key: string,
  pieces: { count: number; pause: number } = { count: 1, pause: 0 },
): Promise<Ended> {
  const size = Math.ceil(file.length / pieces.count);
  async function* body() {
    for (let i = 0; i < pieces.count; i += 1) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, pieces.pause));
      yield Buffer.from(file.slice(i * size, (i + 1) * size));
    }
  }
  try {
    const response = await fetch(`${url}/channels/sipp/worker-lists`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'idempotency-key': key },
      body: body() as unknown as BodyInit,
      duplex: 'half',
    } as RequestInit);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return 'broken';
  }
}

interface Page {
  readonly employer: {
    readonly workers: number;
    readonly workerList: { readonly registering: boolean; readonly state: string } | null;
    readonly participants: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly edges: readonly { readonly node: { readonly name: string } }[];
    };
  };
}

const query = `query($after: Cursor) { employer(id: "26000001") { workers workerList { registering state }
  participants(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { name } } } } }`;

/** What is in force: the numbers of all workers in order, and whether their people are still being entered. */
export async function inForce(portal: Portal): Promise<{ numbers: number[]; registering: boolean }> {
  const numbers: number[] = [];
  for (let after: string | null = null; ;) {
    const response = await fetch(`${portal.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${portal.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { after } }),
    });
    const answer = (await response.json()) as { data?: Page; errors?: unknown };
    if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { participants, workerList, workers } = answer.data.employer;
    numbers.push(...participants.edges.map(({ node }) => Number(node.name.split(' ').at(-1))));
    if (participants.pageInfo.hasNextPage) {
      after = participants.pageInfo.endCursor;
      continue;
    }
    if (workers !== numbers.length) throw new Error(`${workers} workers are counted, and ${numbers.length} are there.`);
    return { numbers, registering: workerList?.registering ?? false };
  }
}

/** The numbers of a list, in order. */
export const numbersOf = ({ from, to }: Numbers): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
