import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { commandNotSupported, locationError, typeMismatch } from '../errors.js';
import { fieldOf } from '../query/path.js';
import { documentStages } from './document-stages.js';
import type { Variables } from './evaluate.js';
import { startVariables } from './expression.js';
import { flowStages } from './flow.js';
import { groupStages } from './group.js';
import { joinStages } from './join.js';
import type { Stage, StageCompiler, StageContext } from './stage.js';
import { stageParts } from './update-pipeline.js';
import { windowStages } from './window.js';

/** What a pipeline reaches outside its input. */
export interface PipelineContext {
  now: Date;
  let?: Document | undefined;
  /** Reads another collection of the same database; the engine uses its indexes. */
  find(collection: string, filter: Document): Iterable<Document>;
  /** Writes for $merge and $out; `spec` is the stage itself, e.g. `{ $merge: { into: 'totals' } }`. */
  write?: ((spec: Document, documents: Document[]) => void) | undefined;
}

const mapped = Object.entries(documentStages).map(([name, compile]): [string, StageCompiler] => [
  name,
  (spec, { variables }) => {
    const transform = compile(spec, variables);
    return function* (input) {
      for (const document of input) yield transform(document);
    };
  },
]);

const stageCompilers: Record<string, StageCompiler> = {
  ...Object.fromEntries(mapped),
  ...flowStages,
  ...groupStages,
  ...joinStages,
  ...windowStages,
};

const refused = new Set(
  (
    '$graphLookup $redact $geoNear $search $searchMeta $vectorSearch $fill $densify $collStats $indexStats $currentOp ' +
    '$listSessions $listLocalSessions $planCacheStats $queryStats $changeStream $changeStreamSplitLargeEvent ' +
    '$listSampledQueries $shardedDataDistribution $rankFusion'
  ).split(' '),
);

function compileStage(stage: unknown, isLast: boolean, context: StageContext): Stage {
  const [name, spec] = stageParts(stage);
  const compile = fieldOf(stageCompilers, name);
  if (!compile && refused.has(name)) throw commandNotSupported(`stage ${name} is not supported by this store`);
  if (!compile) throw locationError(40324, `Unrecognized pipeline stage name: '${name}'`);
  if ((name === '$out' || name === '$merge') && !isLast)
    throw locationError(40601, `${name} can only be the final stage in the pipeline`);
  return compile(spec, context);
}

type Outside = Omit<StageContext, 'variables' | 'compile'>;

function compileStages(stages: unknown, outside: Outside, variables: Variables): Stage {
  if (!Array.isArray(stages)) throw typeMismatch("'pipeline' option must be specified as an array");
  const context: StageContext = {
    ...outside,
    variables,
    // Only the outermost pipeline may write.
    compile: (inner, innerVariables) => compileStages(inner, { find: outside.find }, innerVariables),
  };
  const compiled = stages.map((stage, at) => compileStage(stage, at === stages.length - 1, context));
  return (input) => compiled.reduce((current, stage) => stage(current), input);
}

/**
 * Runs the stages over the input, lazily where a stage allows it. Every stage is checked before the first document is
 * read. Throws Location40324 for an unknown stage and CommandNotSupported (115) for one outside the subset.
 */
export function runPipeline(
  stages: Document[],
  input: Iterable<Document>,
  context: PipelineContext,
): Iterable<Document> {
  const { find, write } = context;
  return compileStages(stages, { find, write }, startVariables(context))(input);
}

/** What the engine can answer from an index before the pipeline runs. */
export interface LeadingMatch {
  filter: Document;
  sort?: Document;
  limit?: number;
  /** The stages still to run. */
  rest: Document[];
}

/** Splits off the leading $match stages, then a $sort, then a $limit; what is malformed stays in `rest`. */
export function leadingMatch(stages: Document[]): LeadingMatch {
  const rest = [...stages];
  const take = (name: string, valid: (spec: unknown) => boolean): unknown => {
    const [stage] = rest;
    if (!isDocument(stage) || Object.keys(stage).length !== 1 || !valid(stage[name])) return undefined;
    return rest.shift()?.[name];
  };
  const filters: Document[] = [];
  for (let filter = take('$match', isDocument); filter; filter = take('$match', isDocument))
    filters.push(filter as Document);
  const sort = take('$sort', (spec) => isDocument(spec) && Object.keys(spec).length > 0);
  const limit = take('$limit', (spec) => typeof spec === 'number' && Number.isInteger(spec) && spec > 0);
  return {
    filter: filters.length > 1 ? { $and: filters } : (filters[0] ?? {}),
    ...(sort ? { sort: sort as Document } : {}),
    ...(limit ? { limit: limit as number } : {}),
    rest,
  };
}
