import { bulkhead, circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll, wrap } from 'cockatiel';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import {
  levelsOf,
  secretValues,
  type Mailbox,
  type PluginContext,
  type PluginStorage,
  type ProbeResult,
  type SendCommand,
  type SendOutcome,
} from '../sdk/index.js';
import type { HostMeters } from './meters.js';
import type { ChannelAccount, ChannelHealth, ChannelInfo, HostTuning } from './types.js';

export interface RuntimeParts {
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
  readonly log: Logger;
  readonly now: () => number;
  /** What the channel keeps between calls. */
  readonly storage: PluginStorage;
  readonly mailbox: Mailbox;
}

const isFault = (result: unknown) => {
  const { status, error } = result as SendOutcome & { error?: { code: string } };
  return status === 'unknown' || (status === 'rejected' && error?.code === 'PLUGIN_THREW');
};

const circuitNames: Readonly<Record<CircuitState, ChannelHealth['circuit']>> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.Isolated]: 'OPEN',
};

/** What a plugin has, after its signal ended, to say how far it got. */
const grace = 500;

/** A plugin did not answer in time. */
export class DeadlinePassed extends Error {}

/** Runs `work` for at most `deadline` ms; then aborts its signal and rejects, whether the work ends or not. */
export async function withDeadline<T>(
  deadline: number,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const signal = stop ? AbortSignal.any([abort.signal, stop]) : abort.signal;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      timer = setTimeout(() => reject(new DeadlinePassed(`The plugin did not answer within ${deadline} ms.`)), grace);
    }, deadline);
  });
  try {
    return await Promise.race([work(signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One account of one plugin under guard: every call has a deadline, sends have a circuit breaker and a bulkhead, and
 * nothing a plugin throws or hangs gets further than here. Pauses are this process's own: a restart tries afresh.
 */
export class ChannelRuntime {
  private readonly breaker;
  private readonly guard;
  private openUntil = 0;
  private stopUntil = 0;
  private probeAt = 0;
  private delayUntil = 0;
  private campaignsUntil = 0;
  private trouble: Pick<ChannelHealth, 'state' | 'message' | 'action'> | undefined;
  private probeResult: ProbeResult | undefined;
  private readonly abort = new AbortController();
  lastInboundAt: Date | null = null;
  /** Since when this process listens: silence before is nobody's. */
  private readonly openedAt: number;
  /** What the poller finds wrong; null: nothing. */
  pollTrouble: string | null = null;

  constructor(
    readonly account: ChannelAccount,
    private readonly parts: RuntimeParts,
  ) {
    this.openedAt = parts.now();
    const { circuitFailures, circuitPause, sendConcurrency } = parts.tuning;
    const failures = handleAll.orWhenResult(isFault);
    this.breaker = circuitBreaker(failures, {
      halfOpenAfter: circuitPause,
      breaker: new ConsecutiveBreaker(circuitFailures),
    });
    this.breaker.onStateChange((state) => {
      const level = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 }[circuitNames[state]];
      parts.meters.circuit.set({ channel: account.id }, level);
      // The breaker itself only notices the end of its pause when it is called.
      this.openUntil = state === CircuitState.Open ? parts.now() + circuitPause : 0;
    });
    this.guard = wrap(bulkhead(sendConcurrency, 0), this.breaker);
  }

  get id(): string {
    return this.account.id;
  }

  get capabilities() {
    return this.account.plugin.capabilities;
  }

  /** Milliseconds until a message of this priority may be tried; 0: now. */
  pause(priority: 0 | 1): number {
    const now = this.parts.now();
    const until = Math.max(this.openUntil, this.stopUntil, this.delayUntil, priority === 1 ? this.campaignsUntil : 0);
    return Math.max(0, until - now);
  }

  /** One try. Never rejects; what the plugin throws or leaves unanswered is `unknown`. Null: the circuit is open, nothing was tried. */
  async send(command: SendCommand): Promise<SendOutcome | null> {
    const { plugin } = this.account;
    try {
      return await this.guard.execute(() => this.callSend(command));
    } catch (error) {
      if ((error as { isBrokenCircuitError?: boolean }).isBrokenCircuitError) return null;
      if ((error as { isBulkheadRejectedError?: boolean }).isBulkheadRejectedError) return null;
      this.parts.log.error(
        { err: this.withoutSecrets(error), channel: this.id, plugin: plugin.id },
        'send failed without an outcome',
      );
      return { status: 'unknown', error: { code: 'NO_ANSWER', message: 'the plugin threw or did not answer' } };
    }
  }

  private callSend(command: SendCommand): Promise<SendOutcome> {
    const send = this.account.plugin.operational?.send;
    if (!send)
      return Promise.resolve({
        status: 'rejected',
        permanent: true,
        error: { code: 'NO_SEND', message: 'the plugin cannot send' },
      });
    return withDeadline(this.parts.tuning.sendDeadline, undefined, (signal) => send(command, this.context(signal)));
  }

  /** One call of a member under a deadline, for callers with a guard of their own. Rejects with an error that may be logged. */
  async call<T>(
    deadline: number,
    stop: AbortSignal | undefined,
    work: (context: PluginContext<unknown>) => Promise<T>,
  ): Promise<T> {
    try {
      return await withDeadline(deadline, stop, (signal) => work(this.context(signal)));
    } catch (error) {
      throw this.withoutSecrets(error);
    }
  }

  /** What the host lends the plugin for a call that ends with the signal. */
  context(signal: AbortSignal): PluginContext<unknown> {
    const { storage, mailbox, now } = this.parts;
    const { config } = this.account;
    return { config, signal, fetch: globalThis.fetch, now: () => new Date(now()), storage, mailbox };
  }

  /** Takes over what an outcome says about the account beyond the message. */
  react(outcome: SendOutcome): void {
    if (outcome.status === 'accepted') this.trouble = undefined;
    if (outcome.status !== 'rejected' || !outcome.effect) return;
    const now = this.parts.now();
    const { code, message } = outcome.error;
    if (outcome.effect === 'STOP_ACCOUNT') {
      this.stopUntil = now + this.parts.tuning.stopPause;
      this.probeAt = now + this.parts.tuning.stopPause / 2;
      this.trouble = {
        state: 'DOWN',
        message: `${message} (${code})`,
        action: 'Check token, permissions and state of the account; then start again or wait for the next probe.',
      };
      this.parts.log.error({ channel: this.id, code }, 'sending is stopped: the provider refuses the account');
    }
    if (outcome.effect === 'DELAY_ACCOUNT') this.delayUntil = now + (outcome.retryAfter ?? 1_000);
    if (outcome.effect === 'PAUSE_CAMPAIGNS') {
      this.campaignsUntil = now + 3_600_000;
      this.trouble = {
        state: 'DEGRADED',
        message: `${message} (${code})`,
        action: 'Campaigns pause for an hour; check the quality of the account and its templates.',
      };
    }
  }

  /** While sending is stopped: asks the provider, and goes on when it agrees. Without a probe the pause just ends. */
  async probeIfStopped(): Promise<void> {
    const probe = this.account.plugin.lifecycle?.probe;
    const now = this.parts.now();
    if (!probe || this.stopUntil <= now || this.probeAt > now) return;
    this.probeAt = now + this.parts.tuning.stopPause / 2;
    try {
      const { sendDeadline } = this.parts.tuning;
      this.probeResult = await withDeadline(sendDeadline, this.abort.signal, (signal) => probe(this.context(signal)));
      this.stopUntil = this.probeResult.state === 'OK' ? 0 : now + this.parts.tuning.stopPause;
    } catch (error) {
      this.parts.log.warn({ err: this.withoutSecrets(error), channel: this.id }, 'the probe of a channel failed');
    }
  }

  /** Calls a lifecycle member under a deadline; a failure is logged and makes the channel DEGRADED, no more. */
  async lifecycle(step: 'start' | 'drain' | 'stop'): Promise<void> {
    const call = this.account.plugin.lifecycle?.[step];
    if (step === 'stop') this.abort.abort();
    if (!call) return;
    try {
      await withDeadline(this.parts.tuning.sendDeadline, undefined, (signal) => call(this.context(signal)));
    } catch (error) {
      this.parts.log.error(
        { err: this.withoutSecrets(error), channel: this.id, step },
        'a lifecycle step of a plugin failed',
      );
      this.trouble = { state: 'DEGRADED', message: `The plugin failed to ${step}.`, action: 'See the log.' };
    }
  }

  /** An error of the plugin that may be logged: its text could hold a secret of the configuration. */
  withoutSecrets(error: unknown): Error {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error('not an error object');
    const secrets = secretValues(this.account.plugin.config, this.account.config);
    const hide = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
    return Object.assign(new Error(hide(message)), { name, stack: hide(stack) });
  }

  /** A plugin fault that does not stop the channel, such as a webhook that its parser cannot read. */
  degrade(message: string): void {
    this.trouble = { state: 'DEGRADED', message, action: 'See the log; the items are kept.' };
  }

  health(): ChannelHealth {
    const circuit = circuitNames[this.breaker.state];
    const open =
      circuit === 'CLOSED'
        ? undefined
        : {
            state: 'DEGRADED' as const,
            message: 'The provider did not answer several times in a row.',
            action: 'Nothing: it is tried again; check the provider if it lasts.',
          };
    const { state, message, action } = this.trouble ??
      open ??
      this.mute() ?? { state: 'OK' as const, message: 'The channel works.', action: null };
    return {
      state,
      message,
      action,
      circuit,
      lastInboundAt: this.lastInboundAt,
      tokenExpiresAt: this.probeResult?.tokenExpiresAt ?? null,
    };
  }

  /** Whether an alarm for silence is set and nothing came in for longer, as far as this process knows. */
  isSilent(): boolean {
    const { silenceAlarm } = this.capabilities;
    const last = Math.max(this.lastInboundAt?.getTime() ?? 0, this.openedAt);
    return silenceAlarm !== undefined && this.parts.now() - last > silenceAlarm;
  }

  /** Faults of what comes in. */
  private mute(): Pick<ChannelHealth, 'state' | 'message' | 'action'> | undefined {
    if (this.pollTrouble !== null) {
      const action = 'Nothing: it is asked again; check the provider and the account if it lasts.';
      return { state: 'DEGRADED', message: this.pollTrouble, action };
    }
    if (!this.isSilent()) return undefined;
    const minutes = Math.round((this.capabilities.silenceAlarm ?? 0) / 60_000);
    const message = `Nothing has come in for more than ${minutes} minutes.`;
    const action = 'Write to the channel yourself; if it does not arrive, check its webhook at the provider.';
    return { state: 'DEGRADED', message, action };
  }

  info(): ChannelInfo {
    const { id, name, plugin } = this.account;
    return {
      id,
      name: name ?? plugin.name.id,
      plugin: { id: plugin.id, version: plugin.version, sdk: plugin.sdk, levels: levelsOf(plugin) },
      direction: plugin.capabilities.direction,
      capabilities: plugin.capabilities,
      strategic: plugin.strategic ?? null,
      menu: plugin.operational?.menu ?? null,
    };
  }
}
