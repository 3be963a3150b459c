import type { ChannelModels, CultureRow } from './channel.models.js';

/** The culture calendar at rest. */
export class CultureRepository {
  constructor(private readonly models: Pick<ChannelModels, 'culture'>) {}

  async insert(row: CultureRow): Promise<void> {
    await this.models.culture.insertOne(row);
  }

  /** Entries that overlap a period, earliest first, at most `limit`. index: period */
  overlapping(from: string, to: string, limit: number): Promise<CultureRow[]> {
    return this.models.culture
      .find({ startsOn: { $lte: to }, endsOn: { $gte: from } })
      .sort({ startsOn: 1, _id: 1 })
      .limit(limit)
      .lean()
      .exec();
  }

  /** index: _id */
  byIds(ids: readonly string[]): Promise<CultureRow[]> {
    return this.models.culture
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }
}
