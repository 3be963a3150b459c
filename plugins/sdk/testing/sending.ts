import { pluginContext } from './contexts.js';
import { degrade, type Mailbox, type MessageContent, type PluginContext, type SendOutcome } from '../index.js';
import { NotApplicable, type Finding } from './report.js';
import type { SimulatedProvider } from './subject.js';
import type { World } from './world.js';

/** Milliseconds of a call in the kit, and what a plugin has after its signal ended to answer. */
export const deadline = 400;
export const grace = 500;

/** How a call of the kit ended: with a value, with an error, or not in time. */
export type Ended<T> = { readonly value: T } | { readonly thrown: Error } | 'late';

/** Calls a member under a deadline, and takes down what it says. */
export function call<T>(
  world: World,
  by: string,
  work: (signal: AbortSignal) => Promise<T>,
  wait = deadline,
): Promise<Ended<T>> {
  return world.witness.listen(by, () => bounded(world, by, work, wait));
}

/** As `call`, for calls beside each other: whoever makes them listens to the console for all. */
export async function bounded<T>(
  world: World,
  by: string,
  work: (signal: AbortSignal) => Promise<T>,
  wait = deadline,
): Promise<Ended<T>> {
  const abort = new AbortController();
  const timers = [setTimeout(() => abort.abort(), wait)];
  const late = new Promise<'late'>((resolve) => timers.push(setTimeout(() => resolve('late'), wait + grace)));
  const run = async (): Promise<Ended<T>> => {
    try {
      return { value: await work(abort.signal) };
    } catch (error) {
      const thrown = error instanceof Error ? error : new Error(String(error));
      world.witness.note(by, thrown);
      return { thrown };
    }
  };
  try {
    return await Promise.race([run(), late]);
  } finally {
    timers.forEach(clearTimeout);
  }
}

export type Fetch = typeof globalThis.fetch;

/** A context as the host lends it. */
export function contextOf(
  config: unknown,
  signal: AbortSignal,
  fetch: Fetch = globalThis.fetch,
  mailbox?: Mailbox,
): PluginContext<unknown> {
  return pluginContext(config, { signal, fetch, ...(mailbox && { mailbox }) });
}

let counter = 0;

/** How one try is made. */
export interface TryOptions {
  readonly fetch?: Fetch;
  readonly config?: unknown;
  readonly attempt?: number;
  readonly replyTo?: string;
  readonly wait?: number;
}

/** One try of a message, fitted first as the host does. */
export function trySend(
  world: World,
  provider: SimulatedProvider<unknown>,
  content: MessageContent,
  options: TryOptions = {},
): Promise<Ended<SendOutcome>> {
  const { content: fitted } = degrade(content, world.plugin.capabilities);
  const command = {
    messageId: `msg_kit_${(counter += 1)}`,
    recipient: world.subject.recipient!,
    content: fitted,
    attempt: options.attempt ?? 1,
    ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
  };
  return call(
    world,
    'send',
    async (signal) => {
      const context = contextOf(options.config ?? provider.config, signal, options.fetch, provider.mailbox);
      const outcome = await world.plugin.operational!.send!(command, context);
      // The id of a message may rightly hold that of the recipient: it is no text of a log.
      world.witness.note('send', outcome.status === 'accepted' ? { status: outcome.status } : outcome);
      return outcome;
    },
    options.wait,
  );
}

/** Rules that only a channel that sends has to keep; they need its simulated provider. */
export function ofSenders(
  check: (world: World, provider: SimulatedProvider<unknown>) => Promise<Finding>,
): (world: World) => Promise<Finding> {
  return async (world) => {
    if (!world.plugin.operational?.send) return new NotApplicable('the plugin does not send');
    if (!world.provider) return 'the subject has no `provider`: play the provider on loopback (see the plugin guide)';
    if (!world.subject.recipient) return 'the subject has no `recipient`: name somebody the simulated provider knows';
    return check(world, world.provider);
  };
}

/** What went wrong with a try that should have had an outcome; null: it has one. */
export function noOutcome(ended: Ended<unknown>): string | null {
  if (ended === 'late')
    return `send had no outcome ${grace} ms after its signal ended: pass \`signal\` to every wait and answer { status: 'unknown' }`;
  return 'thrown' in ended
    ? `send threw ${ended.thrown.name}: turn what goes wrong into an outcome ('unknown' when the request may have arrived)`
    : null;
}

/** The outcome of a try that has one. */
export const outcomeOf = (ended: Ended<SendOutcome>): SendOutcome => (ended as { value: SendOutcome }).value;
