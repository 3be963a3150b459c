import { createHash } from 'node:crypto';
import type { ServiceContext } from '../sdk/index.js';
import { layoutOf, type Layout } from './columns.js';
import type { SippConfig } from './config.js';
import { csvRecords, type CsvRecord } from './csv.js';
import { decoded, type Charset } from './decoding.js';
import { FileFault } from './faults.js';
import { applyList, stagePart, type Problem, type WorkerList } from './hub.js';
import { readAhead } from './read-ahead.js';
import { readRow, type UnreadCell, type WorkerRow } from './rows.js';

/** Rows in one part: what the hub takes at once. */
const rowsInPart = 500;
/** Bytes of a file that wait for its reader: 20,000 rows have about 2.5 MB. */
export const heldBytes = 4 * 1024 * 1024;
/** Problems that the answer names; the others stand in the file of errors. */
export const problemsInAnswer = 1_000;

/** An attempt at an upload. */
export interface Attempt {
  readonly listId: string;
  readonly attempt: number;
}

/** How an upload ended. */
export interface Uploaded {
  readonly list: WorkerList;
  /** The first ones, in the order of the file. */
  readonly problems: readonly Problem[];
  /** Columns of the file that mean nothing here. */
  readonly ignoredColumns: number;
}

/** Bytes on their way, with the hash of all that have passed. */
export class HashedBody {
  private readonly hash = createHash('sha256');

  constructor(private readonly body: AsyncIterable<Buffer>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of readAhead(this.body, heldBytes)) {
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Hex SHA-256; once, at the end. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

/**
 * Reads a file row by row and stages it part by part; the next part is read when the hub has taken the last one, so a file
 * of any length takes the memory of one part and of `heldBytes`. Then the list comes into force, or is refused, as a whole.
 * @throws FileFault when the file cannot be read, HubRefusal when the hub does not go on
 */
export async function uploadFile(
  context: ServiceContext<SippConfig>,
  { listId, attempt }: Attempt,
  body: HashedBody,
  charset: Charset,
): Promise<Uploaded> {
  const records = csvRecords(decoded(body, charset));
  const problems: Problem[] = [];
  let [rows, part] = [0, 0];
  const layout = await headingOf(records);
  for await (const { workers, unread } of partsOf(records, layout, context.config.maximumRows)) {
    context.signal.throwIfAborted();
    part += 1;
    rows += workers.length;
    const staged = await stagePart(context, { listId, attempt, part, rows: workers, problems: unread });
    problems.push(...staged.problems.slice(0, problemsInAnswer - problems.length));
  }
  if (rows === 0) throw new FileFault('NO_ROWS');
  const { list } = await applyList(context, { listId, attempt, rows, fileHash: body.digest() });
  return { list, problems, ignoredColumns: layout.ignored };
}

async function headingOf(records: AsyncGenerator<CsvRecord>): Promise<Layout> {
  const first = await records.next();
  if (first.done) throw new FileFault('EMPTY');
  return layoutOf(first.value.cells);
}

interface Part {
  readonly workers: WorkerRow[];
  readonly unread: UnreadCell[];
}

async function* partsOf(records: AsyncGenerator<CsvRecord>, layout: Layout, maximumRows: number): AsyncGenerator<Part> {
  let part: Part = { workers: [], unread: [] };
  let count = 0;
  for await (const record of records) {
    count += 1;
    if (count > maximumRows) throw new FileFault('TOO_MANY_ROWS', undefined, String(maximumRows));
    const { worker, unread } = readRow(record, layout);
    part.workers.push(worker);
    part.unread.push(...unread);
    if (part.workers.length < rowsInPart) continue;
    yield part;
    part = { workers: [], unread: [] };
  }
  if (part.workers.length > 0) yield part;
}
