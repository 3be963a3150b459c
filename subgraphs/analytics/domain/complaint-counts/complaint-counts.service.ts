import { events as catalogue, type ComplaintSnapshot } from '../../../../schema/index.js';
import { requireScope, type RequestContext } from '../../../kernel/context.js';
import { badUserInput } from '../../../kernel/errors.js';
import type { Consumer, EventLog } from '../../../kernel/event-log/index.js';
import type { ChannelCounts, ComplaintFactRepository } from '../../data/complaint-fact.repository.js';

export type { ChannelCounts } from '../../data/complaint-fact.repository.js';

const longestPeriod = 3 * 366 * 24 * 3_600_000;

/** Complaints counted from the event log. */
export class ComplaintCounts {
  constructor(private readonly facts: ComplaintFactRepository) {}

  /** Counts of all channels with complaints in a period; one database call a request and period. Scope analytics:read. */
  byChannel(context: RequestContext, from: Date, to: Date): Promise<ChannelCounts[]> {
    requireScope(context, 'analytics:read');
    if (to <= from) throw badUserInput('`to` must be later than `from`.', 'to');
    if (to.getTime() - from.getTime() > longestPeriod) throw badUserInput('A period has at most three years.', 'to');
    const key = `complaintCounts:${from.getTime()}:${to.getTime()}`;
    const known = context.cache.get(key) as Promise<ChannelCounts[]> | undefined;
    if (known) return known;
    const counts = this.facts.countByChannel(from, to);
    context.cache.set(key, counts);
    return counts;
  }

  /** Counts of one channel; zeros when it had no complaint. */
  async ofChannel(context: RequestContext, channelId: string, from: Date, to: Date): Promise<ChannelCounts> {
    const counts = await this.byChannel(context, from, to);
    return counts.find((each) => each.channelId === channelId) ?? { channelId, filed: 0, resolved: 0 };
  }
}

const countedKinds: Readonly<Record<string, 'FILED' | 'RESOLVED'>> = {
  [catalogue.complaintFiled.type]: 'FILED',
  [catalogue.complaintResolved.type]: 'RESOLVED',
};

/** Feeds the counts from the log; each event once, with the checkpoint. */
export function complaintFactConsumer(events: EventLog, facts: ComplaintFactRepository): Consumer {
  return events.consume({
    name: 'analytics.complaint-facts',
    types: Object.keys(countedKinds),
    async handle(event, unit) {
      const { channelId, category, region } = (event.data as { complaint: ComplaintSnapshot }).complaint;
      const kind = countedKinds[event.type] ?? 'FILED';
      await facts.insert({ _id: event.id, channelId, category, region, kind, at: event.at }, unit);
    },
  });
}
