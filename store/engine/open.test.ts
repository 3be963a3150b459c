import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { CollectionIndex } from './index.js';
import { openEngine } from './open.js';
import { deletions, insertion, updates } from './statements.js';
import { committedView } from './view.js';

const fail = (error: Error): never => {
  throw error;
};

function insert(engine: Engine, document: Document): void {
  engine.commit([insertion(engine.ensure('db', 'things'), Buffer.from(serializeDocument(document)))]);
}

const things = (engine: Engine): Document[] =>
  [...(engine.catalog.get('db', 'things')?.records.values() ?? [])].map(({ bytes }) => parseDocument(bytes as Buffer));

const scope = (engine: Engine) => ({ collection: engine.ensure('db', 'things'), view: committedView, now: new Date() });

describe('a data folder', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'kanal-open-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const use = async <T>(work: (engine: Engine, compact: () => Promise<void>) => T | Promise<T>): Promise<T> => {
    const { engine, compactor, close } = await openEngine(directory, fail);
    try {
      return await work(engine, () => compactor.compact());
    } finally {
      await close();
    }
  };

  test('gives back documents, indexes, updates and deletes', async () => {
    await use(async (engine) => {
      for (let n = 0; n < 10; n++) insert(engine, { _id: n, n });
      const index = { v: 2, key: { n: 1 }, name: 'n_1', unique: true };
      const collection = engine.ensure('db', 'things');
      const built = new CollectionIndex(index);
      collection.build([built]);
      collection.indexes.push(built);
      engine.change(collection.id, { op: 'createIndexes', specs: [index] });
      const target = { filter: { n: 3 }, multi: false };
      engine.commit(updates(scope(engine), { ...target, update: { $set: { n: 33 } }, upsert: false }).changes);
      engine.commit(deletions(scope(engine), { filter: { n: 4 }, multi: false }));
      await engine.durable();
    });
    await use((engine) => {
      expect(things(engine).map(({ n }) => n)).toEqual([0, 1, 2, 33, 5, 6, 7, 8, 9]);
      expect(engine.catalog.get('db', 'things')?.index('n_1')?.entries.size).toBe(9);
      expect(() => insert(engine, { _id: 100, n: 33 })).toThrow(/E11000.*n_1/);
    });
  });

  test('opens after a write was cut short, and loses nothing else', async () => {
    await use(async (engine) => {
      insert(engine, { _id: 1 });
      await engine.durable();
    });
    const log = join(directory, 'store.log-1');
    const whole = statSync(log).size;
    await use(async (engine) => {
      insert(engine, { _id: 2, filler: 'x'.repeat(1000) });
      await engine.durable();
    });
    for (let size = statSync(log).size - 1; size > whole; size -= 97) {
      truncateSync(log, size);
      await use((engine) => expect(things(engine)).toEqual([{ _id: 1 }]));
      expect(statSync(log).size).toBe(whole);
      appendFileSync(log, Buffer.alloc(size - whole, 7));
    }
    await use((engine) => {
      insert(engine, { _id: 3 });
      return engine.durable();
    });
    await use((engine) => expect(things(engine)).toEqual([{ _id: 1 }, { _id: 3 }]));
  });

  test('keeps a copy when whole commits lie behind a damaged place in the log', async () => {
    await use(async (engine) => {
      for (let n = 0; n < 3; n++) insert(engine, { _id: n });
      await engine.durable();
    });
    const log = join(directory, 'store.log-1');
    const bytes = readFileSync(log);
    const place = bytes.indexOf(Buffer.from(serializeDocument({ _id: 1 })));
    bytes[place + 4] = 0x55;
    writeFileSync(log, bytes);
    await use((engine) => expect(things(engine)).toEqual([{ _id: 0 }]));
    const [copy] = readdirSync(directory).filter((name) => name.startsWith('store.log-1.cut-'));
    expect(readFileSync(join(directory, copy as string))).toEqual(bytes);
  });

  test('starts a log again whose first bytes never came to disk', async () => {
    writeFileSync(join(directory, 'store.log-1'), '');
    await use((engine) => {
      insert(engine, { _id: 1 });
      return engine.durable();
    });
    await use((engine) => expect(things(engine)).toEqual([{ _id: 1 }]));
  });

  test('is the same after a snapshot that was taken under writes', async () => {
    await use(async (engine, compact) => {
      for (let n = 0; n < 500; n++) insert(engine, { _id: n, filler: 'x'.repeat(2000) });
      const compacted = compact();
      for (let n = 500; n < 600; n++) {
        insert(engine, { _id: n });
        engine.commit(deletions(scope(engine), { filter: { _id: n - 500 }, multi: false }));
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await Promise.all([compacted, engine.durable()]);
      expect(readdirSync(directory).sort()).toEqual(['store.log-2', 'store.snapshot-2']);
    });
    await use((engine) => {
      expect(
        things(engine)
          .map(({ _id }) => _id)
          .sort((a, b) => Number(a) - Number(b)),
      ).toEqual(Array.from({ length: 500 }, (_, n) => n + 100));
      expect(engine.history.all()).toHaveLength(701);
    });
  });

  test('with a damaged snapshot is refused with the file and the place', async () => {
    await use(async (engine, compact) => {
      insert(engine, { _id: 1 });
      await compact();
    });
    const snapshot = join(directory, 'store.snapshot-2');
    const bytes = readFileSync(snapshot);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    writeFileSync(snapshot, bytes);
    await expect(openEngine(directory, fail)).rejects.toThrow(/store\.snapshot-2 is damaged at byte \d+/);
  });

  test('a statement that would break a unique key changes nothing', async () => {
    await use((engine) => {
      for (let n = 0; n < 5; n++) insert(engine, { _id: n, n });
      const collection = engine.ensure('db', 'things');
      const built = new CollectionIndex({ v: 2, key: { n: 1 }, name: 'n_1', unique: true });
      collection.build([built]);
      collection.indexes.push(built);
      const before = things(engine);
      const { changes } = updates(scope(engine), {
        filter: {},
        multi: true,
        upsert: false,
        update: { $set: { n: 7 } },
      });
      expect(() => Collection.apply(changes, 1, false)).toThrow(/E11000/);
      expect(things(engine)).toEqual(before);
      expect(built.entries.size).toBe(5);
      const shift = updates(scope(engine), { filter: {}, multi: true, upsert: false, update: { $inc: { n: 1 } } });
      engine.commit(shift.changes);
      expect(things(engine).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    });
  });
});
