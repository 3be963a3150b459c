import { BSON, type Document } from 'mongodb';
import type { Random } from '../support/random.js';

const { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } = BSON;

/** Longer than a key of the store's index can be; they differ in the last letter only. */
const longTexts = ['x', 'y'].map((end) => 'long '.repeat(450) + end);

/** Numbers that a double cannot tell apart, in all number types. */
const numbers: unknown[] = [
  ...[-3, -1, 0, 1, 2, 3, 5, 7, 10, 100],
  ...[-1.5, 0.1, 2.5, 7.25].map((number) => new Double(number)),
  ...[new Double(NaN), new Double(-0), new Double(Infinity), new Double(2 ** 53)],
  ...['2', '-1', '9007199254740992', '9007199254740993', '-9007199254740993'].map((text) => Long.fromString(text)),
  ...['2', '2.50', '0.1', '-1.5', '9007199254740993', 'NaN', '1E+400', '-Infinity'].map((text) =>
    Decimal128.fromString(text),
  ),
];

const others: unknown[] = [
  ...['', 'a', 'ab', 'abc', 'b', 'B', 'é', 'a.b', 'z\u0000z', '10'],
  ...longTexts,
  null,
  true,
  false,
  new Date(0),
  new Date(1_770_000_000_000),
  new Date(-5),
  new ObjectId('65a000000000000000000001'),
  new ObjectId('65a000000000000000000002'),
  new Binary(Buffer.from([1, 2, 3])),
  new Binary(Buffer.from([1, 2])),
  new UUID('6ba7b810-9dad-41d1-80b4-00c04fd430c8').toBinary(),
  new Timestamp({ t: 5, i: 1 }),
  new MinKey(),
  new MaxKey(),
];

/** A value that is neither a document nor an array. */
export const scalar = (random: Random): unknown => random.pick(random.chance(0.6) ? numbers : others);

const subdocument = (random: Random): Document => {
  const shape = random.below(4);
  if (shape === 0) return {};
  if (shape === 1) return { x: scalar(random) };
  return shape === 2 ? { x: random.pick([1, 2, 3]), y: 1 } : { y: 1, x: random.pick([1, 2, 3]) };
};

/** Any value, arrays of arrays and of documents included. */
export function anyValue(random: Random): unknown {
  const kind = random.fraction();
  if (kind < 0.6) return scalar(random);
  if (kind < 0.7) return subdocument(random);
  if (kind < 0.95) return random.list(0, 3, () => scalar(random));
  return random.list(0, 2, () => (random.chance(0.5) ? random.list(0, 2, () => scalar(random)) : subdocument(random)));
}

/** Sets a field most of the time, so that missing fields are common. */
function maybe(random: Random, document: Document, field: string, make: () => unknown): void {
  if (random.chance(0.8)) document[field] = make();
}

/**
 * A document for the agreement test. `a` and `b` take any value, `c` and `s` no arrays (they may share an index with a
 * field that does), `items` is an array of documents more often than not, `u` is unique where it is set.
 */
export function randomDocument(random: Random, id: number): Document {
  const document: Document = { _id: random.chance(0.9) ? id : `id-${id}` };
  maybe(random, document, 'a', () => anyValue(random));
  maybe(random, document, 'b', () => anyValue(random));
  maybe(random, document, 'c', () => scalar(random));
  maybe(random, document, 's', () => random.pick(['new', 'open', 'done', null]));
  maybe(random, document, 'sub', () => (random.chance(0.8) ? subdocument(random) : scalar(random)));
  maybe(random, document, 'items', () => {
    const item = (): unknown =>
      random.chance(0.9) ? { k: random.pick(['p', 'q', 1, null]), v: scalar(random) } : scalar(random);
    return random.chance(0.8) ? random.list(0, 3, item) : item();
  });
  if (random.chance(0.5)) document['u'] = Long.fromString('9007199254740992').add(id);
  return document;
}
