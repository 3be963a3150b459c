import { Schema, type Connection, type Model } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';

/** One counted event of a complaint; its id is the event's, so that counting it twice is impossible. */
export interface ComplaintFactRow {
  _id: string;
  channelId: string;
  category: string;
  region: string;
  kind: 'FILED' | 'RESOLVED';
  at: Date;
}

/** Counts of one channel in a period. */
export interface ChannelCounts {
  readonly channelId: string;
  readonly filed: number;
  readonly resolved: number;
}

const factSchema = new Schema<ComplaintFactRow>(
  { _id: String, channelId: String, category: String, region: String, kind: String, at: Date },
  { collection: 'complaint_facts', versionKey: false },
);
factSchema.index({ at: 1, channelId: 1 }, { name: 'at_channel' });

/** The read model on a connection. */
export function complaintFactModels(connection: Connection): { facts: Model<ComplaintFactRow> } {
  return { facts: connection.model<ComplaintFactRow>('ComplaintFact', factSchema) };
}

/** The read model of complaints, fed from the event log and rebuildable from it. */
export class ComplaintFactRepository {
  constructor(private readonly facts: Model<ComplaintFactRow>) {}

  async insert(row: ComplaintFactRow, unit: UnitOfWork): Promise<void> {
    await this.facts.insertOne(row, { session: unit.session });
  }

  /** index: at_channel; `from` inclusive, `to` exclusive */
  async countByChannel(from: Date, to: Date): Promise<ChannelCounts[]> {
    const groups = await this.facts.aggregate<{ _id: { channelId: string; kind: string }; count: number }>([
      { $match: { at: { $gte: from, $lt: to } } },
      { $group: { _id: { channelId: '$channelId', kind: '$kind' }, count: { $sum: 1 } } },
    ]);
    const channels = new Map<string, { filed: number; resolved: number }>();
    for (const { _id, count } of groups) {
      const counts = channels.get(_id.channelId) ?? { filed: 0, resolved: 0 };
      counts[_id.kind === 'FILED' ? 'filed' : 'resolved'] += count;
      channels.set(_id.channelId, counts);
    }
    return [...channels]
      .map(([channelId, counts]) => ({ channelId, ...counts }))
      .sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  }
}
