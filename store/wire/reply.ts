import { Binary } from 'bson';
import type { Document } from '../bson/values.js';
import { serializeDocument } from '../bson/values.js';
import { incrementOf, secondsOf } from '../engine/clock.js';
import { RawWriter } from '../engine/raw-writer.js';
import { StoreError } from '../errors.js';

/** A cursor's batch; documents are bytes already. */
export interface Batch {
  field: 'firstBatch' | 'nextBatch';
  documents: readonly Uint8Array[];
  namespace: string;
  id: bigint;
  postBatchResumeToken?: Uint8Array | undefined;
}

/** What a command answers: fields, a batch, or a document given as bytes under `value`. */
export interface Reply {
  fields?: Document;
  batch?: Batch;
  value?: Uint8Array | null;
}

const unsigned = serializeDocument({ signature: { hash: new Binary(Buffer.alloc(20)), keyId: 0n } });

function writeBatch(writer: RawWriter, batch: Batch): void {
  writer.document('cursor').array(batch.field);
  batch.documents.forEach((document, at) => writer.raw(String(at), document));
  writer.end();
  if (batch.postBatchResumeToken) writer.raw('postBatchResumeToken', batch.postBatchResumeToken);
  writer.long('id', batch.id).string('ns', batch.namespace).end();
}

function writeTime(writer: RawWriter, time: number): void {
  writer.document('$clusterTime').timestamp('clusterTime', secondsOf(time), incrementOf(time));
  writer.elements(unsigned).end();
  writer.timestamp('operationTime', secondsOf(time), incrementOf(time));
}

/** Encodes a successful answer with the cluster time. */
export function encodeReply(reply: Reply, time: number): Buffer {
  const writer = new RawWriter().begin();
  if (reply.batch) writeBatch(writer, reply.batch);
  if (reply.value) writer.raw('value', reply.value);
  else if (reply.value === null) writer.elements(serializeDocument({ value: null }));
  if (reply.fields) writer.elements(serializeDocument(reply.fields));
  writer.double('ok', 1);
  writeTime(writer, time);
  return writer.end().finish();
}

/** Encodes a failure. Errors that are not ours show their message only: clients are programs of the same house. */
export function encodeFailure(error: unknown, time: number): Buffer {
  const known =
    error instanceof StoreError
      ? error
      : new StoreError(1, 'InternalError', `Internal error of the store: ${String(error)}`);
  const { code, codeName, message, extra, labels } = known;
  const fields: Document = { ok: 0, errmsg: message, code, codeName, ...extra };
  if (labels.length > 0) fields.errorLabels = labels;
  const writer = new RawWriter().begin().elements(serializeDocument(fields));
  writeTime(writer, time);
  return writer.end().finish();
}
