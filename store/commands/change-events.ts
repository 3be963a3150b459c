import { Binary } from 'bson';
import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { toTimestamp } from '../engine/clock.js';
import type { Engine } from '../engine/engine.js';
import type { HistoryEvent } from '../engine/history.js';
import { keyOf } from '../engine/operations.js';
import { toToken } from '../engine/resume-token.js';
import { select } from '../engine/select.js';
import { committedView } from '../engine/view.js';
import { StoreError } from '../errors.js';

/** What a change stream asks for. */
export interface StreamOptions {
  fullDocument: string;
  fullDocumentBeforeChange: string;
  showExpandedEvents: boolean;
}

const kinds: Record<string, string> = { i: 'insert', u: 'update', r: 'replace', d: 'delete' };

function lookUp(engine: Engine, { source }: HistoryEvent, key: Document): Document | null {
  const collection = engine.catalog.get(source.database, source.collection);
  const [found] = [...select(collection, committedView, { filter: { _id: { $eq: key._id } }, limit: 1 })];
  return found ? parseDocument(found.bytes) : null;
}

const noImage = (which: string): StoreError =>
  new StoreError(
    47,
    'NoMatchingDocument',
    `Change stream was configured to require a ${which}-image for all update, delete and replace events, but the ${which}-image was not found for an event`,
  );

function postImage(engine: Engine, event: HistoryEvent, key: Document, wanted: string): Document | null | undefined {
  const { kind, document, before } = event.operation;
  if (kind !== 'u') return document && parseDocument(document);
  if (wanted === 'updateLookup') return lookUp(engine, event, key);
  if (wanted !== 'whenAvailable' && wanted !== 'required') return undefined;
  if (before && document) return parseDocument(document);
  if (wanted === 'required') throw noImage('post');
  return null;
}

function preImage({ operation }: HistoryEvent, wanted: string): Document | null | undefined {
  if (operation.kind === 'i' || (wanted !== 'whenAvailable' && wanted !== 'required')) return undefined;
  if (operation.before) return parseDocument(operation.before);
  if (wanted === 'required') throw noImage('pre');
  return null;
}

const present = (fields: Document): Document =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function common(event: HistoryEvent, operationType: string): Document {
  return { _id: toToken(event), operationType, clusterTime: toTimestamp(event.time), wallTime: new Date(event.wall) };
}

const catalogKinds: Record<string, string> = {
  create: 'create',
  drop: 'drop',
  rename: 'rename',
  dropDatabase: 'dropDatabase',
  createIndexes: 'createIndexes',
  dropIndexes: 'dropIndexes',
  collMod: 'modify',
};

/** True for events only a stream with showExpandedEvents tells. */
export const isExpanded = ({ operation }: HistoryEvent): boolean =>
  operation.kind === 'c' && !['drop', 'rename', 'dropDatabase'].includes(operation.info?.op as string);

function operationDescription(info: Document): Document | undefined {
  if (info.op === 'create') return { idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } };
  if (info.op === 'createIndexes') return { indexes: info.specs };
  if (info.op === 'dropIndexes') return { indexes: (info.names as string[]).map((name) => ({ name })) };
  if (info.op === 'rename') return present({ to: { db: info.db, coll: info.name }, dropTarget: info.dropTarget });
  return info.op === 'collMod' ? (info.options as Document) : undefined;
}

function catalogEvent(event: HistoryEvent, expanded: boolean): Document {
  const { source, operation } = event;
  const info = operation.info ?? {};
  const whole = info.op === 'dropDatabase';
  return present({
    ...common(event, catalogKinds[info.op as string] as string),
    collectionUUID: expanded && !whole ? new Binary(source.uuid, 4) : undefined,
    ns: whole ? { db: source.database } : { db: source.database, coll: source.collection },
    to: info.op === 'rename' ? { db: info.db, coll: info.name } : undefined,
    operationDescription: expanded ? operationDescription(info) : undefined,
  });
}

function updateDescription({ operation }: HistoryEvent, expanded: boolean): Document | undefined {
  if (!operation.description) return undefined;
  const { disambiguatedPaths, ...description } = parseDocument(operation.description);
  return expanded ? { ...description, disambiguatedPaths } : description;
}

/** The change document of an event, as MongoDB shows it. */
export function changeDocument(engine: Engine, event: HistoryEvent, options: StreamOptions): Document {
  const { operation, source, transaction } = event;
  if (operation.kind === 'c') return catalogEvent(event, options.showExpandedEvents);
  const documentKey = parseDocument(operation.key ?? keyOf(operation.document as Buffer));
  return present({
    ...common(event, kinds[operation.kind] as string),
    ...(options.showExpandedEvents ? { collectionUUID: new Binary(source.uuid, 4) } : {}),
    fullDocument: postImage(engine, event, documentKey, options.fullDocument),
    ns: { db: source.database, coll: source.collection },
    documentKey,
    updateDescription: updateDescription(event, options.showExpandedEvents),
    fullDocumentBeforeChange: preImage(event, options.fullDocumentBeforeChange),
    lsid: transaction?.lsid,
    txnNumber: transaction?.txnNumber,
  });
}

/** The event that ends a stream whose collection or database is gone. */
export const invalidateDocument = (event: HistoryEvent): Document => ({
  ...common(event, 'invalidate'),
  _id: toToken({ time: event.time, index: event.index + invalidateOffset }),
});

/** Keeps the token of an invalidate event apart from, and after, that of the event that caused it. */
export const invalidateOffset = 0x4000_0000;
