import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { deletions, updates } from '../engine/statements.js';
import type { Scope, UpdateTarget } from '../engine/statements.js';
import { failedToParse } from '../errors.js';
import { compileProjection } from '../query/projection.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { whenUnlocked } from './context.js';
import { booleanOption, documentOption, documentsOption, numberOption, updateOption } from './options.js';
import { hintOption } from './read.js';
import { remembered, scopeFor, stage } from './write.js';

function refuse(condition: boolean, message: string): void {
  if (condition) throw failedToParse(message);
}

function checkOptions(command: Document): void {
  const remove = booleanOption(command, 'remove');
  refuse(remove && command.update !== undefined, 'Cannot specify both an update and remove=true');
  refuse(!remove && command.update === undefined, 'Either an update or remove=true must be specified');
  refuse(remove && booleanOption(command, 'upsert'), 'Cannot specify both upsert=true and remove=true');
  refuse(
    remove && booleanOption(command, 'new'),
    "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
  );
}

function target(command: Document): UpdateTarget {
  return {
    filter: documentOption(command, 'query') ?? {},
    sort: documentOption(command, 'sort'),
    hint: hintOption(command),
    let: documentOption(command, 'let'),
    multi: false,
    update: command.update === undefined ? {} : updateOption(command.update),
    arrayFilters: documentsOption(command, 'arrayFilters'),
    upsert: booleanOption(command, 'upsert'),
  };
}

/** The document to return, projected. */
function shown({ command, now }: CommandContext, bytes: Buffer | null): Document | null {
  if (!bytes) return null;
  const fields = documentOption(command, 'fields');
  const document = parseDocument(bytes);
  if (!fields || Object.keys(fields).length === 0) return document;
  return compileProjection(fields, documentOption(command, 'query') ?? {}, {
    let: documentOption(command, 'let'),
    now,
  })(document);
}

function removeOne(context: CommandContext, scope: Scope, number: number): Document {
  const changes = deletions(scope, target(context.command));
  const value = shown(context, changes[0]?.before ?? null);
  const result = { lastErrorObject: { n: changes.length }, value };
  stage(context, changes, number, () => result);
  return result;
}

function updateOne(context: CommandContext, scope: Scope, number: number): Document {
  const outcome = updates(scope, target(context.command));
  const value = shown(context, booleanOption(context.command, 'new') ? outcome.after : outcome.before);
  const { upserted, matched, changes } = outcome;
  const lastErrorObject: Document = { n: upserted ? 1 : matched, updatedExisting: matched > 0 };
  if (upserted) {
    lastErrorObject.upserted = upserted._id;
    if (booleanOption(context.command, 'new'))
      return staged(context, changes, number, { lastErrorObject, value: shown(context, changes[0]?.after ?? null) });
  }
  return staged(context, changes, number, { lastErrorObject, value });
}

function staged(
  context: CommandContext,
  changes: Parameters<typeof stage>[1],
  number: number,
  result: Document,
): Document {
  stage(context, changes, number, () => result);
  return result;
}

async function findAndModify(context: CommandContext): Promise<Reply> {
  const { command } = context;
  checkOptions(command);
  const number = numberOption(command, 'stmtId');
  const known = remembered(context, number);
  if (known) return { fields: { ...known, retriedStmtId: number } };
  const remove = booleanOption(command, 'remove');
  const fields = await whenUnlocked(context, () => {
    const scope = scopeFor(context, booleanOption(command, 'upsert')) ?? {
      collection: context.engine.placeholder(context.database),
      view: context.view,
      now: context.now,
    };
    return remove ? removeOne(context, scope, number) : updateOne(context, scope, number);
  });
  return { fields };
}

const fields = [
  'query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'hint', 'let', 'collation',
  'bypassDocumentValidation', 'bypassEmptyTsReplacement',
]; // prettier-ignore

/** findAndModify under both its names. */
export const findAndModifyCommands: CommandTable = {
  findAndModify: { run: findAndModify, fields, durable: true, inTransaction: true },
  findandmodify: { run: findAndModify, fields, durable: true, inTransaction: true },
};
