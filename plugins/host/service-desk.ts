import { bulkhead, circuitBreaker, ConsecutiveBreaker, handleType, wrap, type IPolicy } from 'cockatiel';
import { scopesByRole, type Principal } from '../../schema/index.js';
import { KanalError } from '../../subgraphs/kernel/errors.js';
import { GraphFault, PayloadTooLarge, type HubClient, type ServiceContext } from '../sdk/index.js';
import { DeadlinePassed, withDeadline, type ChannelRuntime } from './channel-runtime.js';
import { takeIn, type IntakeParts } from './intake.js';
import type { Caller, HostTuning, HubPort } from './types.js';

export interface ServiceParts extends IntakeParts {
  readonly tuning: HostTuning;
  readonly hub: HubPort | undefined;
}

/** How a call is bounded. */
export interface ServeOptions {
  /** Milliseconds. */
  readonly deadline: number;
  /** Ends when the caller is gone. What the work left open, such as a stream, ends with it too. */
  readonly signal?: AbortSignal;
  /** Whether it is the caller for whom the plugin waits: then it is not the plugin that is late. */
  readonly callerIsSlow?: () => boolean;
}

/** Nothing is asked of the plugin now: it has too much to do, or hangs. */
export const unavailable = () =>
  new KanalError('SUBGRAPH_UNAVAILABLE', 'This channel does not answer now. Try again later.');
const stopping = () => new KanalError('SHUTTING_DOWN', 'The hub is draining. Ask again; another process answers.');

/** The caller was slower than the deadline, such as with its body, or is gone. */
export class CallerLate extends KanalError {
  constructor() {
    super('BAD_REQUEST', 'The request was not sent in time.');
  }
}

/** What a plugin has to say something after its time is up. */
const grace = 250;
/** Seconds that the identity of a channel is valid: the time of one call. */
const machineLifetime = 60;

/**
 * Lets plugins serve callers. Each channel has a bulkhead, so that a flood of one leaves the database to the others, and a
 * circuit that opens when its work hangs several times in a row; work that throws costs nothing and does not open it.
 */
export class ServiceDesk {
  private readonly guards = new WeakMap<ChannelRuntime, IPolicy>();
  private readonly running = new Set<AbortController>();
  private stopped = false;

  constructor(private readonly parts: ServiceParts) {}

  /** See `Host.serve`. */
  async serve<T>(
    channel: ChannelRuntime,
    caller: Caller,
    options: ServeOptions,
    work: (context: ServiceContext<unknown>) => Promise<T>,
  ): Promise<T> {
    if (this.stopped) throw stopping();
    const end = new AbortController();
    this.running.add(end);
    const stop = options.signal ? AbortSignal.any([end.signal, options.signal]) : end.signal;
    const bounded = (signal: AbortSignal) =>
      this.guardOf(channel).execute(() => {
        if (signal.aborted) throw unavailable();
        return inTime(work(this.context(channel, caller, signal)), signal, options);
      });
    try {
      return await withDeadline(options.deadline, stop, bounded);
    } catch (error) {
      throw this.presentable(channel, error, end.signal);
    } finally {
      this.running.delete(end);
    }
  }

  /** Ends the signals of what runs. Nothing is served any more. */
  stop(): void {
    this.stopped = true;
    for (const end of this.running) end.abort();
  }

  private presentable(channel: ChannelRuntime, error: unknown, ended: AbortSignal): unknown {
    if (error instanceof KanalError) return error;
    if (ended.aborted) return stopping();
    if (error instanceof DeadlinePassed || isRefusal(error)) return unavailable();
    const clean = channel.withoutSecrets(error);
    const { name, code, maximumBytes } = error as Partial<GraphFault & PayloadTooLarge>;
    // By name: a plugin from elsewhere may bring a copy of the SDK.
    if (name === 'GraphFault' && code) return new GraphFault(code, clean.message);
    if ((name as string) === 'PayloadTooLarge' && maximumBytes) return new PayloadTooLarge(maximumBytes);
    return clean;
  }

  private guardOf(channel: ChannelRuntime): IPolicy {
    const known = this.guards.get(channel);
    if (known) return known;
    const { serveConcurrency, serveQueue, circuitFailures, circuitPause } = this.parts.tuning;
    const breaker = circuitBreaker(handleType(DeadlinePassed), {
      halfOpenAfter: circuitPause,
      breaker: new ConsecutiveBreaker(circuitFailures),
    });
    const guard = wrap(bulkhead(serveConcurrency, serveQueue), breaker);
    this.guards.set(channel, guard);
    return guard;
  }

  private context(channel: ChannelRuntime, caller: Caller, signal: AbortSignal): ServiceContext<unknown> {
    const { viewer, requestId } = caller;
    return {
      ...channel.context(signal),
      channelId: channel.id,
      requestId,
      viewer,
      hub: this.hubClient(channel.id, caller, signal),
      receive: (items) =>
        this.stopped ? Promise.reject(stopping()) : takeIn(this.parts, channel, items, viewer?.participant),
    };
  }

  private hubClient(channelId: string, { viewer, requestId }: Caller, signal: AbortSignal): HubClient {
    const { hub } = this.parts;
    return {
      async execute<Data>(
        document: string,
        variables: Readonly<Record<string, unknown>> = {},
        { as = viewer ? 'viewer' : 'channel' }: { readonly as?: 'viewer' | 'channel' } = {},
      ) {
        if (!hub) throw new Error('This host runs without a hub to ask.');
        const principal = as === 'viewer' ? viewer : machineOf(channelId);
        const { data, errors } = await hub({ document, variables, principal, requestId, signal });
        return { data: data as Data | null, errors };
      },
    };
  }
}

/** A channel as it signs in at the hub by itself: the rights of the role, in its own channel. */
function machineOf(channelId: string): Principal {
  const subject = `channel:${channelId}`;
  return {
    subject,
    role: 'channel',
    scopes: scopesByRole.channel,
    tenant: 'default',
    channels: [channelId],
    tokenId: subject,
    expiresAt: Math.floor(Date.now() / 1_000) + machineLifetime,
  };
}

/** Gives the place in the bulkhead back soon after the time is up, whether the work ends or not. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal, options: ServeOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = () => {};
  const late = new Promise<never>((_, reject) => {
    giveUp = () => {
      timer = setTimeout(() => reject(lateness(options)), grace);
    };
  });
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    // What heeds its signal fails with it.
    throw signal.aborted ? lateness(options) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function lateness({ signal, callerIsSlow }: ServeOptions): Error {
  if (signal?.aborted || callerIsSlow?.()) return new CallerLate();
  return new DeadlinePassed('The plugin did not answer in time.');
}

const isRefusal = (error: unknown) => {
  const { isBrokenCircuitError, isBulkheadRejectedError } = error as Record<string, unknown>;
  return isBrokenCircuitError === true || isBulkheadRejectedError === true;
};
