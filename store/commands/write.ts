import { Binary } from 'bson';
import type { Document } from '../bson/values.js';
import { isDocument, parseDocument } from '../bson/values.js';
import type { Change } from '../engine/collection.js';
import { encodeResults } from '../engine/sessions.js';
import { deletions, insertion, updates } from '../engine/statements.js';
import type { Scope, UpdateTarget } from '../engine/statements.js';
import { failedToParse, StoreError } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { checkDeadline, whenUnlocked } from './context.js';
import {
  booleanOption,
  checkCollation,
  collectionName,
  documentOption,
  documentsOption,
  numberOption,
  updateOption,
} from './options.js';
import { hintOption } from './read.js';

/** The collection a statement writes to, made when `create` is set; undefined when it does not exist. */
export function scopeFor(
  context: CommandContext,
  create: boolean,
  name = collectionName(context.command, context.name),
): Scope | undefined {
  const { engine, database, view, now, transaction } = context;
  if (['admin', 'local', 'config'].includes(database) && transaction)
    throw new StoreError(
      263,
      'OperationNotSupportedInTransaction',
      `Cannot run command against the '${database}' database in a transaction.`,
    );
  const collection = create
    ? engine.ensure(database, name, {}, transaction)
    : engine.lookup(database, name, transaction);
  if (!collection) return undefined;
  transaction?.touched.add(collection);
  return { collection, view, now };
}

/**
 * Applies a statement's changes, in the transaction or as a commit of its own; a retryable statement's result is made
 * durable with them.
 */
export function stage(context: CommandContext, changes: Change[], statement: number, result: () => Document): void {
  const { engine, session, transaction, retryable } = context;
  if (transaction) return transaction.stage(changes);
  if (!retryable || !session || changes.length === 0) return engine.commit(changes);
  const remembered = result();
  engine.commit(changes, { sessions: [encodeResults(session, new Map([[statement, remembered]]))] });
  session.results.set(statement, remembered);
}

/** What a retry of a statement must answer; undefined when it has not been done yet. */
export const remembered = ({ session, retryable }: CommandContext, statement: number): Document | undefined =>
  retryable ? session?.results.get(statement) : undefined;

interface Outcome {
  n: number;
  nModified?: number;
  upserted?: unknown[];
  writeErrors: Document[];
  retried: number[];
}

function checkLength(count: number): void {
  if (count === 0 || count > 100_000)
    throw new StoreError(
      16,
      'InvalidLength',
      `Write batch sizes must be between 1 and 100000. Got ${count} operations.`,
    );
}

/** Notes a statement's failure; throws it on when it ends the command. */
function noteFailure(outcome: Outcome, index: number, error: unknown): void {
  if (!(error instanceof StoreError) || error.code === 112 || error.code === 50) throw error;
  outcome.writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
}

/** Runs the statements of a write command in turn; `ordered` stops at the first that fails. */
async function runStatements<T>(
  context: CommandContext,
  statements: readonly T[],
  run: (statement: T, number: number, outcome: Outcome, at: number) => void,
): Promise<Outcome> {
  const { command, transaction, engine } = context;
  checkLength(statements.length);
  const numbers = command.stmtIds as number[] | undefined;
  const first = numberOption(command, 'stmtId');
  const outcome: Outcome = { n: 0, writeErrors: [], retried: [] };
  for (let at = 0; at < statements.length; at++) {
    try {
      const number = numbers?.[at] ?? first + at;
      await whenUnlocked(context, () => run(statements[at] as T, number, outcome, at));
    } catch (error) {
      noteFailure(outcome, at, error);
      // A failed statement ends its transaction.
      if (transaction) engine.abort(transaction);
      if (transaction || command.ordered !== false) break;
    }
    if ((at & 63) === 63) checkDeadline(context);
  }
  return outcome;
}

function reply({ n, nModified, upserted, writeErrors, retried }: Outcome): Reply {
  const fields: Document = { n };
  if (nModified !== undefined) fields.nModified = nModified;
  if (upserted?.length) fields.upserted = upserted;
  if (writeErrors.length > 0) fields.writeErrors = writeErrors;
  if (retried.length > 0) fields.retriedStmtIds = retried;
  return { fields };
}

/** Inserts all documents as one commit; false, with nothing done, when they must be taken one by one. */
function insertTogether(context: CommandContext, documents: readonly Buffer[]): boolean {
  const { command, engine, session, transaction, retryable } = context;
  if (documents.length < 2 || transaction || command.stmtIds !== undefined || (retryable && session?.results.size))
    return false;
  try {
    const { collection } = scopeFor(context, true) as Scope;
    const changes = documents.map((bytes) => insertion(collection, bytes));
    if (!retryable || !session) engine.commit(changes);
    else {
      const first = numberOption(command, 'stmtId');
      const results = new Map(changes.map((_, at): [number, Document] => [first + at, { n: 1 }]));
      engine.commit(changes, { sessions: [encodeResults(session, results)] });
      session.results = results;
    }
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** Inserts one document. */
export function insertOnce(context: CommandContext, bytes: Buffer, number: number): void {
  const { collection } = scopeFor(context, true) as Scope;
  stage(context, [insertion(collection, bytes)], number, () => ({ n: 1 }));
}

async function insert(context: CommandContext): Promise<Reply> {
  const documents = context.sequences.get('documents');
  if (!documents) throw failedToParse("BSON field 'insert.documents' is missing but a required field");
  checkLength(documents.length);
  if (insertTogether(context, documents)) return { fields: { n: documents.length } };
  const outcome = await runStatements(context, documents, (bytes, number, result) => {
    if (remembered(context, number)) result.retried.push(number);
    else insertOnce(context, bytes, number);
    result.n++;
  });
  return reply(outcome);
}

/** The statements of an update or delete command, from its field or its OP_MSG section. */
function statementsOf(context: CommandContext, field: string): Document[] {
  const sequence = context.sequences.get(field);
  const statements = sequence ? sequence.map((bytes) => parseDocument(bytes)) : documentsOption(context.command, field);
  if (!statements) throw failedToParse(`BSON field '${context.name}.${field}' is missing but a required field`);
  return statements;
}

/** The target of one update statement. */
export function updateTarget(context: CommandContext, statement: Document): UpdateTarget {
  checkCollation(statement);
  const c = documentOption(statement, 'c');
  const multi = booleanOption(statement, 'multi');
  if (!isDocument(statement.q)) throw failedToParse("BSON field 'update.updates.q' is missing but a required field");
  if (multi && statement.sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  return {
    filter: statement.q,
    update: updateOption(statement.u),
    arrayFilters: documentsOption(statement, 'arrayFilters'),
    sort: documentOption(statement, 'sort'),
    hint: hintOption(statement),
    let: { ...documentOption(context.command, 'let'), ...c },
    multi,
    upsert: booleanOption(statement, 'upsert'),
  };
}

function count(result: Outcome, at: number, { n, modified, upserted }: Document): void {
  result.n += n as number;
  result.nModified = (result.nModified ?? 0) + (modified as number);
  if (upserted) (result.upserted ??= []).push({ index: at, ...(upserted as Document) });
}

/** Runs one update statement: `{ n, modified, upserted? }`. */
export function updateOnce(context: CommandContext, statement: Document, number: number): Document {
  const target = updateTarget(context, statement);
  if (context.retryable && target.multi) throw multiWithTxnNumber();
  const scope = scopeFor(context, target.upsert) ?? missing(context);
  const { changes, matched, modified, upserted } = updates(scope, target);
  const result = { n: matched + (upserted ? 1 : 0), modified, ...(upserted ? { upserted } : {}) };
  stage(context, changes, number, () => result);
  return result;
}

const multiWithTxnNumber = (): StoreError =>
  new StoreError(72, 'InvalidOptions', 'Cannot use (or request) retryable writes with multi=true');

/** Stands for a collection that does not exist: nothing matches, and errors in the statement still show. */
function missing({ engine, database, view, now }: CommandContext): Scope {
  return { collection: engine.placeholder(database), view, now };
}

async function update(context: CommandContext): Promise<Reply> {
  const outcome = await runStatements(context, statementsOf(context, 'updates'), (statement, number, result, at) => {
    const known = remembered(context, number);
    if (known) result.retried.push(number);
    count(result, at, known ?? updateOnce(context, statement, number));
  });
  return reply({ ...outcome, nModified: outcome.nModified ?? 0 });
}

/** Runs one delete statement: `{ n }`. */
export function deleteOnce(context: CommandContext, statement: Document, number: number): Document {
  const limit = numberOption(statement, 'limit', -1);
  if (limit !== 0 && limit !== 1) throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
  if (context.retryable && limit === 0) throw multiWithTxnNumber();
  if (!isDocument(statement.q)) throw failedToParse("BSON field 'delete.deletes.q' is missing but a required field");
  checkCollation(statement);
  const scope = scopeFor(context, false) ?? missing(context);
  const variables = documentOption(context.command, 'let');
  const changes = deletions(scope, {
    filter: statement.q,
    hint: hintOption(statement),
    let: variables,
    multi: limit === 0,
  });
  const result = { n: changes.length };
  stage(context, changes, number, () => result);
  return result;
}

async function remove(context: CommandContext): Promise<Reply> {
  const outcome = await runStatements(context, statementsOf(context, 'deletes'), (statement, number, result) => {
    const known = remembered(context, number);
    if (known) result.retried.push(number);
    result.n += (known ?? deleteOnce(context, statement, number)).n as number;
  });
  return reply(outcome);
}

const common = ['ordered', 'bypassDocumentValidation', 'let', 'bypassEmptyTsReplacement'];

/** insert, update, delete. */
export const writeCommands: CommandTable = {
  insert: { run: insert, fields: ['documents', ...common], durable: true, inTransaction: true },
  update: { run: update, fields: ['updates', ...common], durable: true, inTransaction: true },
  delete: { run: remove, fields: ['deletes', ...common], durable: true, inTransaction: true },
};

/** The lsid as the log and change events show it. */
export const lsidOf = (id: Buffer): Document => ({ id: new Binary(id, 4) });
