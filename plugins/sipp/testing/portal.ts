import { Readable } from 'node:stream';
import type { HubAnswer, HubClient, RouteAnswer, ServiceContext } from '../../sdk/index.js';
import { memoryMailbox, serviceContext } from '../../sdk/testing/index.js';
import { sippConfig, type SippConfig } from '../config.js';
import { routes } from '../routes.js';

/** A row of a fictional worker, another one for each number from 1 to 199,980. */
export function workerLine(number: number, changes: { nik?: string; wage?: string } = {}): string {
  const month = String(1 + (number % 12)).padStart(2, '0');
  const year = 79 + Math.ceil(number / 9_999);
  const serial = String(1 + ((number - 1) % 9_999)).padStart(4, '0');
  const nik = changes.nik ?? `61710115${month}${year}${serial}`;
  const wage = changes.wage ?? '4.500.000';
  return `${nik};Pekerja Contoh ${number};15/${month}/19${year};L;${wage};2024-02-01;PPU_BU;;`;
}

export const headingLine = 'NIK;Nama;Tanggal Lahir;Jenis Kelamin;Upah;Tanggal Mulai;Segmen;Telepon;Email';

/** A file of some lines under the usual heading. */
export const fileOf = (lines: readonly string[]): string => `${[headingLine, ...lines].join('\r\n')}\r\n`;

/** An operation that the portal ran at the hub. */
export interface Asked {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the fake hub answers to an operation, by its name; absent: what a hub without faults would. */
export type Play = Partial<Record<string, (variables: never, asked: readonly Asked[]) => unknown>>;

const noCounts = {
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  kept: 0,
  refused: 0,
  problems: 0,
  warnings: 0,
  registered: 0,
};

/** An upload as a hub gives it. */
export const listOf = (changes: object = {}) => ({
  id: 'wl_1',
  state: 'STAGING',
  onError: 'REFUSE',
  fileName: null,
  fileHash: null,
  attempt: 1,
  begunAt: '2026-11-21T03:00:00Z',
  endedAt: null,
  registering: false,
  counts: noCounts,
  ...changes,
});

const usual: Play = {
  SippBegin: () => ({ __typename: 'WorkerListBegun', repeated: false, list: listOf() }),
  SippStage: ({ input }: { input: { rows: unknown[] } }) => ({
    __typename: 'WorkersStaged',
    staged: input.rows.length,
    problems: [],
  }),
  SippApply: ({ input }: { input: { rows: number } }) => ({
    __typename: 'WorkerListApplied',
    repeated: false,
    list: listOf({ state: 'APPLIED', counts: { ...noCounts, rows: input.rows, added: input.rows } }),
  }),
  SippDiscard: () => ({ __typename: 'WorkerListDiscarded', list: listOf({ state: 'DISCARDED' }) }),
  SippList: () => null,
};

/** A hub that plays along, and notes what it was asked. */
export function fakeHub(play: Play = {}): HubClient & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async execute<Data>(document: string, variables: Readonly<Record<string, unknown>> = {}) {
      const name = /(?:mutation|query) (\w+)/.exec(document)![1]!;
      asked.push({ name, variables });
      const result = await (play[name] ?? usual[name]!)(variables as never, asked);
      return { data: { result }, errors: [] } as unknown as HubAnswer<Data>;
    },
  };
}

/** The context of a request of an employer, or of whoever `changes` say. */
export function portalContext(hub: HubClient, changes: Partial<ServiceContext<SippConfig>> = {}) {
  const viewer: ServiceContext<SippConfig>['viewer'] = {
    subject: 'employer-26000001',
    role: 'employer',
    scopes: ['employers:manage'],
    tenant: 't',
    employer: '26000001',
    tokenId: 'x',
    expiresAt: 2e9,
  };
  const context = { channelId: 'sipp', viewer, hub, mailbox: memoryMailbox(), ...changes };
  return serviceContext<SippConfig>(sippConfig.parse({}), context);
}

/** How a request is made. */
export interface PortalRequest {
  readonly body?: AsyncIterable<Buffer> | string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Calls a route as the host does. */
export async function call(
  method: string,
  path: string,
  { body = '', headers = {}, query = '', parameters = {} }: PortalRequest,
  context: ServiceContext<SippConfig>,
): Promise<RouteAnswer> {
  const route = routes.find((each) => each.method === method && each.path === path)!;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return route.handle(
    {
      method,
      parameters,
      query: new URLSearchParams(query),
      headers: { 'content-type': 'text/csv', ...headers },
      remoteAddress: '127.0.0.1',
      baseUrl: 'http://hub.example/channels/sipp',
      body: Buffer.isBuffer(bytes) ? (Readable.from([bytes]) as AsyncIterable<Buffer>) : bytes,
    },
    context,
  );
}

/** The JSON of an answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
export const json = (answer: RouteAnswer): any => JSON.parse(String(answer.body));

/** The text of a streamed answer. */
export async function text({ body }: RouteAnswer): Promise<string> {
  let whole = '';
  for await (const chunk of body as AsyncIterable<string>) whole += chunk;
  return whole;
}
