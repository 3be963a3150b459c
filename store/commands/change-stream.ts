import { Timestamp } from 'bson';
import type { Document } from '../bson/values.js';
import { isDocument, serializeDocument } from '../bson/values.js';
import { runPipeline } from '../aggregate/pipeline.js';
import { fromTimestamp } from '../engine/clock.js';
import type { History, HistoryEvent } from '../engine/history.js';
import type { Position } from '../engine/resume-token.js';
import { afterCommit, fromToken, toToken } from '../engine/resume-token.js';
import {
  commandNotSupported,
  failedToParse,
  invalidNamespace,
  invalidOptions,
  locationError,
  StoreError,
} from '../errors.js';
import type { Reply } from '../wire/reply.js';
import { changeDocument, invalidateDocument, invalidateOffset, isExpanded } from './change-events.js';
import type { StreamOptions } from './change-events.js';
import type { CommandContext } from './context.js';
import type { CursorSource } from './cursors.js';

type Scope = (event: HistoryEvent) => boolean;

interface Stream extends StreamOptions {
  watches: Scope;
  /** True when an event ends the stream. */
  invalidates: Scope;
  stages: Document[];
}

const allowedStages = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
]);
const knownOptions = new Set([
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'allChangesForCluster',
  'showExpandedEvents',
]);

const isRenameTo = ({ operation }: HistoryEvent, database: string, name: string): boolean =>
  operation.info?.op === 'rename' && operation.info.db === database && operation.info.name === name;
const isDropDatabase = ({ operation }: HistoryEvent): boolean => operation.info?.op === 'dropDatabase';

function scopes({ command, database }: CommandContext, cluster: boolean): [watches: Scope, invalidates: Scope] {
  const name = command.aggregate;
  const open: Scope = ({ source }) => !['admin', 'local', 'config'].includes(source.database);
  if (cluster) return [open, () => false];
  const inDatabase: Scope = ({ source }) => source.database === database;
  if (typeof name !== 'string') return [inDatabase, isDropDatabase];
  const watches: Scope = (event) =>
    inDatabase(event) &&
    !isDropDatabase(event) &&
    (event.source.collection === name || isRenameTo(event, database, name));
  return [watches, (event) => event.operation.kind === 'c' && !isExpanded(event)];
}

function choice(spec: Document, name: string, values: string[]): string {
  const value = spec[name] ?? values[0];
  if (typeof value === 'string' && values.includes(value)) return value;
  throw failedToParse(`Enumeration value '${String(value)}' for field '$changeStream.${name}' is not a valid value.`);
}

function parseStream(context: CommandContext, spec: Document, stages: Document[]): Stream {
  for (const option of Object.keys(spec))
    if (!knownOptions.has(option))
      throw locationError(40415, `BSON field '$changeStream.${option}' is an unknown field.`);
  // Unknown stages are told apart first.
  runPipeline(
    stages.filter((stage) => !allowedStages.has(Object.keys(stage)[0] ?? '')),
    [],
    { now: context.now, find: () => [] },
  );
  for (const stage of stages)
    if (!allowedStages.has(Object.keys(stage)[0] ?? ''))
      throw new StoreError(
        20,
        'IllegalOperation',
        `${Object.keys(stage)[0]} is not permitted in a $changeStream pipeline`,
      );
  const cluster = spec.allChangesForCluster === true;
  if (cluster && context.database !== 'admin')
    throw invalidOptions('A $changeStream with allChangesForCluster may only be opened on the admin database');
  const [inScope, invalidates] = scopes(context, cluster);
  const expanded = spec.showExpandedEvents === true;
  return {
    watches: (event) => inScope(event) && (expanded || !isExpanded(event)),
    invalidates,
    stages,
    fullDocument: choice(spec, 'fullDocument', ['default', 'updateLookup', 'whenAvailable', 'required']),
    fullDocumentBeforeChange: choice(spec, 'fullDocumentBeforeChange', ['off', 'whenAvailable', 'required']),
    showExpandedEvents: expanded,
  };
}

/** Where a stream starts: now, at a time, or after a token. */
function startOf(history: History, spec: Document): Position {
  const given = ['resumeAfter', 'startAfter', 'startAtOperationTime'].filter((name) => spec[name] !== undefined);
  if (given.length > 1)
    throw locationError(40674, 'Only one type of resume option is allowed, but multiple were found.');
  if (given.length === 0) return { time: history.reached, index: Number.MAX_SAFE_INTEGER };
  const value = spec[given[0] as string];
  const position = value instanceof Timestamp ? { time: fromTimestamp(value), index: -1 } : fromToken(value);
  if (history.hasLost(position.time, position.index))
    throw new StoreError(
      286,
      'ChangeStreamHistoryLost',
      'Resume of change stream was not possible, as the resume point may no longer be in the history.',
      {},
      ['NonResumableChangeStreamError'],
    );
  if (given[0] !== 'resumeAfter' || position.index < invalidateOffset || position.index === afterCommit)
    return position;
  throw new StoreError(
    260,
    'InvalidResumeToken',
    "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
  );
}

const historyLost = (): StoreError =>
  new StoreError(286, 'ChangeStreamHistoryLost', 'The change stream fell behind the history that is kept.', {}, [
    'NonResumableChangeStreamError',
  ]);

/** Reads the history from a position and waits for more. */
class ChangeStreamSource implements CursorSource {
  private next: number;
  private position: Position;
  private ended = false;
  private readonly ready: Document[] = [];
  readonly documents: Iterator<Uint8Array>;
  /** A stream may start in the future. */
  private readonly startTime: number;

  constructor(
    private readonly context: CommandContext,
    private readonly stream: Stream,
    start: Position,
  ) {
    this.position = { time: start.time, index: Math.min(start.index, afterCommit) };
    this.startTime = start.time;
    this.next = context.engine.history.after(start.time, start.index);
    this.documents = { next: () => this.step() };
  }

  private step(): IteratorResult<Uint8Array> {
    for (;;) {
      const document = this.ready.shift() ?? this.advance();
      if (!document) return { done: true, value: undefined };
      const shown = this.filter(document);
      const id = fromToken(document._id);
      this.position = id;
      if (shown) return { done: false, value: serializeDocument(shown) };
    }
  }

  /** The next watched event's document. */
  private advance(): Document | undefined {
    const { engine } = this.context;
    while (!this.ended) {
      const event = engine.history.at(this.next);
      if (event === null) throw historyLost();
      if (!event) {
        // Nothing is left before this time: resuming may start here.
        if (engine.history.reached > this.position.time)
          this.position = { time: engine.history.reached, index: afterCommit };
        return undefined;
      }
      this.next++;
      if (event.time < this.startTime || !this.stream.watches(event)) continue;
      if (this.stream.invalidates(event)) {
        this.ended = true;
        this.ready.push(invalidateDocument(event));
      }
      return changeDocument(engine, event, this.stream);
    }
    return undefined;
  }

  private filter(document: Document): Document | undefined {
    if (this.stream.stages.length === 0) return document;
    const find = (): never => {
      throw commandNotSupported('A change stream pipeline cannot read collections.');
    };
    const [shown] = [...runPipeline(this.stream.stages, [document], { now: this.context.now, find })];
    if (shown && shown._id === undefined)
      throw new StoreError(
        280,
        'ChangeStreamFatalError',
        'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.',
        {},
        ['NonResumableChangeStreamError'],
      );
    return shown;
  }

  live(): boolean {
    return !this.ended || this.ready.length > 0;
  }

  resumeToken(): Uint8Array {
    return serializeDocument(toToken(this.position));
  }

  /** Resolves at the next watched event, at `until`, or when cancelled. */
  async wait(until: number, cancelled: Promise<void>): Promise<void> {
    const { history } = this.context.engine;
    let stop = (): void => undefined;
    const news = new Promise<void>((resolve) => {
      const look = (): void => {
        const event = history.at(this.next);
        if (event === undefined) return;
        resolve();
      };
      const unsubscribe = history.subscribe(look);
      const timer = setTimeout(resolve, Math.max(0, until - Date.now()));
      stop = () => {
        unsubscribe();
        clearTimeout(timer);
      };
    });
    await Promise.race([news, cancelled]);
    stop();
  }
}

/** Opens a change stream on a collection, a database or the whole store. */
export function openChangeStream(context: CommandContext, stages: Document[], size: number): Reply {
  const { command, database, session, transaction, engine } = context;
  if (transaction)
    throw new StoreError(
      263,
      'OperationNotSupportedInTransaction',
      '$changeStream cannot run in a multi-document transaction.',
    );
  const spec = stages[0]?.$changeStream;
  if (!isDocument(spec)) throw failedToParse('the $changeStream stage must be specified as an object');
  if (typeof command.aggregate === 'string' && ['admin', 'local', 'config'].includes(database))
    throw invalidNamespace('$changeStream may not be opened on the internal databases');
  const stream = parseStream(context, spec, stages.slice(1));
  const source = new ChangeStreamSource(context, stream, startOf(engine.history, spec));
  const name = typeof command.aggregate === 'string' ? command.aggregate : '$cmd.aggregate';
  const namespace = `${database}.${name}`;
  return { batch: context.cursors.first(source, { namespace, size, session, transaction }) };
}
