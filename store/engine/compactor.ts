import type { FileHandle } from 'node:fs/promises';
import { rename, rm } from 'node:fs/promises';
import { Binary } from 'bson';
import type { Document } from '../bson/values.js';
import { serializeDocument } from '../bson/values.js';
import type { Collection } from './collection.js';
import type { Commit, Operation } from './commit-codec.js';
import { encodeCommit } from './commit-codec.js';
import type { Engine } from './engine.js';
import { createFile, listFiles, logPath, snapshotPath, syncDirectory } from './files.js';
import type { HistoryEvent } from './history.js';
import type { Journal } from './journal.js';
import { frame } from './journal.js';
import { encodeSession } from './sessions.js';

const leastLog = 64 * 2 ** 20;
const frameBytes = 256 * 1024;
const checkEvery = 5_000;

const encode = (document: Document): Buffer => serializeDocument(document) as Buffer;

/**
 * Replaces a log that has outgrown the data by a snapshot, while the store goes on working: later commits go to a new
 * log, and since they put whole records, reading them over a snapshot that already has some of them changes nothing.
 */
export class Compactor {
  private running: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly engine: Engine,
    private readonly journal: Journal,
    private readonly directory: string,
    private number: number,
    private readonly onFailure: (error: Error) => void = () => undefined,
  ) {
    this.timer = setInterval(() => this.check(), checkEvery);
    this.timer.unref();
  }

  private check(): void {
    let live = 0;
    for (const collection of this.engine.catalog.all()) live += collection.bytes;
    if (this.journal.size > Math.max(leastLog, live)) this.compact().catch(this.onFailure);
  }

  /** Writes a snapshot now; resolves when it has replaced the old files. */
  compact(): Promise<void> {
    this.running ??= this.write().finally(() => (this.running = undefined));
    return this.running;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  private async write(): Promise<void> {
    const { directory } = this;
    const number = this.number + 1;
    const log = await createFile(logPath(directory, number), 'log');
    await syncDirectory(directory);
    this.number = number;
    // From here to rotate nothing is awaited: head and log meet exactly.
    const head = this.headCommit();
    const bounds = [...this.engine.catalog.all()].map((collection) => ({ collection, end: collection.nextRecord }));
    await this.journal.rotate(log);
    const past = this.engine.history.all().filter((event) => event.time <= head.time);
    const part = `${snapshotPath(directory, number)}.part`;
    await rm(part, { force: true });
    const file = await createFile(part, 'snapshot');
    try {
      for (const commit of [head, ...past.map(historyCommit)])
        await file.appendFile(frame(encodeCommit(commit, encode)));
      for (const { collection, end } of bounds) await this.writeRecords(file, collection, end);
      if (this.stopped) return;
      const end: Operation = { kind: 'c', collection: 0, record: 0, info: { op: 'end' } };
      await file.appendFile(frame(encodeCommit({ time: 0, wall: 0, operations: [end] }, encode)));
      // The records may include commits whose log entry is still on its way.
      await this.journal.settled();
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, snapshotPath(directory, number));
    await syncDirectory(directory);
    await Promise.all(listFiles(directory).leftovers.map((path) => rm(path, { force: true })));
  }

  private headCommit(): Commit {
    const { catalog, sessions, clock, history } = this.engine;
    const time = clock.now;
    const operations: Operation[] = [...catalog.all()].flatMap(catalogOperations);
    const states = [...sessions.all()].filter(({ txnNumber }) => txnNumber >= 0n).map(encodeSession);
    const lost: Operation = { kind: 'c', collection: 0, record: 0, info: { op: 'lost', ...history.lost } };
    return { time, wall: 0, operations: [lost, ...operations], sessions: states };
  }

  private async writeRecords(file: FileHandle, collection: Collection, end: number): Promise<void> {
    let operations: Operation[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      await file.appendFile(frame(encodeCommit({ time: 0, wall: 0, operations }, encode)));
      operations = [];
      size = 0;
    };
    for (const { id, bytes } of collection.records.values()) {
      if (id >= end || this.stopped) break;
      if (!bytes) continue;
      operations.push({ kind: 'p', collection: collection.id, record: id, document: bytes });
      size += bytes.length;
      if (size > frameBytes) await flush();
    }
    if (operations.length > 0) await flush();
  }
}

function catalogOperations({ id, database, name, uuid, options, indexes }: Collection): Operation[] {
  const create = { op: 'create', db: database, name, uuid: new Binary(uuid.buffer, 4), options };
  const specs = indexes.filter((index) => !index.isId).map(({ spec }) => spec);
  const operation = (info: Document): Operation => ({ kind: 'c', collection: id, record: 0, info });
  return [operation(create), ...(specs.length > 0 ? [operation({ op: 'createIndexes', specs })] : [])];
}

function historyCommit({ time, wall, operation, source, index, transaction }: HistoryEvent): Commit {
  const details = { ...operation.info, source: { ...source, uuid: new Binary(source.uuid, 4) }, index, transaction };
  return { time, wall, history: true, operations: [{ ...operation, info: details }] };
}
