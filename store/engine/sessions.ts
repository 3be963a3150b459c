import { Binary, Long } from 'bson';
import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { StoreError } from '../errors.js';
import { eachElement, ownBytes } from './raw-bson.js';
import type { Transaction } from './transaction.js';

/** A logical session's state that outlives a request: what a retry must find. */
export class Session {
  /** The highest txnNumber seen; -1 before the first. */
  txnNumber = -1n;
  /** Results of the retryable statements of `txnNumber`, by statement number. */
  results = new Map<number, Document>();
  /** The transaction numbered `txnNumber`, while it is known. */
  transaction: Transaction | undefined;
  /** How the transaction numbered `txnNumber` ended, also after a restart. */
  outcome: 'committed' | 'aborted' | undefined;
  lastUse = Date.now();

  constructor(readonly id: Buffer) {}

  /** Moves on to a number; throws TransactionTooOld (225) for a number that is past. */
  advance(txnNumber: bigint): void {
    if (txnNumber < this.txnNumber)
      throw new StoreError(
        225,
        'TransactionTooOld',
        `Cannot start transaction ${txnNumber} because a newer transaction ${this.txnNumber} has already started on the session.`,
      );
    if (txnNumber === this.txnNumber) return;
    this.txnNumber = txnNumber;
    this.results = new Map();
    this.transaction = undefined;
    this.outcome = undefined;
  }
}

const idleLimit = 30 * 60_000;

/** The sessions of all clients. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly loading = new Map<string, { txnNumber: bigint; states: Buffer[] }>();

  /** The session of an lsid document, made when new. */
  of(lsid: Document): Session {
    const id = lsid.id;
    if (!(id instanceof Binary) || id.length() !== 16)
      throw new StoreError(9, 'FailedToParse', "BSON field 'lsid.id' must be a UUID.");
    const session = this.byId(Buffer.from(id.value()));
    session.lastUse = Date.now();
    return session;
  }

  private byId(id: Buffer): Session {
    const key = id.toString('latin1');
    let session = this.sessions.get(key);
    if (!session) this.sessions.set(key, (session = new Session(Buffer.from(id))));
    return session;
  }

  find(lsid: Document): Session | undefined {
    return lsid.id instanceof Binary ? this.sessions.get(Buffer.from(lsid.id.value()).toString('latin1')) : undefined;
  }

  /** Forgets a session a client has ended; its open transaction must have been aborted. */
  forget(session: Session): void {
    this.sessions.delete(session.id.toString('latin1'));
  }

  /** Sessions unused for 30 minutes. */
  idle(now = Date.now()): Session[] {
    return [...this.sessions.values()].filter((session) => now - session.lastUse > idleLimit);
  }

  all(): Iterable<Session> {
    return this.sessions.values();
  }

  /** Takes a state over from the log; it is understood in `settle`, when the later ones are known too. */
  load(bytes: Buffer): void {
    const { id, txnNumber } = readHead(bytes);
    const known = this.loading.get(id);
    if (known?.txnNumber === txnNumber) known.states.push(ownBytes(bytes));
    else this.loading.set(id, { txnNumber, states: [ownBytes(bytes)] });
  }

  /** Ends the reading of the log. */
  settle(): void {
    for (const { states } of this.loading.values()) for (const state of states) this.restore(state);
    this.loading.clear();
  }

  private restore(bytes: Buffer): void {
    const state = parseDocument(bytes);
    const session = this.byId(Buffer.from((state.id as Binary).value()));
    const txnNumber = state.n as bigint;
    if (txnNumber < session.txnNumber) return;
    session.advance(txnNumber);
    if (state.outcome) session.outcome = state.outcome as 'committed';
    for (const [statement, result] of Object.entries((state.results as Document | undefined) ?? {}))
      session.results.set(Number(statement), result as Document);
  }
}

/** The session and transaction number of a state's first two fields, without parsing the rest. */
function readHead(bytes: Buffer): { id: string; txnNumber: bigint } {
  let id = '';
  let txnNumber = 0n;
  eachElement(bytes, 0, ({ name, value, end }) => {
    if (name === 'id') id = bytes.toString('latin1', value + 5, end);
    else if (name === 'n') txnNumber = bytes.readBigInt64LE(value);
    return name === 'n';
  });
  return { id, txnNumber };
}

const head = (session: Session): Document => ({ id: new Binary(session.id, 4), n: Long.fromBigInt(session.txnNumber) });

/** The log's form of the results of statements. */
export const encodeResults = (session: Session, results: ReadonlyMap<number, Document>): Buffer =>
  Buffer.from(serializeDocument({ ...head(session), results: Object.fromEntries(results) }));

/** The log's form of a transaction's commit. */
export const encodeCommitted = (session: Session): Buffer =>
  Buffer.from(serializeDocument({ ...head(session), outcome: 'committed' }));

/** The log's form of all a session remembers. */
export const encodeSession = (session: Session): Buffer =>
  Buffer.from(
    serializeDocument({
      ...head(session),
      results: Object.fromEntries(session.results),
      ...(session.outcome === 'committed' ? { outcome: 'committed' } : {}),
    }),
  );
