import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import type { PipelineContext } from '../aggregate/pipeline.js';
import { runPipeline } from '../aggregate/pipeline.js';
import { select } from '../engine/select.js';
import type { Query } from '../engine/select.js';
import { failedToParse, invalidNamespace } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import { openChangeStream } from './change-stream.js';
import type { CommandContext, CommandTable } from './context.js';
import { checkDeadline, whenUnlocked } from './context.js';
import { explainAggregate } from './explain.js';
import { mergeInto } from './merge.js';
import { booleanOption, countOption, documentOption, documentsOption } from './options.js';
import { leadingQuery, readCollection } from './read.js';

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

function pipelineResults(context: CommandContext, stages: Document[], name: string): Iterator<Uint8Array> {
  const { query, rest } = leadingQuery(context, stages);
  const input = documents(context, name, query);
  const output = runPipeline(rest, input, pipelineContext(context));
  // A pipeline that writes is run to its end at once, as one statement.
  return encoded(writes(stages) ? [...output] : output);
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
  const name = command.aggregate;
  if (typeof name !== 'string' || name === '')
    throw invalidNamespace('{aggregate: 1} is valid for $changeStream only in this store.');
  const results = await whenUnlocked(context, () => pipelineResults(context, stages, name));
  const namespace = `${database}.${name}`;
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
