import type { Document } from '../bson/values.js';
import { isDocument } from '../bson/values.js';
import type { Collection } from '../engine/collection.js';
import type { Plan } from '../engine/planner.js';
import { plan } from '../engine/planner.js';
import type { Query } from '../engine/select.js';
import { select } from '../engine/select.js';
import { commandNotSupported, failedToParse } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';
import { booleanOption, documentOption, documentsOption } from './options.js';
import { hintOption, leadingQuery, queryOf, readCollection } from './read.js';

function accessStage({ index, backward }: Plan, filter: Document): Document {
  const direction = backward ? 'backward' : 'forward';
  if (!index) return { stage: 'COLLSCAN', filter, direction };
  const { name, multikey, unique, sparse, spec } = index;
  const isPartial = spec.partialFilterExpression !== undefined;
  const scan = {
    stage: 'IXSCAN',
    keyPattern: spec.key,
    indexName: name,
    isMultiKey: multikey,
    isUnique: unique,
    isSparse: sparse,
    isPartial,
    direction,
  };
  return { stage: 'FETCH', filter, inputStage: scan };
}

function stagesOf(collection: Collection | undefined, query: Query): Document {
  if (!collection) return { stage: 'EOF' };
  const { sort, skip, limit, filter } = query;
  const chosen = plan(collection, { ...query, limit: limit ? limit + (skip ?? 0) : undefined });
  let stage = accessStage(chosen, filter);
  if (!chosen.sorted) stage = { stage: 'SORT', sortPattern: sort, inputStage: stage };
  if (skip) stage = { stage: 'SKIP', skipAmount: skip, inputStage: stage };
  if (limit) stage = { stage: 'LIMIT', limitAmount: limit, inputStage: stage };
  return stage;
}

/** The explain answer for one query: the plan, and with executionStats what running it costs. */
function explainQuery(context: CommandContext, query: Query, name: string, verbosity: unknown): Document {
  const collection = readCollection(context, name);
  const winningPlan = stagesOf(collection, query);
  const namespace = `${context.database}.${name}`;
  const answer: Document = {
    explainVersion: '1',
    queryPlanner: { namespace, parsedQuery: query.filter, winningPlan, rejectedPlans: [] },
  };
  if (verbosity === 'queryPlanner') return answer;
  const statistics = { keys: 0, documents: 0 };
  const started = performance.now();
  let nReturned = 0;
  for (const _ of select(collection, context.view, query, statistics)) nReturned++;
  answer.executionStats = {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - started),
    totalKeysExamined: statistics.keys,
    totalDocsExamined: statistics.documents,
    executionStages: winningPlan,
  };
  return answer;
}

/** Explains a pipeline: its leading $match, $sort and $limit as the planner takes them. */
export function explainAggregate(
  context: CommandContext,
  stages: Document[],
  verbosity: unknown = 'queryPlanner',
): Reply {
  const { query, rest } = leadingQuery(context, stages);
  const cursor = explainQuery(context, query, String(context.command.aggregate), verbosity);
  return { fields: { ...cursor, stages: [{ $cursor: cursor }, ...rest] } };
}

function explain(context: CommandContext): Reply {
  const inner = context.command.explain;
  if (!isDocument(inner)) throw failedToParse("BSON field 'explain.explain' must be an object");
  const name = Object.keys(inner)[0] as string;
  const scope = { ...context, command: inner, name };
  const verbosity = context.command.verbosity ?? 'allPlansExecution';
  if (name === 'aggregate') return explainAggregate(scope, documentsOption(inner, 'pipeline') ?? [], verbosity);
  return { fields: explainQuery(scope, explainedQuery(scope), String(inner[name]), verbosity) };
}

function explainedQuery(context: CommandContext): Query {
  const { command, name, now } = context;
  if (name === 'find') return queryOf(context, 'filter');
  if (name === 'count' || name === 'distinct') return queryOf(context, 'query');
  if (name === 'findAndModify') return { ...queryOf(context, 'query'), limit: 1 };
  const statement = documentsOption(command, `${name}s`)?.[0];
  if (!statement) throw commandNotSupported(`The command '${name}' cannot be explained by this store.`);
  const single = name === 'update' ? !booleanOption(statement, 'multi') : statement.limit === 1;
  return { filter: documentOption(statement, 'q') ?? {}, hint: hintOption(statement), limit: single ? 1 : 0, now };
}

/** explain. */
export const explainCommands: CommandTable = { explain: { run: explain, fields: ['verbosity'] } };
