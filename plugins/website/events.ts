import type { MailboxEntry, RouteAnswer, RouteRequest } from '../sdk/index.js';
import { callerOf, limited, refuse, visitOf, type Context, type Visit } from './http.js';
import { takeSlot, type Slot } from './limits.js';

/** Open streams at once: of one visitor (tabs), and from one address (a whole office). */
export const streamCaps = { visitor: 5, address: 50 } as const;

/** Milliseconds of silence after which the stream says that it is alive; far below the time-outs of proxies. */
export const heartbeat = 15_000;

/** Why a stream ends: the session is over, or the hub goes down for a moment. The widget comes back by itself. */
type EndReason = 'expired' | 'restart';

/** One entry as an event. Its id is the sequence, by which a later stream goes on. */
export function formatEntry({ sequence, at, value }: MailboxEntry): string {
  const data = JSON.stringify({ sequence, at: at.toISOString(), value });
  return `id: ${sequence}\nevent: entry\ndata: ${data}\n\n`;
}

export interface EventStreamOptions {
  readonly context: Pick<Context, 'mailbox' | 'now' | 'signal'>;
  readonly visit: Visit;
  /** The last sequence that the reader has. */
  readonly after: number;
  /** Places to renew while the stream lives and to give back after it. */
  readonly slots?: readonly Slot[];
  readonly heartbeat?: number;
}

/**
 * A visitor's mailbox as server-sent events: every entry behind `after` once and in order, then `ready`, then what comes.
 */
export async function* eventStream(options: EventStreamOptions): AsyncGenerator<string, void> {
  const { context, visit, slots = [] } = options;
  const pause = options.heartbeat ?? heartbeat;
  let after = options.after;
  let caughtUp = false;
  try {
    yield 'retry: 2000\n\n';
    for (;;) {
      const entries = await context.mailbox.read(visit.visitor, after);
      for (const entry of entries) {
        yield formatEntry(entry);
        after = entry.sequence;
      }
      const reason = endOf(options);
      if (reason) {
        yield `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
        return;
      }
      if (entries.length > 0) continue;
      if (!caughtUp) yield 'event: ready\ndata: {}\n\n';
      caughtUp = true;
      await waitFor(options, after, pause);
      if (context.signal.aborted) continue;
      await Promise.all(slots.map((slot) => slot.renew()));
      yield ': alive\n\n';
    }
  } finally {
    await Promise.all(slots.map((slot) => slot.release()));
  }
}

function endOf({ context, visit }: EventStreamOptions): EndReason | null {
  if (context.signal.aborted) return 'restart';
  return context.now() >= visit.expiresAt ? 'expired' : null;
}

/** Waits for the next entry, the end of the pause, of the session or of the host's patience. */
async function waitFor({ context, visit }: EventStreamOptions, after: number, pause: number): Promise<void> {
  const left = Math.max(1, visit.expiresAt.getTime() - context.now().getTime());
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.min(pause, left));
  try {
    await context.mailbox.changed(visit.visitor, after, AbortSignal.any([context.signal, over.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** `GET events`: the stream behind `Last-Event-ID` or `?after=`; without either from the beginning. */
export async function events(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const access = visitOf(request, context);
  if ('refusal' in access) return access.refusal;
  const { visit } = access;
  const from = request.headers['last-event-id'] ?? request.query.get('after') ?? '0';
  if (!/^\d{1,15}$/.test(from)) return refuse(400, 'BAD_REQUEST', 'The last event id is a number.');
  const caller = callerOf(request, context);
  const refusal = await limited(context, [['stream', visit.visitor]]);
  if (refusal) return refusal;
  const slots = await slotsOf(visit, caller, context);
  if (!slots) return refuse(429, 'TOO_MANY_STREAMS', 'Too many chats are open here: close one.', 10_000);
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
    body: eventStream({ context, visit, after: Number(from), slots }),
  };
}

async function slotsOf({ visitor }: Visit, caller: string, context: Context): Promise<readonly Slot[] | null> {
  const own = await takeSlot(context, `visitor/${visitor}`, streamCaps.visitor);
  if (!own) return null;
  const shared = await takeSlot(context, `address/${caller}`, streamCaps.address);
  if (shared) return [own, shared];
  await own.release();
  return null;
}
