import { randomUUID } from 'node:crypto';
import { jsonAnswer, type Route, type RouteAnswer, type RouteRequest, type ServiceContext } from '../sdk/index.js';
import { answerOf, listView, refuse } from './answers.js';
import { columns } from './columns.js';
import type { SippConfig } from './config.js';
import { charsetOf, type Charset } from './decoding.js';
import { errorFile } from './error-file.js';
import { beginList, discardList, findList, type WorkerList } from './hub.js';
import { tellEnd } from './notices.js';
import { HashedBody, uploadFile } from './upload.js';

type Context = ServiceContext<SippConfig>;
type Handle = (request: RouteRequest, context: Context, employer: string) => Promise<RouteAnswer>;

/** Largest file: 20,000 rows have about 3 MB. */
const largestFile = 32 * 1024 * 1024;
const uploadDeadline = 120_000;

/** Lets employers in, and turns faults into answers. */
const forEmployers =
  (handle: Handle) =>
  async (request: RouteRequest, context: Context): Promise<RouteAnswer> => {
    const { viewer } = context;
    if (!viewer) return refuse(401, 'UNAUTHENTICATED', 'Send `Authorization: Bearer <token>` of an employer.');
    if (viewer.role !== 'employer' || viewer.employer === undefined)
      return refuse(403, 'FORBIDDEN', 'Worker lists are for employers: send the token of an employer.');
    return handle(request, context, viewer.employer).catch(answerOf);
  };

/** What the headers and the query of an upload say. */
interface UploadRequest {
  readonly charset: Charset;
  readonly idempotencyKey: string;
  readonly onError: 'REFUSE' | 'SKIP';
  readonly fileName?: string;
}

function readUpload({ headers, query }: RouteRequest): UploadRequest | RouteAnswer {
  const type = headers['content-type'] ?? '';
  if (!/^(text|application)\/(csv|x-csv|vnd\.ms-excel)\b/i.test(type))
    return refuse(415, 'BAD_REQUEST', 'Send the file with `Content-Type: text/csv`.');
  const charset = charsetOf(type);
  if (!charset) return refuse(415, 'BAD_REQUEST', 'A file is encoded in UTF-8 (best) or windows-1252.');
  const errors = query.get('errors') ?? 'refuse';
  if (errors !== 'refuse' && errors !== 'skip')
    return refuse(400, 'BAD_USER_INPUT', '`errors` is refuse (one error refuses the file) or skip.');
  const fileName = query.get('name') ?? undefined;
  return {
    charset,
    idempotencyKey: headers['idempotency-key'] ?? `upload-${randomUUID()}`,
    onError: errors === 'skip' ? 'SKIP' : 'REFUSE',
    ...(fileName && { fileName }),
  };
}

/** `POST worker-lists`: the whole list of workers of the employer, as CSV. */
const upload: Handle = async (request, context, employer) => {
  const asked = readUpload(request);
  if ('status' in asked) return asked;
  const { charset, ...input } = asked;
  const body = new HashedBody(request.body);
  const { list, repeated } = await beginList(context, input);
  if (repeated) return repeatedAnswer(request, context, employer, list, body);
  try {
    const uploaded = await uploadFile(context, { listId: list.id, attempt: list.attempt }, body, charset);
    await tellEnd(context, employer, uploaded.list);
    return jsonAnswer(uploaded.list.state === 'REFUSED' ? 422 : 200, {
      ...listView(request, uploaded.list, uploaded.problems),
      ignoredColumns: uploaded.ignoredColumns,
      repeated: false,
    });
  } catch (error) {
    // Best effort: without it the upload keeps its turn until its lease ends, or until it is begun again with its key.
    await discardList(context, list.id).catch(() => undefined);
    throw error;
  }
};

/** The key was applied before: the same file gets the same answer, another one is refused. */
async function repeatedAnswer(
  request: RouteRequest,
  context: Context,
  employer: string,
  list: WorkerList,
  body: HashedBody,
): Promise<RouteAnswer> {
  for await (const _ of body) context.signal.throwIfAborted();
  if (list.fileHash !== body.digest())
    return refuse(409, 'CONFLICT', 'This Idempotency-Key was used for another file. Take a new key for a new file.');
  await tellEnd(context, employer, list);
  const page = await findList(context, list.id);
  return jsonAnswer(200, { ...listView(request, list, page?.problems ?? []), repeated: true });
}

const absent = () => refuse(404, 'NOT_FOUND', 'The worker list was not found.');

/** `GET worker-lists/:id`: where an upload stands, with its first 100 problems. */
const status: Handle = async (request, context) => {
  const page = await findList(context, request.parameters.id ?? '');
  return page ? jsonAnswer(200, listView(request, page.list, page.problems)) : absent();
};

/** `GET worker-lists/:id/errors.csv`: everything that is wrong in an upload. */
const errors: Handle = async (request, context) => {
  const page = await findList(context, request.parameters.id ?? '');
  if (!page) return absent();
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="errors-${page.list.id}.csv"`,
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: errorFile(context, page) };
};

/** `DELETE worker-lists/:id`: gives an upload up that has not ended. */
const discard: Handle = async (request, context) => {
  const { list } = await discardList(context, request.parameters.id ?? '');
  return jsonAnswer(200, listView(request, list, []));
};

/** `GET worker-list-template.csv`: the heading. Open to everybody. */
async function template(): Promise<RouteAnswer> {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="daftar-pekerja.csv"',
    'cache-control': 'public, max-age=3600',
  };
  return { status: 200, headers, body: `\ufeff${columns.map(({ headings }) => headings[0]).join(';')}\r\n` };
}

/** The portal over HTTP. */
export const routes: readonly Route<SippConfig>[] = [
  {
    method: 'POST',
    path: 'worker-lists',
    maximumBytes: largestFile,
    deadline: uploadDeadline,
    handle: forEmployers(upload),
  },
  { method: 'GET', path: 'worker-lists/:id', handle: forEmployers(status) },
  { method: 'GET', path: 'worker-lists/:id/errors.csv', handle: forEmployers(errors) },
  { method: 'DELETE', path: 'worker-lists/:id', handle: forEmployers(discard) },
  { method: 'GET', path: 'worker-list-template.csv', handle: template },
];
