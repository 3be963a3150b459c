import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import type { PipelineContext } from '../aggregate/pipeline.js';
import { runPipeline } from '../aggregate/pipeline.js';
import { select } from '../engine/select.js';
import type { Query } from '../engine/select.js';
import { failedToParse, invalidNamespace, invalidOptions } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import { openChangeStream } from './change-stream.js';
import type { CommandContext, CommandTable } from './context.js';
import { checkDeadline, whenUnlocked } from './context.js';
import { explainAggregate } from './explain.js';
import { mergeInto } from './merge.js';
import { booleanOption, collectionName, countOption, documentOption, documentsOption } from './options.js';
import { leadingQuery, readCollection } from './read.js';
import { lsidOf } from './write.js';

const defaultBatch = 101;

/** Documents of a query, parsed, with an eye on the clock. */
function* documents(context: CommandContext, collection: string, query: Query): Generator<Document> {
  let count = 0;
  for (const { bytes } of select(readCollection(context, collection), context.view, query)) {
    if ((++count & 255) === 0) checkDeadline(context);
    yield parseDocument(bytes);
  }
}

/** What the stages of a pipeline may reach. */
export function pipelineContext(context: CommandContext): PipelineContext {
  const variables = documentOption(context.command, 'let') ?? {};
  return {
    now: context.now,
    let: variables,
    find: (collection, filter) => documents(context, collection, { filter, now: context.now, let: variables }),
    write: (spec, output) => mergeInto(context, spec, output),
  };
}

function* encoded(output: Iterable<Document>): Generator<Uint8Array> {
  for (const document of output) yield serializeDocument(document);
}

const writes = (stages: Document[]): boolean => stages.some((stage) => '$merge' in stage || '$out' in stage);

function run(
  context: CommandContext,
  stages: Document[],
  rest: Document[],
  input: Iterable<Document>,
): Iterator<Uint8Array> {
  const output = runPipeline(rest, input, pipelineContext(context));
  // A pipeline that writes is run to its end at once, as one statement.
  return encoded(writes(stages) ? [...output] : output);
}

function collectionResults(context: CommandContext, stages: Document[], name: string): Iterator<Uint8Array> {
  const { query, rest } = leadingQuery(context, stages);
  return run(context, stages, rest, documents(context, name, query));
}

/** The input of a pipeline that reads no collection. */
function* ownDocuments(context: CommandContext, stage: Document): Generator<Document> {
  if (stage.$listLocalSessions)
    for (const { id, lastUse } of context.engine.sessions.all()) yield { _id: lsidOf(id), lastUse: new Date(lastUse) };
  else
    for (const newRoot of documentsOption(stage, '$documents') ?? [])
      yield* runPipeline([{ $replaceRoot: { newRoot } }], [{}], pipelineContext(context));
}

function databaseResults(context: CommandContext, stages: Document[]): Iterator<Uint8Array> {
  const [first, ...rest] = stages;
  if (!first || !('$listLocalSessions' in first || '$documents' in first))
    throw invalidNamespace(
      "{aggregate: 1} is not valid for '" + String(Object.keys(first ?? {})[0]) + "'; a collection is required.",
    );
  return run(context, stages, rest, ownDocuments(context, first));
}

function checkReadConcern({ command }: CommandContext, stages: Document[]): void {
  if (documentOption(command, 'readConcern')?.level === 'linearizable' && writes(stages))
    throw invalidOptions('$out and $merge cannot be used with a linearizable read concern');
}

async function aggregate(context: CommandContext): Promise<Reply> {
  const { command, database, session, transaction, cursors } = context;
  const stages = documentsOption(command, 'pipeline');
  if (!stages) throw failedToParse("BSON field 'aggregate.pipeline' is missing but a required field");
  if (booleanOption(command, 'explain')) return explainAggregate(context, stages);
  const options = documentOption(command, 'cursor');
  if (!options) throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  const size = countOption(options, 'batchSize', defaultBatch);
  if (stages[0] && '$changeStream' in stages[0]) return openChangeStream(context, stages, size);
  checkReadConcern(context, stages);
  const name = typeof command.aggregate === 'string' ? collectionName(command, 'aggregate') : undefined;
  const results = await whenUnlocked(context, () =>
    name === undefined ? databaseResults(context, stages) : collectionResults(context, stages, name),
  );
  const namespace = `${database}.${name ?? '$cmd.aggregate'}`;
  const batch = cursors.first({ documents: results }, { namespace, size, session, transaction });
  if (writes(stages)) await context.engine.durable();
  return { batch };
}

/** aggregate. */
export const aggregateCommands: CommandTable = {
  aggregate: {
    run: aggregate,
    fields: ['pipeline', 'cursor', 'explain', 'allowDiskUse', 'bypassDocumentValidation', 'collation', 'hint', 'let'],
    inTransaction: true,
  },
};
