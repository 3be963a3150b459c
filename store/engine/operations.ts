import type { Operation } from './commit-codec.js';
import { pickFields } from './raw-bson.js';
import type { Change } from './collection.js';

const idOnly: ReadonlySet<string> = new Set(['_id']);

/** `{ _id }` of a document. */
export const keyOf = (document: Buffer): Buffer => pickFields(document, idOnly);

/** The log's form of a change. */
export function toOperation({ collection, record, kind, before, after, description }: Change): Operation {
  const operation: Operation = { kind, collection: collection.id, record: record.id };
  if (after) operation.document = after;
  if (kind === 'd' && before) operation.key = keyOf(before);
  if (description) operation.description = description;
  if (before && collection.keepsImages) operation.before = before;
  return operation;
}
