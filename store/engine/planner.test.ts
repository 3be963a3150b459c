import { describe, expect, test } from '@jest/globals';
import { MaxKey, MinKey } from 'bson';
import type { Document } from '../bson/values.js';
import { serializeDocument } from '../bson/values.js';
import { Collection } from './collection.js';
import { CollectionIndex } from './index.js';
import type { PlanRequest } from './planner.js';
import { plan } from './planner.js';
import { select } from './select.js';
import { insertion } from './statements.js';
import { committedView } from './view.js';

function collectionWith(specs: Document[]): Collection {
  const collection = new Collection(1, 'db', 'things', {});
  for (const spec of specs) {
    const name = Object.entries(spec.key as Document)
      .flat()
      .join('_');
    collection.indexes.push(new CollectionIndex({ v: 2, name, ...spec }));
  }
  const documents = Array.from({ length: 300 }, (_, n) => ({
    _id: n,
    a: n % 10,
    b: n,
    c: n % 3,
    tags: [n, n + 1],
    e: `name ${n}`,
  }));
  const changes = documents.map((document) => insertion(collection, Buffer.from(serializeDocument(document))));
  Collection.apply(changes, 1, false);
  return collection;
}

const chosen = (collection: Collection, request: Partial<PlanRequest>): string => {
  const { index, sorted, backward } = plan(collection, { filter: {}, ...request });
  return `${index?.name ?? 'scan'}${sorted ? '' : ' sort'}${backward ? ' backward' : ''}`;
};

describe('the planner', () => {
  const compound = collectionWith([
    { key: { a: 1, b: -1 } },
    { key: { c: 1 } },
    { key: { tags: 1 } },
    { key: { e: 1 } },
  ]);

  test('takes the index with the fewest keys', () => {
    expect(chosen(compound, { filter: { _id: 5 } })).toBe('_id_');
    expect(chosen(compound, { filter: { a: 5, c: 1 } })).toBe('a_1_b_-1');
    expect(chosen(compound, { filter: { c: 1, tags: 7 } })).toBe('tags_1');
    expect(chosen(compound, { filter: { a: { $in: [1, 2] } } })).toBe('a_1_b_-1');
    expect(chosen(compound, { filter: { z: 5 } })).toBe('scan');
  });

  test('knows which orders an index gives', () => {
    expect(chosen(compound, { filter: { a: 5 }, sort: { b: -1 } })).toBe('a_1_b_-1');
    expect(chosen(compound, { filter: { a: 5 }, sort: { b: 1 } })).toBe('a_1_b_-1 backward');
    expect(chosen(compound, { sort: { a: 1, b: -1 }, limit: 5 })).toBe('a_1_b_-1');
    expect(chosen(compound, { sort: { a: -1, b: 1 }, limit: 5 })).toBe('a_1_b_-1 backward');
    expect(chosen(compound, { sort: { a: 1, b: 1 }, limit: 5 })).toBe('scan sort');
    expect(chosen(compound, { sort: { tags: 1 }, limit: 5 })).toBe('scan sort');
    expect(chosen(compound, { filter: { a: { $in: [1, 2] } }, sort: { b: -1 } })).toBe('a_1_b_-1 sort');
  });

  test('takes ranges and anchored expressions, and leaves others to a scan', () => {
    expect(chosen(compound, { filter: { e: { $gte: 'name 29' } } })).toBe('e_1');
    expect(chosen(compound, { filter: { e: { $regex: '^name 29' } } })).toBe('e_1');
    expect(chosen(compound, { filter: { e: { $regex: '^name 29', $options: 'i' } } })).toBe('scan');
    expect(chosen(compound, { filter: { e: { $regex: 'name' } } })).toBe('scan');
    expect(chosen(compound, { filter: { e: { $ne: 'x' } } })).toBe('scan');
  });

  test('uses sparse and partial indexes only where they hold every match', () => {
    const collection = collectionWith([
      { key: { e: 1 }, sparse: true },
      { key: { b: 1 }, partialFilterExpression: { c: 1 } },
      { key: { a: 1 }, partialFilterExpression: { b: { $gt: 10 } } },
    ]);
    expect(chosen(collection, { filter: { e: 'name 7' } })).toBe('e_1');
    expect(chosen(collection, { filter: { e: null } })).toBe('scan');
    // True of a document without e, which the index does not hold.
    expect(chosen(collection, { filter: { e: { $lt: new MaxKey() } } })).toBe('scan');
    expect(chosen(collection, { filter: { e: { $gt: new MinKey() } } })).toBe('scan');
    expect(chosen(collection, { filter: { b: 7 } })).toBe('scan');
    expect(chosen(collection, { filter: { b: 7, c: 1 } })).toBe('b_1');
    expect(chosen(collection, { filter: { a: 7, b: 12 } })).toBe('a_1');
    expect(chosen(collection, { filter: { a: 7, b: 9 } })).toBe('scan');
  });

  test('does not look for two fields in one entry when different array elements may hold them', () => {
    const collection = collectionWith([{ key: { 'items.k': 1, 'items.v': 1 } }]);
    const document = Buffer.from(
      serializeDocument({
        _id: 'x',
        items: [
          { k: 1, v: 2 },
          { k: 2, v: 1 },
        ],
      }),
    );
    Collection.apply([insertion(collection, document)], 2, false);
    const filter = { 'items.k': 1, 'items.v': 1 };
    expect(chosen(collection, { filter })).toBe('items.k_1_items.v_1');
    expect([...select(collection, committedView, { filter })]).toHaveLength(1);
  });

  test('obeys a hint and refuses one that names no index', () => {
    expect(chosen(compound, { filter: { _id: 5 }, hint: { c: 1 } })).toBe('c_1');
    expect(chosen(compound, { filter: { a: 5 }, hint: { $natural: 1 } })).toBe('scan');
    expect(() => plan(compound, { filter: {}, hint: 'nowhere' })).toThrow(/hint provided does not correspond/);
  });
});
