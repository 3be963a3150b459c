import { events as catalogue, type ComplaintSnapshot, type Principal } from '../../../schema/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import type { EventLog, TailItem } from '../../kernel/event-log/index.js';
import { complaintEventKinds, type ComplaintEventKind, type ComplaintEventName } from './complaint.js';
import { escalationOf, type Escalation } from './escalation.js';
import { maySee, visibilityOf, type Visibility } from './visibility.js';

/** Which updates a subscriber wants, of those it may see; an absent list means all. */
export interface UpdateFilter {
  readonly regions?: readonly string[] | null;
  readonly channels?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
  readonly severities?: readonly string[] | null;
  readonly kinds?: readonly ComplaintEventKind[] | null;
  readonly complaint?: string | null;
}

/** One message to a subscriber. `complaint` is as it stood right after the event. */
export type Update =
  | {
      readonly kind: 'changed';
      readonly cursor: string;
      readonly sequence: number;
      readonly event: ComplaintEventKind;
      readonly at: Date;
      readonly escalation: Escalation | null;
      readonly complaint: ComplaintSnapshot;
    }
  | { readonly kind: 'resync'; readonly oldest: string; readonly reason: string };

const cursorKind = 'complaintUpdates';
const kindOfType = new Map<string, ComplaintEventKind>(
  Object.entries(complaintEventKinds).map(([name, kind]) => [catalogue[name as ComplaintEventName].type, kind]),
);
const types = [...kindOfType.keys()];

/** The stream of changes of all complaints that a viewer may see: replays after a cursor, joins live, no gap, no repeat. */
export class ComplaintUpdates {
  constructor(
    private readonly events: EventLog,
    private readonly cursors: Cursors,
  ) {}

  /** The present end of the stream, to begin at when nothing has been received yet. */
  async now(context: RequestContext): Promise<string> {
    const principal = requireScope(context, 'complaints:read');
    return this.cursors.encode(cursorKind, principal, await this.events.present());
  }

  /** Rights are checked for each event, live and replayed. Ends after a resync, or when the caller returns. */
  subscribe(
    context: RequestContext,
    after: string | null | undefined,
    filter: UpdateFilter,
  ): AsyncIterableIterator<Update> {
    const principal = requireScope(context, 'complaints:read');
    const visibility = visibilityOf(principal);
    const position = after ? Number(this.cursors.decode(cursorKind, principal, after)) : undefined;
    const tail = this.events.tail({ types, ...(position !== undefined && { after: position }) });
    return filtered(tail, (item) => this.update(item, principal, visibility, filter));
  }

  private update(
    item: TailItem,
    principal: Principal,
    visibility: Visibility | undefined,
    filter: UpdateFilter,
  ): Update | undefined {
    if (item.kind === 'resync') {
      return { kind: 'resync', oldest: this.cursors.encode(cursorKind, principal, item.oldest), reason: item.reason };
    }
    const { complaint } = item.event.data as { complaint: ComplaintSnapshot };
    const event = kindOfType.get(item.event.type);
    if (!event || !visibility || !maySee(visibility, complaint) || !wanted(filter, event, complaint)) return undefined;
    return {
      kind: 'changed',
      cursor: this.cursors.encode(cursorKind, principal, item.position),
      sequence: item.event.sequence,
      event,
      at: item.event.at,
      escalation: escalationOf(item.event),
      complaint,
    };
  }
}

function wanted(filter: UpdateFilter, event: ComplaintEventKind, complaint: ComplaintSnapshot): boolean {
  const among = (list: readonly string[] | null | undefined, value: string) => !list || list.includes(value);
  const inRegions =
    !filter.regions ||
    filter.regions.some((code) => complaint.region === code || complaint.region.startsWith(`${code}.`));
  return (
    inRegions &&
    among(filter.channels, complaint.channelId) &&
    among(filter.categories, complaint.category) &&
    among(filter.severities, complaint.severity) &&
    among(filter.kinds, event) &&
    (!filter.complaint || filter.complaint === complaint.complaintId)
  );
}

/** Passes on what `map` gives; `return()` reaches the source at once. */
function filtered<T, U>(source: AsyncIterableIterator<T>, map: (item: T) => U | undefined): AsyncIterableIterator<U> {
  return {
    async next() {
      for (;;) {
        const step = await source.next();
        if (step.done) return { done: true, value: undefined };
        const mapped = map(step.value);
        if (mapped !== undefined) return { done: false, value: mapped };
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
