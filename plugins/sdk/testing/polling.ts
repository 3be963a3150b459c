import type { InboundItem, PollResult } from '../index.js';
import { hanging } from './outcome-rules.js';
import { call, contextOf, type Ended } from './sending.js';
import type { PolledProvider } from './subject.js';
import type { World } from './world.js';

/** Calls after which a provider with a handful of things must have given them all. */
const mostCalls = 20;
/** Milliseconds of one call: a provider on loopback needs far less. */
const usualWait = 5_000;
/** Milliseconds of a call that finds nothing new: it may rightly stay and wait for news until its signal ends. */
export const quietWait = 600;

/** A call and how it ended; `waited`: it stayed until its signal ended. */
export interface Polled {
  readonly ended: Ended<PollResult>;
  readonly waited: boolean;
}

/** What calls gave one after the other, and where they ended. */
export interface Drained {
  readonly items: readonly InboundItem[];
  readonly checkpoint: string | null;
}

/** Asks a provider that was started for one rule. */
export class Polling {
  constructor(
    private readonly world: World,
    readonly provider: PolledProvider<unknown>,
  ) {}

  async poll(
    checkpoint: string | null,
    { wait = usualWait, hangs = false }: { readonly wait?: number; readonly hangs?: boolean } = {},
  ): Promise<Polled> {
    let given: AbortSignal | undefined;
    const run = (signal: AbortSignal) => {
      given = signal;
      const context = contextOf(this.provider.config, signal, hangs ? hanging : undefined);
      return this.world.plugin.operational!.poll!(context, checkpoint);
    };
    const ended = await call(this.world, 'poll', run, wait);
    return { ended, waited: given?.aborted === true };
  }

  /**
   * Asks until so many items were given, and then once more for what is too much. Stops where nothing comes. Throws what
   * poll throws.
   */
  async drain(from: string | null, expected: number): Promise<Drained> {
    const items: InboundItem[] = [];
    let checkpoint = from;
    for (let count = 0; count < mostCalls; count++) {
      const isQuiet = items.length >= expected;
      const { ended, waited } = await this.poll(checkpoint, isQuiet ? { wait: quietWait } : {});
      if (ended === 'late') throw new Error('that does not end with its signal');
      if ('thrown' in ended) {
        if (isQuiet && waited) return { items, checkpoint };
        throw ended.thrown;
      }
      checkpoint = ended.value.checkpoint;
      if (ended.value.items.length === 0) return { items, checkpoint };
      items.push(...ended.value.items);
    }
    throw new Error(`that gives items without end: ${items.length} in ${mostCalls} calls`);
  }
}
