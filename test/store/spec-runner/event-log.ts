import type { MongoClient } from 'mongodb';
import { withoutDriverDifferences } from './driver-differences.js';
import type { ClientDescription, ExpectedEvent, ExpectedEvents } from './format.js';
import { match, Mismatch, type MatchContext } from './match.js';

/** What the matcher needs of a driver event. */
interface Observed extends ExpectedEvent {
  /** The format's name, as "commandStartedEvent". */
  type: string;
}

interface DriverEvents {
  on(name: string, listener: (event: ExpectedEvent) => void): void;
  removeListener(name: string, listener: (event: ExpectedEvent) => void): void;
}

/** The format's "poolReadyEvent" is the driver's "connectionPoolReady"; the others only drop the suffix. */
const driverName = (type: string): string => type.replace(/Event$/, '').replace(/^pool/, 'connectionPool');

const isCommandEvent = (type: string): boolean => type.startsWith('command');

/** A copy that later changes do not reach: the driver shares read and write concerns between commands. */
function snapshot<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(snapshot) as Value;
  if (value === null || typeof value !== 'object' || '_bsontype' in value) return value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (value instanceof Map) return new Map([...value].map(([key, field]) => [key, snapshot(field)])) as Value;
  if (value instanceof Date || value instanceof RegExp || value instanceof Uint8Array) return value;
  const copy = Object.entries(value).map(([key, field]) => [key, snapshot(field)]);
  return Object.assign(Object.create(prototype) as object, Object.fromEntries(copy)) as Value;
}

/** Records the events one client entity was asked to observe, from the start of a case until {@link stop}. */
export class EventLog {
  readonly observed: Observed[] = [];
  readonly #client: DriverEvents;
  readonly #listeners = new Map<string, (event: ExpectedEvent) => void>();

  constructor(client: MongoClient, { observeEvents = [], ignoreCommandMonitoringEvents = [] }: ClientDescription) {
    this.#client = client as unknown as DriverEvents;
    const ignored = new Set(['configureFailPoint', ...ignoreCommandMonitoringEvents]);
    for (const type of observeEvents) {
      const listener = (event: ExpectedEvent): void => {
        const { command, reply, commandName, databaseName } = event;
        if (isCommandEvent(type) && ignored.has(commandName ?? '')) return;
        this.observed.push({ type, command: snapshot(command), reply: snapshot(reply), commandName, databaseName });
      };
      this.#client.on(driverName(type), listener);
      this.#listeners.set(driverName(type), listener);
    }
  }

  /** Records nothing from here on, so that checks and cleaning up leave no trace. */
  stop(): void {
    for (const [name, listener] of this.#listeners) this.#client.removeListener(name, listener);
  }

  /** How many events match `expected`, a document with one key, as "commandStartedEvent". */
  count(expected: Record<string, ExpectedEvent>, context: MatchContext): number {
    const [[type, fields] = ['', {}]] = Object.entries(expected);
    return this.observed.filter((event) => {
      try {
        matchEvent(type, fields, event, context, 'event');
        return true;
      } catch (error) {
        if (error instanceof Mismatch) return false;
        throw error;
      }
    }).length;
  }

  /**
   * Throws {@link Mismatch} unless exactly the expected events were seen, in order. Returns true when a difference of the
   * driver itself was allowed for.
   */
  verify({ events, eventType = 'command', ignoreExtraEvents = false }: ExpectedEvents, context: MatchContext): boolean {
    let allowed = false;
    const observed = this.observed.filter((event) => isCommandEvent(event.type) === (eventType === 'command'));
    const names = observed.map((event) => event.commandName ?? event.type).join(', ');
    events.forEach((expected, index) => {
      const [[type, fields] = ['', {}]] = Object.entries(expected);
      const event = observed[index];
      if (!event) throw new Mismatch(`event ${index}: expected ${type}, but only [${names}] came`);
      const corrected = withoutDriverDifferences(fields, event);
      matchEvent(type, fields, corrected, context, `event ${index} of [${names}]`);
      allowed ||= corrected !== event;
    });
    if (!ignoreExtraEvents && observed.length > events.length) {
      throw new Mismatch(`events: expected ${events.length}, got ${observed.length} [${names}]`);
    }
    return allowed;
  }
}

function matchEvent(type: string, fields: ExpectedEvent, event: Observed, context: MatchContext, path: string): void {
  if (event.type !== type) throw new Mismatch(`${path}: expected ${type}, got ${event.type}`);
  for (const [name, expected] of Object.entries(fields)) {
    match(expected, event[name as keyof ExpectedEvent], context, `${path}.${name}`);
  }
}
