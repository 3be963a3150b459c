import type { HubError, ServiceContext } from '../sdk/index.js';
import type { SippConfig } from './config.js';
import type { UnreadCell, WorkerRow } from './rows.js';

/** What is wrong in a row, as the hub says it. */
export interface Problem {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly severity: 'ERROR' | 'WARNING';
  readonly otherRow: number | null;
}

export interface Counts {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly kept: number;
  readonly refused: number;
  readonly problems: number;
  readonly warnings: number;
  readonly registered: number;
}

/** An upload as the hub has it. */
export interface WorkerList {
  readonly id: string;
  readonly state: 'STAGING' | 'APPLIED' | 'REFUSED' | 'DISCARDED' | 'REPLACED';
  readonly onError: 'REFUSE' | 'SKIP';
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly attempt: number;
  readonly counts: Counts;
  readonly begunAt: string;
  readonly endedAt: string | null;
  readonly registering: boolean;
}

/** The hub does not do what was asked. `code` is one of docs/errors.md. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Context = Pick<ServiceContext<SippConfig>, 'hub'>;
type Answered<Union> =
  Union | { __typename: 'ValidationFailed'; problems: { field: string; message: string }[] } | Told;
interface Told {
  readonly __typename: 'NotAllowedNow' | 'NotFound';
  readonly message: string;
}

const list = `id state onError fileName fileHash attempt begunAt endedAt registering
  counts { rows added changed unchanged removed kept refused problems warnings registered }`;
const refusals =
  '... on ValidationFailed { problems { field message } } ... on NotAllowedNow { message } ... on NotFound { message }';
const problem = 'row column code severity otherRow';

const documents = {
  begin: `mutation SippBegin($input: BeginWorkerListInput!) { result: beginWorkerList(input: $input) {
    __typename ... on WorkerListBegun { repeated list { ${list} } } ${refusals} } }`,
  stage: `mutation SippStage($input: StageWorkersInput!) { result: stageWorkers(input: $input) {
    __typename ... on WorkersStaged { staged problems { ${problem} } } ${refusals} } }`,
  apply: `mutation SippApply($input: ApplyWorkerListInput!) { result: applyWorkerList(input: $input) {
    __typename ... on WorkerListApplied { repeated list { ${list} } }
    ... on WorkerListErroneous { list { ${list} } } ${refusals} } }`,
  discard: `mutation SippDiscard($listId: ID!) { result: discardWorkerList(listId: $listId) {
    __typename ... on WorkerListDiscarded { list { ${list} } } ${refusals} } }`,
  find: `query SippList($id: ID!, $first: Int!, $after: Cursor) { result: workerList(id: $id) { ${list}
    problems(first: $first, after: $after) {
      edges { node { ${problem} } } pageInfo { hasNextPage endCursor } } } }`,
};

/** Opens an upload. @throws HubRefusal */
export const beginList = (
  context: Context,
  input: { idempotencyKey: string; onError: 'REFUSE' | 'SKIP'; fileName?: string },
) => mutate<{ __typename: 'WorkerListBegun'; repeated: boolean; list: WorkerList }>(context, 'begin', { input });

/** Stages the next part. @throws HubRefusal */
export const stagePart = (
  context: Context,
  input: {
    readonly listId: string;
    readonly attempt: number;
    readonly part: number;
    readonly rows: readonly WorkerRow[];
    readonly problems: readonly UnreadCell[];
  },
) => mutate<{ __typename: 'WorkersStaged'; staged: number; problems: Problem[] }>(context, 'stage', { input });

/** Puts a list in force, or learns that it has errors. @throws HubRefusal */
export const applyList = (
  context: Context,
  input: { readonly listId: string; readonly attempt: number; readonly rows: number; readonly fileHash: string },
) =>
  mutate<
    | { __typename: 'WorkerListApplied'; repeated: boolean; list: WorkerList }
    | { __typename: 'WorkerListErroneous'; list: WorkerList }
  >(context, 'apply', { input });

/** Gives an upload up. @throws HubRefusal */
export const discardList = (context: Context, listId: string) =>
  mutate<{ __typename: 'WorkerListDiscarded'; list: WorkerList }>(context, 'discard', { listId });

/** A page of what is wrong in an upload. */
export interface ProblemPage {
  readonly list: WorkerList;
  readonly problems: readonly Problem[];
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
}

const pageSize = 100;

/** An upload with a page of its problems; null when there is none that the viewer may see. @throws HubRefusal */
export async function findList(context: Context, id: string, after: string | null = null): Promise<ProblemPage | null> {
  type Found = WorkerList & {
    problems: { edges: { node: Problem }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  };
  const found = await ask<Found | null>(context, 'find', { id, first: pageSize, after });
  if (!found) return null;
  const { problems, ...rest } = found;
  const { hasNextPage, endCursor } = problems.pageInfo;
  return { list: rest, problems: problems.edges.map(({ node }) => node), next: hasNextPage ? endCursor : null };
}

async function mutate<Union extends { __typename: string }>(
  context: Context,
  name: keyof typeof documents,
  variables: Readonly<Record<string, unknown>>,
): Promise<Union> {
  const result = await ask<Answered<Union>>(context, name, variables);
  if (result.__typename === 'NotAllowedNow') throw new HubRefusal('CONFLICT', (result as Told).message);
  if (result.__typename === 'NotFound') throw new HubRefusal('NOT_FOUND', (result as Told).message);
  if (result.__typename === 'ValidationFailed') {
    const { problems } = result as { problems: { field: string; message: string }[] };
    throw new HubRefusal('BAD_USER_INPUT', problems.map(({ field, message }) => `${field}: ${message}`).join(' '));
  }
  return result as Union;
}

async function ask<T>(
  { hub }: Context,
  name: keyof typeof documents,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { data, errors } = await hub.execute<{ result: T }>(documents[name], variables).catch(() => {
    throw new HubRefusal('SUBGRAPH_UNAVAILABLE', 'The hub does not answer now. Send the file again with the same key.');
  });
  if (errors.length > 0 || !data) throw refusalOf(errors);
  return data.result;
}

function refusalOf([error]: readonly HubError[]): HubRefusal {
  return error
    ? new HubRefusal(error.code, error.message)
    : new HubRefusal('INTERNAL', 'The hub gave no answer. Send the file again with the same key.');
}
