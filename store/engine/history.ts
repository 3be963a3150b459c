import type { Document } from '../bson/values.js';
import type { Operation } from './commit-codec.js';

/** Where an event happened, by the names of that moment. */
export interface EventSource {
  database: string;
  /** Empty for an event of the whole database. */
  collection: string;
  uuid: Uint8Array;
}

/** One step of a durable commit as change streams see it. */
export interface HistoryEvent {
  time: number;
  /** Position within its commit. */
  index: number;
  wall: number;
  operation: Operation;
  source: EventSource;
  /** lsid and txnNumber, inside a transaction. */
  transaction?: Document;
}

const mostBytes = 16 * 2 ** 20;
const mostEvents = 20_000;

const sizeOf = ({ operation }: HistoryEvent): number =>
  200 + (operation.document?.length ?? 0) + (operation.description?.length ?? 0) + (operation.before?.length ?? 0);

/**
 * The recent past, for change streams: the last 20,000 events or 16 MiB, whichever is less. Only durable commits
 * enter, in commit order. Whoever asks for an older position gets ChangeStreamHistoryLost (286).
 */
export class History {
  private events: HistoryEvent[] = [];
  /** Number of events dropped so far: `events[0]` has this absolute position. */
  private dropped = 0;
  private bytes = 0;
  private readonly listeners = new Set<() => void>();
  /** The last event that is gone. */
  lost: { time: number; index: number } = { time: 0, index: 0 };
  /** Time of the latest durable commit, with or without events. */
  reached = 0;

  /** Takes in the events of a durable commit. */
  add(time: number, events: readonly HistoryEvent[]): void {
    this.reached = Math.max(this.reached, time);
    for (const event of events) {
      this.events.push(event);
      this.bytes += sizeOf(event);
    }
    if (this.bytes > mostBytes || this.events.length > mostEvents) this.trim();
    for (const listener of [...this.listeners]) listener();
  }

  private trim(): void {
    let gone = 0;
    while (this.bytes > mostBytes * 0.9 || this.events.length - gone > mostEvents * 0.9) {
      const event = this.events[gone++];
      if (!event) break;
      this.bytes -= sizeOf(event);
      this.lost = { time: event.time, index: event.index };
    }
    this.events.splice(0, gone);
    this.dropped += gone;
  }

  /** Absolute position after the last event. */
  get end(): number {
    return this.dropped + this.events.length;
  }

  /** The event at an absolute position; undefined past the end; null when it is gone. */
  at(position: number): HistoryEvent | undefined | null {
    return position < this.dropped ? null : this.events[position - this.dropped];
  }

  /** Absolute position of the first event after (time, index). */
  after(time: number, index: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.events[middle] as HistoryEvent;
      if (event.time < time || (event.time === time && event.index <= index)) low = middle + 1;
      else high = middle;
    }
    return this.dropped + low;
  }

  /** True when events after (time, index) are gone. */
  hasLost(time: number, index: number): boolean {
    return time < this.lost.time || (time === this.lost.time && index < this.lost.index);
  }

  /** All events held, oldest first. */
  all(): readonly HistoryEvent[] {
    return this.events;
  }

  /** Calls `listener` after each durable commit; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
