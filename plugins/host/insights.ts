import { badUserInput } from '../../subgraphs/kernel/errors.js';
import type { Insights, InsightsRange, PluginContext } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { KnownInsights } from './insights-types.js';
import type { ServiceDesk } from './service-desk.js';
import type { Caller } from './types.js';

/** As it is kept in the channel's storage. */
interface Kept {
  readonly askedAt: string;
  /** Until when nobody asks again. */
  readonly freshUntil: string;
  readonly insights: Insights;
}

const hour = 3_600_000;
const day = 24 * hour;
/** Figures of the last days still change: providers lag by up to two. */
const lag = 3 * day;
const [agesOfNew, agesOfOld, agesOfTrouble] = [6 * hour, 30 * day, 5 * 60_000];
const longestRange = 366;
const deadline = 20_000;

/**
 * Asks providers for their figures when somebody wants them, and not again while the answer is fresh: hours for days
 * that still change, weeks for those that do not, minutes after a failure. One question is on its way at a time. While
 * a provider cannot be asked, what it said before is given, with its age.
 */
export class InsightsDesk {
  private readonly asking = new Map<string, Promise<KnownInsights>>();

  constructor(private readonly parts: { readonly services: ServiceDesk; readonly now: () => number }) {}

  /**
   * Null: the channel's plugin knows no figures.
   * @throws BAD_USER_INPUT for a period that is none, or that the provider does not answer
   */
  async ask(channel: ChannelRuntime, given: InsightsRange, caller: Caller): Promise<KnownInsights | null> {
    if (!channel.account.plugin.analytical?.insights) return null;
    const range = this.wholeDays(given);
    const key = `insights/${dayOf(range.from)}/${dayOf(range.to)}`;
    const flight = `${channel.id}/${key}`;
    const known = this.asking.get(flight);
    if (known) return known;
    const work = this.parts.services
      .serve(channel, caller, { deadline }, (context) => this.know(channel, range, key, context))
      .finally(() => this.asking.delete(flight));
    this.asking.set(flight, work);
    return work;
  }

  private wholeDays({ from, to }: InsightsRange): InsightsRange {
    const first = Math.floor(from.getTime() / day) * day;
    const last = Math.min(Math.ceil(to.getTime() / day), Math.floor(this.parts.now() / day) + 1) * day;
    const days = (last - first) / day;
    if (!(days >= 1)) throw badUserInput('The period ends before it begins, or has not begun yet.', 'to');
    if (days > longestRange) throw badUserInput(`A period has at most ${longestRange} days.`, 'from');
    return { from: new Date(first), to: new Date(last) };
  }

  private async know(
    channel: ChannelRuntime,
    range: InsightsRange,
    key: string,
    context: PluginContext<unknown>,
  ): Promise<KnownInsights> {
    const now = this.parts.now();
    const before = (await context.storage.get<Kept>(key))?.value;
    if (before && Date.parse(before.freshUntil) > now) return toKnown(range, before);
    const insights = await channel.account.plugin.analytical!.insights!(range, context).catch((error: unknown) => {
      if (error instanceof RangeError) throw badUserInput(error.message, 'from');
      throw error;
    });
    const useless = isUseless(insights);
    const age = useless || insights.retryAfter !== undefined ? agesOfTrouble : ageFor(range, now);
    const freshUntil = new Date(now + Math.max(age, insights.retryAfter ?? 0)).toISOString();
    const kept: Kept =
      useless && before ? { ...before, freshUntil } : { askedAt: new Date(now).toISOString(), freshUntil, insights };
    await context.storage.put(key, kept, { expiresAt: new Date(now + 2 * agesOfOld) });
    return toKnown(range, kept);
  }
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const ageFor = ({ to }: InsightsRange, now: number) => (now - to.getTime() < lag ? agesOfNew : agesOfOld);
const toKnown = ({ from, to }: InsightsRange, { askedAt, insights }: Kept): KnownInsights => ({
  ...insights,
  from,
  to,
  askedAt: new Date(askedAt),
});

/** Nothing could be asked: worth less than any older answer. */
function isUseless({ account, audience }: Insights): boolean {
  const figures = [...Object.values(account), ...audience.map(({ figure }) => figure)];
  return figures.length > 0 && figures.every(({ state }) => state === 'unavailable');
}
