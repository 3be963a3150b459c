import type { Document } from '../bson/values.js';
import { isDocument } from '../bson/values.js';
import { StoreError } from '../errors.js';

/** A position in the history: after the event numbered `index` of the commit at `time`. */
export interface Position {
  time: number;
  index: number;
}

/** An index after every event of a commit. */
export const afterCommit = 0x7fff_fffe;

const width = 14;

/** The resume token of a position; tokens order as positions do. `index` -1 stands before the commit's first event. */
export const toToken = ({ time, index }: Position): Document => ({
  _data: (time.toString(16).padStart(width, '0') + (index + 1).toString(16).padStart(8, '0')).toUpperCase(),
});

const invalid = (): StoreError =>
  new StoreError(260, 'InvalidResumeToken', 'The resume token was not issued by this store.');

/** The position of a resume token; throws InvalidResumeToken (260). */
export function fromToken(token: unknown): Position {
  const data = isDocument(token) ? token._data : undefined;
  if (typeof data !== 'string' || !/^[0-9A-F]{22}$/.test(data)) throw invalid();
  return { time: parseInt(data.slice(0, width), 16), index: parseInt(data.slice(width), 16) - 1 };
}
