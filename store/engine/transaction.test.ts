import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import type { Collection } from './collection.js';
import { Engine } from './engine.js';
import { CollectionIndex } from './index.js';
import type { Journal } from './journal.js';
import { select } from './select.js';
import { deletions, insertion, updates } from './statements.js';
import type { Transaction } from './transaction.js';
import type { View } from './view.js';
import { committedView } from './view.js';

const journal = {
  append: (_: Buffer, durable?: () => void) => {
    durable?.();
    return Promise.resolve();
  },
} as unknown as Journal;

describe('transactions', () => {
  let engine: Engine;
  let collection: Collection;
  const now = new Date();

  beforeEach(() => {
    engine = new Engine();
    engine.attach(journal);
    collection = engine.ensure('db', 'things');
    const index = new CollectionIndex({ v: 2, key: { n: 1 }, name: 'n_1', unique: true });
    collection.indexes.push(index, new CollectionIndex({ v: 2, key: { c: 1 }, name: 'c_1' }));
    engine.commit([1, 2, 3].map((n) => insert({ _id: n, n, c: 'x' })));
  });

  const insert = (document: Document) => insertion(collection, Buffer.from(serializeDocument(document)));
  const set = (view: View, id: number, fields: Document) =>
    updates({ collection, view, now }, { filter: { _id: id }, update: { $set: fields }, multi: false, upsert: false })
      .changes;
  const remove = (view: View, id: number) =>
    deletions({ collection, view, now }, { filter: { _id: id }, multi: false });
  const ids = (view: View, filter: Document = {}, sort?: Document): unknown[] =>
    [...select(collection, view, { filter, sort })].map(({ bytes }) => parseDocument(bytes)._id);
  const commit = (transaction: Transaction): void => engine.commitTransaction(transaction, {});

  test('read what was committed when they began, and their own writes, by index and by scan', () => {
    const transaction = engine.begin();
    engine.commit([
      ...set(committedView, 1, { c: 'y' }),
      ...remove(committedView, 2),
      insert({ _id: 4, n: 4, c: 'x' }),
    ]);
    expect(ids(transaction, { c: 'x' })).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(ids(transaction, { c: 'x' })).toHaveLength(3);
    expect(ids(transaction, {}, { n: -1 })).toEqual([3, 2, 1]);
    expect(ids(committedView, { c: 'x' })).toEqual([3, 4]);
    transaction.stage(set(transaction, 3, { c: 'z' }));
    transaction.stage([insert({ _id: 5, n: 5, c: 'x' })]);
    expect(ids(transaction, { c: 'x' }, { _id: 1 })).toEqual([1, 2, 5]);
    expect(ids(committedView, { c: 'z' })).toEqual([]);
    commit(transaction);
    expect(ids(committedView, { c: 'x' }, { _id: 1 })).toEqual([4, 5]);
    expect(collection.old.size).toBe(0);
  });

  test('the first writer of a document wins, also against one that has committed', () => {
    const [one, two, three] = [engine.begin(), engine.begin(), engine.begin()];
    one.stage(set(one, 1, { c: 'one' }));
    expect(() => two.stage(set(two, 1, { c: 'two' }))).toThrow(expect.objectContaining({ code: 112 }));
    commit(one);
    const late = (): void => three.stage(set(three, 1, { c: 'three' }));
    expect(late).toThrow(expect.objectContaining({ code: 112, labels: ['TransientTransactionError'] }));
    expect(() => three.stage(remove(three, 1))).toThrow(expect.objectContaining({ code: 112 }));
  });

  test('a plain write that meets a transaction is told to wait for it', async () => {
    const transaction = engine.begin();
    transaction.stage(set(transaction, 1, { c: 'one' }));
    transaction.stage([insert({ _id: 9, n: 9 })]);
    const locked = expect.objectContaining({ transaction });
    expect(() => engine.commit(set(committedView, 1, { c: 'two' }))).toThrow(locked);
    expect(() => engine.commit([insert({ _id: 10, n: 9 })])).toThrow(locked);
    engine.commit(set(committedView, 2, { c: 'two' }));
    engine.abort(transaction);
    await transaction.ended;
    engine.commit(set(committedView, 1, { c: 'two' }));
    engine.commit([insert({ _id: 10, n: 9 })]);
  });

  test('unique keys hold inside, between and after transactions', () => {
    const transaction = engine.begin();
    expect(() => transaction.stage([insert({ _id: 9, n: 1 })])).toThrow(/E11000/);
    transaction.stage(remove(transaction, 1));
    transaction.stage([insert({ _id: 9, n: 1 })]);
    expect(() => transaction.stage([insert({ _id: 10, n: 1 })])).toThrow(/E11000/);
    transaction.stage(set(transaction, 2, { n: 20 }));
    transaction.stage(set(transaction, 3, { n: 2 }));
    const other = engine.begin();
    expect(() => other.stage([insert({ _id: 11, n: 20 })])).toThrow(expect.objectContaining({ code: 112 }));
    engine.abort(other);
    commit(transaction);
    expect(ids(committedView, {}, { n: 1 })).toEqual([9, 3, 2]);
    expect(collection.index('n_1')?.pending.size).toBe(0);
  });

  test('a key taken after the snapshot is a conflict, not a duplicate', () => {
    const transaction = engine.begin();
    engine.commit([insert({ _id: 7, n: 7 })]);
    expect(() => transaction.stage([insert({ _id: 8, n: 7 })])).toThrow(expect.objectContaining({ code: 112 }));
  });

  test('what was written and taken back inside leaves no trace', () => {
    const transaction = engine.begin();
    transaction.stage([insert({ _id: 9, n: 9 })]);
    transaction.stage(remove(transaction, 9));
    expect(ids(transaction, { n: 9 })).toEqual([]);
    commit(transaction);
    expect(collection.records.size).toBe(3);
    expect(collection.indexes.map(({ entries }) => entries.size)).toEqual([3, 3, 3]);
  });

  test('a collection made inside is seen by others with the commit only', () => {
    const transaction = engine.begin();
    const made = engine.ensure('db', 'made', {}, transaction);
    expect(engine.lookup('db', 'made')).toBeUndefined();
    expect(engine.lookup('db', 'made', transaction)).toBe(made);
    expect(() => engine.ensure('db', 'made')).toThrow(expect.objectContaining({ transaction }));
    commit(transaction);
    expect(engine.lookup('db', 'made')).toBe(made);
    const aborted = engine.begin();
    engine.ensure('db', 'never', {}, aborted);
    engine.abort(aborted);
    expect(engine.lookup('db', 'never')).toBeUndefined();
    expect(engine.ensure('db', 'never').name).toBe('never');
  });

  test('a collection dropped after the snapshot ends the transaction', () => {
    const transaction = engine.begin();
    engine.change(collection.id, { op: 'drop' });
    expect(() => engine.lookup('db', 'things', transaction)).toThrow(expect.objectContaining({ code: 246 }));
  });
});
