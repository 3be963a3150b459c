import { BSON, type Collection, type Db, type Document } from 'mongodb';
import { Random } from '../support/random.js';
import { indexCatalogue, randomFilter, randomSort, type IndexChoice } from './queries.js';
import { anyValue, randomDocument, scalar } from './values.js';

const { EJSON } = BSON;
const documentsPerRound = 100;
const queriesPerRound = 250;

/** Values come as stored, a double as a double, so that answers can be compared exactly. */
const asStored = { promoteValues: false };

const text = (value: unknown): string => EJSON.stringify(value, { relaxed: false });
const idOf = (document: Document): string => text(document['_id']);

interface Pair {
  plain: Collection;
  indexed: Collection;
  indexes: IndexChoice[];
}

/** Two collections with the same documents, one of them with two to seven indexes. */
async function preparePair(random: Random, database: Db): Promise<Pair> {
  const [plain, indexed] = [database.collection('plain', asStored), database.collection('indexed', asStored)];
  await Promise.all([plain.drop(), indexed.drop()]);
  const documents = Array.from({ length: documentsPerRound }, (_, id) => randomDocument(random, id));
  const indexes = [...new Set(random.list(2, 7, () => random.pick(indexCatalogue)))];
  const create = async (): Promise<void> => {
    for (const [keys, options] of indexes) await indexed.createIndex(keys, options);
  };
  const early = random.chance(0.5);
  if (early) await create();
  await plain.insertMany(documents);
  await indexed.insertMany(documents);
  if (!early) await create();
  return { plain, indexed, indexes };
}

/** The same random change on both collections, so that the indexes have to follow. */
async function change(random: Random, { plain, indexed, indexes }: Pair): Promise<void> {
  const filter = randomFilter(random, indexes, 1);
  const update = random.pick([
    { $set: { a: anyValue(random) } },
    { $set: { c: scalar(random), s: 'open' } },
    { $unset: { [random.pick(['a', 'b', 'c', 'sub', 'items'])]: '' } },
    { $set: { items: [{ k: 'p', v: scalar(random) }], b: anyValue(random) } },
  ]);
  const target = random.chance(0.8) ? ({ _id: random.below(documentsPerRound) } as Document) : filter;
  await plain.updateMany(target, update);
  await indexed.updateMany(target, update);
}

const bytes = (document: Document): string => Buffer.from(BSON.serialize(document)).toString('latin1');

const difference = (left: Document[], right: Document[]): string[] => {
  const found = new Set(right.map(bytes));
  return left.filter((document) => !found.has(bytes(document))).map(idOf);
};

function compareSets(expected: Document[], actual: Document[]): void {
  const missing = difference(expected, actual);
  const extra = difference(actual, expected);
  if (missing.length > 0 || extra.length > 0 || expected.length !== actual.length) {
    throw new Error(`missing [${missing}], extra [${extra}], ${expected.length} expected, ${actual.length} given`);
  }
}

/**
 * For each place of a sorted list the number of the group of equal sort keys it belongs to. The same list is given
 * with equal keys in ascending and in descending order of _id: a group ends where both have the same documents so far.
 */
function groups(ascending: Document[], descending: Document[]): Map<string, number> {
  const group = new Map<string, number>();
  const open = new Set<string>();
  let number = 0;
  ascending.forEach((document, index) => {
    group.set(idOf(document), number);
    for (const id of [idOf(document), idOf(descending[index] as Document)]) if (!open.delete(id)) open.add(id);
    if (open.size === 0) number++;
  });
  return group;
}

interface Query {
  filter: Document;
  sort?: Record<string, 1 | -1>;
  skip: number;
  limit: number;
}

function randomQuery(random: Random, indexes: IndexChoice[]): Query {
  const filter = randomFilter(random, indexes);
  if (random.chance(0.4)) return { filter, skip: 0, limit: 0 };
  const cut = random.chance(0.6);
  return {
    filter,
    sort: randomSort(random, indexes),
    skip: cut ? random.below(8) : 0,
    limit: cut ? 1 + random.below(20) : 0,
  };
}

async function compareSorted({ plain, indexed }: Pair, { filter, sort = {}, skip, limit }: Query): Promise<void> {
  const find = (collection: Collection, order: Document): Promise<Document[]> =>
    collection
      .find(filter)
      .sort(order as Record<string, 1 | -1>)
      .toArray();
  const ascending = await find(plain, '_id' in sort ? sort : { ...sort, _id: 1 });
  const descending = '_id' in sort ? ascending : await find(plain, { ...sort, _id: -1 });
  const group = groups(ascending, descending);
  const actual = await indexed.find(filter).sort(sort).skip(skip).limit(limit).toArray();
  const expected = limit > 0 ? ascending.slice(skip, skip + limit) : ascending.slice(skip);
  if (skip === 0 && limit === 0) compareSets(ascending, actual);
  if (new Set(actual.map(idOf)).size !== expected.length) {
    throw new Error(`${expected.length} expected, ${actual.length} given: [${actual.map(idOf)}]`);
  }
  actual.forEach((document, index) => {
    const [wanted, given] = [group.get(idOf(expected[index] as Document)), group.get(idOf(document))];
    if (wanted !== given) throw new Error(`place ${index} has ${idOf(document)}, order [${expected.map(idOf)}]`);
  });
}

async function compareQuery(pair: Pair, query: Query): Promise<void> {
  if (query.sort) return compareSorted(pair, query);
  compareSets(await pair.plain.find(query.filter).toArray(), await pair.indexed.find(query.filter).toArray());
}

/** How much a run did. */
export interface AgreementReport {
  queries: number;
  /** Of the plans looked at, how many used an index. */
  explained: number;
  byIndex: number;
}

/**
 * Asks random queries of a collection with indexes and of one without, with changes to both in between, and throws at
 * the first answer that differs: the message has the query and the indexes. The same seed asks the same queries.
 */
export async function checkAgreement(database: Db, seed: number, queries: number): Promise<AgreementReport> {
  const random = new Random(seed);
  const report: AgreementReport = { queries: 0, explained: 0, byIndex: 0 };
  while (report.queries < queries) {
    const pair = await preparePair(random, database);
    for (let index = 0; index < queriesPerRound && report.queries < queries; index++) {
      if (random.chance(0.1)) await change(random, pair);
      const query = randomQuery(random, pair.indexes);
      await compareQuery(pair, query).catch((error: Error) => {
        error.message = `query ${report.queries} of seed ${seed}: ${error.message}\n${text(query)}\nindexes ${text(pair.indexes)}`;
        throw error;
      });
      report.queries++;
      if (index % 10 === 0) {
        report.explained++;
        const plan = await pair.indexed.find(query.filter, query.sort ? { sort: query.sort } : {}).explain();
        if (text(plan).includes('IXSCAN')) report.byIndex++;
      }
    }
    compareSets(await pair.plain.find().toArray(), await pair.indexed.find().toArray());
  }
  return report;
}
