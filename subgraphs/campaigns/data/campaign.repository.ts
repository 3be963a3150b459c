import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import type { Page } from '../../kernel/pagination.js';

export interface PostRow {
  id: string;
  kind: string;
  channelId: string;
  caption: string;
  media: { kind: string; url: string; altText: string | null }[];
  coverUrl: string | null;
  shareToFeed: boolean | null;
  publishAt: Date | null;
  status: string;
  statusAt: Date;
  waitingUntil: Date | null;
  externalId: string | null;
  permalink: string | null;
  error: { code: string; message: string } | null;
}

export interface CampaignRow {
  _id: string;
  name: string;
  objective: string;
  status: string;
  audience: { segments: string[]; regions: string[] };
  startsAt: Date | null;
  endsAt: Date | null;
  /** Absent in rows of hubs that knew no posts. */
  posts?: PostRow[];
  /** The next instant at which something falls due by itself; absent: nothing will. */
  nextAt?: Date;
  createdAt: Date;
  createdBy: string;
}

const postSchema = new Schema<PostRow>(
  {
    id: String,
    kind: String,
    channelId: String,
    caption: String,
    media: [{ kind: String, url: String, altText: { type: String, default: null }, _id: false }],
    coverUrl: { type: String, default: null },
    shareToFeed: { type: Boolean, default: null },
    publishAt: { type: Date, default: null },
    status: String,
    statusAt: Date,
    waitingUntil: { type: Date, default: null },
    externalId: { type: String, default: null },
    permalink: { type: String, default: null },
    error: { type: new Schema({ code: String, message: String }, { _id: false }), default: null },
  },
  { _id: false, id: false },
);

const campaignSchema = new Schema<CampaignRow>(
  {
    _id: String,
    name: String,
    objective: String,
    status: String,
    audience: { segments: [String], regions: [String], _id: false },
    startsAt: { type: Date, default: null },
    endsAt: { type: Date, default: null },
    posts: { type: [postSchema], default: undefined },
    nextAt: Date,
    createdAt: Date,
    createdBy: String,
  },
  { collection: 'campaigns', versionKey: false },
);
campaignSchema.index({ createdAt: -1, _id: -1 }, { name: 'created' });
campaignSchema.index({ status: 1, createdAt: -1, _id: -1 }, { name: 'status_created' });
campaignSchema.index({ nextAt: 1 }, { name: 'next', partialFilterExpression: { nextAt: { $exists: true } } });

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

  /** index: _id */
  async byId(id: string, session: ClientSession): Promise<CampaignRow | null> {
    return this.campaigns.findOne({ _id: id }).session(session).lean().exec();
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

  /** Campaigns in which something falls due first. index: next */
  async next(limit: number): Promise<{ id: string; at: Date }[]> {
    const rows = await this.campaigns
      .find({ nextAt: { $exists: true } }, { nextAt: 1 })
      .sort({ nextAt: 1 })
      .limit(limit)
      .lean()
      .exec();
    return rows.flatMap(({ _id, nextAt }) => (nextAt ? [{ id: _id, at: nextAt }] : []));
  }

  async insert(row: CampaignRow, session?: ClientSession): Promise<void> {
    await this.campaigns.create([row], session ? { session } : {});
  }

  /** Writes what may change after the creation. */
  async update(
    id: string,
    {
      status,
      startsAt,
      endsAt,
      posts,
      nextAt,
    }: Pick<CampaignRow, 'status' | 'startsAt' | 'endsAt' | 'posts' | 'nextAt'>,
    session: ClientSession,
  ): Promise<void> {
    const given = { status, startsAt, endsAt, posts };
    const change = nextAt ? { $set: { ...given, nextAt } } : { $set: given, $unset: { nextAt: 1 } };
    await this.campaigns.updateOne({ _id: id }, change, { session }).exec();
  }

  async isEmpty(): Promise<boolean> {
    return (await this.campaigns.exists({})) === null;
  }
}
