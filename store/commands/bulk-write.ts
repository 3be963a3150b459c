import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { eachElement } from '../engine/raw-bson.js';
import { badValue, failedToParse, invalidNamespace, StoreError } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { whenUnlocked } from './context.js';
import { booleanOption, documentOption, numberOption } from './options.js';
import { deleteOnce, insertOnce, remembered, updateOnce } from './write.js';

interface Totals {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

/** The list a command carries as an OP_MSG section or as a field. */
function listOf({ sequences, command }: CommandContext, field: string): Buffer[] {
  const sequence = sequences.get(field);
  if (sequence) return sequence;
  const list = command[field];
  if (!Array.isArray(list)) throw failedToParse(`BSON field 'bulkWrite.${field}' is missing but a required field`);
  return list.map((each) => Buffer.from(serializeDocument(each as Document)));
}

/** The context of one operation as if it had come as a command of its own. */
function contextOn(context: CommandContext, namespaces: string[], kind: string, at: unknown): CommandContext {
  const namespace = namespaces[Number(at)];
  if (namespace === undefined) throw badValue(`BulkWrite ops entry has an invalid namespace index ${String(at)}.`);
  const dot = namespace.indexOf('.');
  if (dot < 1) throw invalidNamespace(`Invalid namespace specified for bulkWrite: '${namespace}'`);
  const command = { [kind]: namespace.slice(dot + 1), let: documentOption(context.command, 'let') };
  return { ...context, database: namespace.slice(0, dot), name: kind, command };
}

function rawDocument(operation: Buffer): Buffer {
  let document: Buffer | undefined;
  eachElement(operation, 0, ({ name, type, value, end }) => {
    if (name === 'document' && type === 3) document = operation.subarray(value, end);
  });
  if (!document) throw failedToParse("BSON field 'bulkWrite.ops.document' is missing but a required field");
  return document;
}

function insert(context: CommandContext, bytes: Buffer, number: number, totals: Totals): Document {
  if (!remembered(context, number)) insertOnce(context, rawDocument(bytes), number);
  totals.nInserted++;
  return { n: 1 };
}

function update(context: CommandContext, operation: Document, number: number, totals: Totals): Document {
  const { filter, updateMods, constants, ...rest } = operation;
  const statement = { ...rest, q: filter, u: updateMods, c: constants };
  const { n, modified, upserted } = remembered(context, number) ?? updateOnce(context, statement, number);
  totals.nModified += modified as number;
  if (upserted) totals.nUpserted++;
  else totals.nMatched += n as number;
  return { n, nModified: modified, ...(upserted ? { upserted } : {}) };
}

function remove(context: CommandContext, operation: Document, number: number, totals: Totals): Document {
  const { filter, multi, ...rest } = operation;
  const statement = { ...rest, q: filter, limit: multi === true ? 0 : 1 };
  const { n } = remembered(context, number) ?? deleteOnce(context, statement, number);
  totals.nDeleted += n as number;
  return { n };
}

function runOne(
  context: CommandContext,
  namespaces: string[],
  bytes: Buffer,
  number: number,
  totals: Totals,
): Document {
  const operation = parseDocument(bytes);
  const kind = Object.keys(operation)[0] ?? '';
  const scope = contextOn(context, namespaces, kind, operation[kind]);
  if (kind === 'insert') return insert(scope, bytes, number, totals);
  if (kind === 'update') return update(scope, operation, number, totals);
  if (kind === 'delete') return remove(scope, operation, number, totals);
  throw badValue(`Unrecognized bulkWrite operation '${kind}'`);
}

function failure(error: unknown): Document {
  if (!(error instanceof StoreError) || error.code === 112 || error.code === 50) throw error;
  return { n: 0, ok: 0, code: error.code, errmsg: error.message, ...error.extra };
}

/** Runs inserts, updates and deletes on several collections, one after the other. */
async function bulkWrite(context: CommandContext): Promise<Reply> {
  const { command, cursors, session, transaction, engine } = context;
  const namespaces = listOf(context, 'nsInfo').map((bytes) => String(parseDocument(bytes).ns));
  const operations = listOf(context, 'ops');
  const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const first = numberOption(command, 'stmtId');
  const results: Document[] = [];
  for (const [idx, bytes] of operations.entries()) {
    try {
      const done = await whenUnlocked(context, () => runOne(context, namespaces, bytes, first + idx, totals));
      if (!booleanOption(command, 'errorsOnly')) results.push({ ok: 1, idx, ...done });
    } catch (error) {
      results.push({ idx, ...failure(error) });
      totals.nErrors++;
      if (transaction) engine.abort(transaction);
      if (transaction || command.ordered !== false) break;
    }
  }
  const size = numberOption(documentOption(command, 'cursor') ?? {}, 'batchSize', 100_000);
  const documents = results.map((result) => serializeDocument(result)).values();
  const batch = cursors.first({ documents }, { namespace: 'admin.$cmd.bulkWrite', size, session, transaction });
  return { batch, fields: { ...totals } };
}

const fields = ['ops', 'nsInfo', 'ordered', 'errorsOnly', 'let', 'bypassDocumentValidation', 'cursor'];

/** bulkWrite, the client-level command of MongoDB 8. */
export const bulkWriteCommands: CommandTable = {
  bulkWrite: { run: bulkWrite, fields, durable: true, inTransaction: true },
};
