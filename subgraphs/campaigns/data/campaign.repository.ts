import { Schema, type Connection, type Model } from 'mongoose';
import type { Page } from '../../kernel/pagination.js';

export interface CampaignRow {
  _id: string;
  name: string;
  objective: string;
  status: string;
  audience: { segments: string[]; regions: string[] };
  startsAt: Date | null;
  endsAt: Date | null;
  createdAt: Date;
  createdBy: string;
}

const campaignSchema = new Schema<CampaignRow>(
  {
    _id: String,
    name: String,
    objective: String,
    status: String,
    audience: { segments: [String], regions: [String], _id: false },
    startsAt: { type: Date, default: null },
    endsAt: { type: Date, default: null },
    createdAt: Date,
    createdBy: String,
  },
  { collection: 'campaigns', versionKey: false },
);
campaignSchema.index({ createdAt: -1, _id: -1 }, { name: 'created' });
campaignSchema.index({ status: 1, createdAt: -1, _id: -1 }, { name: 'status_created' });

/** The model on a connection. */
export function campaignModels(connection: Connection): { campaigns: Model<CampaignRow> } {
  return { campaigns: connection.model<CampaignRow>('Campaign', campaignSchema) };
}

/** Rows of campaigns. The only place that knows their collection. */
export class CampaignRepository {
  constructor(private readonly campaigns: Model<CampaignRow>) {}

  /** index: _id */
  async byIds(ids: readonly string[]): Promise<CampaignRow[]> {
    return this.campaigns
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  /** index: created or status_created; newest first */
  async page(
    status: string | undefined,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<CampaignRow>> {
    const filter = status === undefined ? {} : { status };
    const createdAt = new Date(after?.[0] ?? 0);
    const later = after && { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: after[1] } }] };
    const rows = await this.campaigns
      .find({ ...filter, ...later })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
      .exec();
    const totalCount = () => this.campaigns.countDocuments(filter).exec();
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }

  async insert(row: CampaignRow): Promise<void> {
    await this.campaigns.insertOne(row);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.campaigns.exists({})) === null;
  }
}
