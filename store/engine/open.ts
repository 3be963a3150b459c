import { mkdirSync } from 'node:fs';
import { copyFile, open, rm, truncate } from 'node:fs/promises';
import type { Binary } from 'bson';
import type { Collection } from './collection.js';
import type { Commit, Operation } from './commit-codec.js';
import { decodeCommit } from './commit-codec.js';
import { Compactor } from './compactor.js';
import { Engine } from './engine.js';
import {
  createFile,
  damaged,
  holdsFrames,
  listFiles,
  logPath,
  readFrames,
  snapshotPath,
  syncDirectory,
} from './files.js';
import type { HistoryEvent } from './history.js';
import { Journal } from './journal.js';
import { ownBytes } from './raw-bson.js';

/** An engine over its data folder. */
export interface OpenEngine {
  engine: Engine;
  compactor: Compactor;
  /** What a person should know about the state the folder was found in. */
  notice: string | undefined;
  /** Waits for the last commit and closes the files. */
  close(): Promise<void>;
}

function own(operation: Operation): void {
  if (operation.document) operation.document = ownBytes(operation.document);
  if (operation.key) operation.key = ownBytes(operation.key);
  if (operation.description) operation.description = ownBytes(operation.description);
  if (operation.before) operation.before = ownBytes(operation.before);
}

function replayOperation(engine: Engine, operation: Operation, time: number): void {
  const info = operation.info;
  if (info?.op === 'lost') engine.history.lost = { time: Number(info.time), index: Number(info.index) };
  else if (operation.kind === 'c') engine.catalog.apply(operation.collection, info ?? {}, time);
  else engine.catalog.number(operation.collection)?.load(operation.record, operation.document ?? null, time);
}

function replayHistory(engine: Engine, commit: Commit): void {
  const events = commit.operations.map((operation, at): HistoryEvent => {
    const { source: named, index, transaction } = operation.info as unknown as HistoryEvent;
    const source = { ...named, uuid: (named.uuid as unknown as Binary).value() };
    return { time: commit.time, index: Number(index ?? at), wall: commit.wall, operation, source, transaction };
  });
  engine.history.add(commit.time, events);
}

/** Takes one payload in; true when it was the mark at a snapshot's end. */
function replay(engine: Engine, payload: Buffer): boolean {
  const commit = decodeCommit(payload);
  if (commit.operations[0]?.info?.op === 'end') return true;
  engine.clock.reach(commit.time);
  commit.operations.forEach(own);
  if (commit.history) {
    replayHistory(engine, commit);
    return false;
  }
  const creates = commit.operations.some(({ info }) => info?.op === 'create');
  const before = creates ? [] : engine.eventsOf(commit);
  for (const operation of commit.operations) replayOperation(engine, operation, commit.time);
  // A snapshot's head tells no events; elsewhere a collection has its name once it is there.
  const events = creates && commit.wall > 0 ? engine.eventsOf(commit) : before;
  for (const session of commit.sessions ?? []) engine.sessions.load(session);
  engine.history.add(commit.time, events);
  return false;
}

function replaySnapshot(engine: Engine, path: string): void {
  let complete = false;
  const { end, size } = readFrames(path, (payload) => (complete = replay(engine, payload)));
  if (!complete || end !== size)
    throw damaged(`${path} is damaged at byte ${end}. Restore the data folder from a backup.`);
}

interface Replayed {
  /** Bytes read. */
  total: number;
  /** Length of the last log. */
  last: number;
  notice?: string | undefined;
}

/** Cuts off what a crash left half written and was never acknowledged; whole frames behind it are kept in a file apart. */
async function cutOff(path: string, end: number): Promise<string | undefined> {
  const kept = holdsFrames(path, end) ? `${path}.cut-${end}` : undefined;
  if (kept) await copyFile(path, kept);
  await truncate(path, end);
  return (
    kept &&
    `${path} was damaged at byte ${end}; whole commits behind that place were dropped. A copy is kept in ${kept}.`
  );
}

async function replayLogs(engine: Engine, directory: string, logs: number[]): Promise<Replayed> {
  let total = 0;
  let length = 0;
  let notice: string | undefined;
  for (const number of logs) {
    const path = logPath(directory, number);
    const { end, size } = readFrames(path, (payload) => void replay(engine, payload));
    length = end;
    const last = number === logs.at(-1);
    if (end < size && !last) throw damaged(`${path} is damaged at byte ${end}. Restore the data folder from a backup.`);
    if (end < size) notice = await cutOff(path, end);
    total += end;
  }
  return { total, last: length, notice };
}

function buildIndexes(collections: Iterable<Collection>): void {
  for (const collection of collections) collection.build(collection.indexes);
}

/** Reads the folder (made when missing) and opens its log. `onFailure` hears of a disk error, after which nothing is acknowledged. */
export async function openEngine(directory: string, onFailure: (error: Error) => void): Promise<OpenEngine> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = listFiles(directory);
  await Promise.all(files.leftovers.map((path) => rm(path, { force: true })));
  const engine = new Engine();
  if (files.snapshot > 0) replaySnapshot(engine, snapshotPath(directory, files.snapshot));
  const { total, last, notice } = await replayLogs(engine, directory, files.logs);
  engine.sessions.settle();
  buildIndexes(engine.catalog.all());
  const number = files.logs.at(-1) ?? Math.max(files.snapshot, 1);
  const path = logPath(directory, number);
  // A file whose header never reached the disk is made again.
  if (last === 0) await rm(path, { force: true });
  const file = last > 0 ? await open(path, 'a') : await createFile(path, 'log');
  await syncDirectory(directory);
  const journal = new Journal(file, onFailure);
  journal.size = total;
  engine.attach(journal);
  const compactor = new Compactor(engine, journal, directory, number);
  return {
    engine,
    compactor,
    notice,
    close: async () => {
      await compactor.stop();
      await journal.close();
    },
  };
}
