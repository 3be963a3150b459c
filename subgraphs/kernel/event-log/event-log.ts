import type { Vault } from '../crypto.js';
import type { Database } from '../database.js';
import type { Logger } from '../logging.js';
import type { Metrics } from '../metrics.js';
import { Appender, sealContext } from './append.js';
import { logCollections, prepareCollections, toEvent, type LogCollections } from './collections.js';
import { CheckpointConsumer } from './consumer.js';
import { chainHolds, chainStart } from './hash-chain.js';
import { redactEvents, redactionHolds } from './redaction.js';
import { createSequencer } from './sequencer.js';
import { LogTail } from './tail.js';
import type { ChainProof, EventLog, StoredEvent, TailItem, TailOptions } from './types.js';
import { watchCounter } from './wake-up.js';

export interface EventLogParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** The event log of one process (design 5). `start` creates collections and indexes and begins to follow the log. */
export function createEventLog(parts: EventLogParts): EventLog {
  const { database, vault, log, metrics } = parts;
  const db = database.connection.db;
  if (!db) throw new Error('The event log needs an open database connection.');
  const collections = logCollections(db);
  const tail = new LogTail(collections);
  const { refresh, positionedHere, positioned } = newsFor(tail, log);
  const sequencer = createSequencer(database, collections, { log, onPositioned: positionedHere });
  const appended = metrics.counter('kanal_events_appended_total', 'Events committed by this process.', ['type']);
  metrics.gauge('kanal_event_log_head', 'Highest position this process has seen.', [], () => tail.head);
  let watcher: { stop(): Promise<void> } | undefined;

  const appender = new Appender(collections, vault, (types) => {
    for (const type of types) appended.inc({ type });
    void sequencer.run();
  });

  /** Positions what was left by a process that died, then reads what any process positioned. */
  const look = () => void sequencer.runIfPending().then(refresh);

  const catchUp = async () => {
    await sequencer.run();
    await tail.refresh();
  };

  return {
    append: async (unit, name, input) => appender.append(unit, name, input),
    tail: (options) => closable(tail, options),
    consume: (options) => new CheckpointConsumer(options, { database, collections, tail, log, catchUp }),
    open: (event) => openSealed(vault, event),
    async history(key, { after = 0, first }) {
      const rows = await collections.events
        .find({ key, sequence: { $gt: after } })
        .sort({ sequence: 1 })
        .limit(first)
        .toArray();
      return rows.map(toEvent);
    },
    verify: (key) => verifyChain(collections, vault, key),
    redact: async (unit, scope, strip) => {
      unit.afterCommit(() => tail.forget());
      return redactEvents(collections, vault, unit, scope, strip);
    },
    head: () => tail.head,
    present: () => catchUp().then(() => tail.head),
    trim: (upTo) => trim(collections, tail, upTo),
    async start() {
      await prepareCollections(db);
      await tail.open();
      watcher = watchCounter(collections, log, { positioned, look });
      look();
    },
    async stop() {
      await watcher?.stop();
      await sequencer.run();
      await tail.refresh().catch(() => undefined);
      tail.wakeAll();
    },
  };
}

/** When a tail reads what is new: each position that is heard of, from this process or by a wake-up, is read once. */
function newsFor(tail: LogTail, log: Logger) {
  const refresh = () => {
    tail
      .refresh()
      .catch((error: unknown) => log.debug({ err: error }, 'the log could not be read; the next wake-up tries again'));
  };
  let heard = 0;
  const positionedHere = (upTo: number) => {
    heard = upTo;
    refresh();
  };
  const positioned = (upTo: number) => {
    if (upTo > Math.max(tail.head, heard)) refresh();
  };
  return { refresh, positionedHere, positioned };
}

function openSealed<T>(vault: Vault, event: StoredEvent): T {
  if (event.sealed === undefined) throw new Error(`Event ${event.id} has no sealed part.`);
  return vault.open<T>(event.sealed, sealContext(event.id));
}

/** A reader whose `return()` ends it at once, even while it waits for news. */
function closable(tail: LogTail, options: TailOptions): AsyncIterableIterator<TailItem> {
  const own = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, own.signal]) : own.signal;
  const reader = tail.read({ ...options, signal });
  return {
    next: () => reader.next(),
    async return() {
      own.abort();
      await reader.return();
      return { done: true, value: undefined };
    },
    async throw(error) {
      own.abort();
      return reader.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The head is read first: whatever is appended meanwhile lies beyond it. */
async function verifyChain(collections: LogCollections, vault: Vault, key: string): Promise<ChainProof> {
  const head = await collections.heads.findOne({ _id: key });
  if (!head) return { head: chainStart, length: 0, verified: (await collections.events.findOne({ key })) === null };
  const rows = await collections.events
    .find({ key, sequence: { $lte: head.sequence } })
    .sort({ sequence: 1 })
    .toArray();
  const events = rows.map(toEvent);
  const last = events.at(-1);
  const reachesHead = last?.sequence === head.sequence && last.hash === head.hash;
  return { head: head.hash, length: events.length, verified: reachesHead && chainHolds(events, redactionHolds(vault)) };
}

async function trim(collections: LogCollections, tail: LogTail, upTo: number): Promise<number> {
  const floor = Math.min(upTo, tail.head);
  await collections.counters.updateOne({ _id: 'floor' }, { $max: { value: floor } });
  tail.raiseFloor(floor);
  const { deletedCount } = await collections.events.deleteMany({ position: { $lte: floor } });
  return deletedCount;
}
