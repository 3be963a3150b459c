import type { EventData, EventName } from '../../../schema/index.js';
import type { UnitOfWork } from '../database.js';

/** An event as the log holds it. `data` has the shape that the catalogue gives for `type`. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  /** The aggregate, such as `complaint:<id>`. */
  readonly key: string;
  /** Gap-free per key, from 1. */
  readonly sequence: number;
  readonly at: Date;
  /** Subject of the principal, or the name of the part of the hub that acted. */
  readonly actor: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the catalogue's schema for `type` says the shape
  readonly data: any;
  /** Encrypted personal part; opened with `EventLog.open`. */
  readonly sealed?: string;
  /** Present once its personal part was erased; it has no sealed part any more. */
  readonly redacted?: Redaction;
  readonly previousHash: string;
  readonly hash: string;
  /** Gap-free over the whole log, from 1; absent until the sequencer has seen the commit. */
  readonly position?: number;
}

/** That the hub itself took the personal part of an event away. */
export interface Redaction {
  readonly at: Date;
  /** Keyed hash over what is left and the hash that the event had; empty: it had been altered before. */
  readonly proof: string;
}

/** Which events to look through: those of a key, or of a type. */
export type RedactionScope = { readonly key: string } | { readonly type: string };

/** What a reader of the log meets. After a resync the stream ends: read the state anew and begin at `oldest`. */
export type TailItem =
  | { readonly kind: 'event'; readonly event: StoredEvent; readonly position: number }
  | { readonly kind: 'resync'; readonly oldest: number; readonly reason: string };

export interface TailOptions {
  /** Event types to give; absent: all. */
  readonly types?: readonly string[];
  /** Position after which to begin; absent: from now on. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

export interface AppendInput<N extends EventName> {
  readonly key: string;
  readonly data: EventData<N>;
  readonly sealed?: unknown;
  readonly actor: string;
  /** When it happened; defaults to now. */
  readonly at?: Date;
}

export interface ConsumerOptions {
  /** Names the checkpoint; never reuse a name for another effect. */
  readonly name: string;
  readonly types: readonly string[];
  /** False: the event is passed over without a transaction, like those of other types. Pure; absent: all are wanted. */
  wants?(event: StoredEvent): boolean;
  /**
   * Runs in the transaction that also moves the checkpoint, perhaps with the events next to it: its effect happens
   * exactly once. May be retried.
   */
  handle(event: StoredEvent, unit: UnitOfWork): Promise<void>;
}

/** A running reader with a checkpoint. */
export interface Consumer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when every event up to the log's present head has been handled (tests, rebuilds). */
  settled(): Promise<void>;
}

/** The tamper-evidence of one key: hash of its last event, number of events kept, and whether the chain holds. */
export interface ChainProof {
  readonly head: string;
  readonly length: number;
  readonly verified: boolean;
}

/** The one shared log: appended in the writer's transaction, read by position, woken but never dependent on a wake-up. */
export interface EventLog {
  /** Rejects when the data does not fit the catalogue; the event is written, in the order of calls, when the transaction ends. */
  append<N extends EventName>(unit: UnitOfWork, name: N, input: AppendInput<N>): Promise<void>;
  /** Pull based: a reader holds a position and no queue; a slow one reads from the database what memory has dropped. */
  tail(options: TailOptions): AsyncIterableIterator<TailItem>;
  consume(options: ConsumerOptions): Consumer;
  open<T>(event: StoredEvent): T;
  /** Events of one key in order, after a sequence. */
  history(key: string, options: { after?: number; first: number }): Promise<StoredEvent[]>;
  verify(key: string): Promise<ChainProof>;
  /**
   * Erases personal parts in the caller's transaction: the sealed part, and what `strip` leaves out of the data (undefined:
   * the event stays as it is). Chains still verify. Answers how many events changed; again changes none.
   */
  redact(unit: UnitOfWork, scope: RedactionScope, strip: (event: StoredEvent) => unknown): Promise<number>;
  /** Highest position that readers of this process see now. */
  head(): number;
  /** The position of the last event committed by anybody before the call. */
  present(): Promise<number>;
  /** Drops events up to a position; readers with an older cursor get a resync. Returns how many were dropped. */
  trim(upTo: number): Promise<number>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
