import type { Model, QueryFilter } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { HistoryModels, PaymentRow, ServiceTransactionRow } from './payment.model.js';

/** Place in a list by time, newest first: milliseconds and id. */
export type TimePlace = readonly [number, string];

/** What participants paid and had. */
export class HistoryRepository {
  constructor(private readonly models: HistoryModels) {}

  async insertPayment(row: PaymentRow, unit: UnitOfWork): Promise<void> {
    await this.models.payments.insertOne(row, { session: unit.session });
  }

  /** A payment that an earlier call, or another teller of the same receipt, entered. index: origin, receipt */
  async known(
    { origin, receipt }: Pick<PaymentRow, 'origin' | 'receipt'>,
    unit: UnitOfWork,
  ): Promise<PaymentRow | null> {
    const same = [{ origin }, ...(receipt === undefined ? [] : [{ receipt }])];
    return this.models.payments.findOne({ $or: same }).session(unit.session).lean().exec();
  }

  /** Sums of payments in a currency, by participant. index: participant_paid */
  async paidBy(participantIds: readonly string[], currency: string): Promise<Map<string, number>> {
    const sums = await this.models.payments.aggregate<{ _id: string; sum: number }>([
      { $match: { participantId: { $in: [...participantIds] }, currency } },
      { $group: { _id: '$participantId', sum: { $sum: '$minorUnits' } } },
    ]);
    return new Map(sums.map(({ _id, sum }) => [_id, sum]));
  }

  /** index: participant_paid; newest first */
  payments(participantId: string, after: TimePlace | undefined, limit: number): Promise<Page<PaymentRow>> {
    return page(this.models.payments, 'paidAt', participantId, after, limit);
  }

  /** index: participant_opened; newest first */
  transactions(
    participantId: string,
    after: TimePlace | undefined,
    limit: number,
  ): Promise<Page<ServiceTransactionRow>> {
    return page(this.models.transactions, 'openedAt', participantId, after, limit);
  }

  /** Enters a service or moves its status. index: _id */
  async putTransaction({ _id, openedAt, ...rest }: ServiceTransactionRow, unit: UnitOfWork): Promise<void> {
    const update = { $set: rest, $setOnInsert: { openedAt } };
    await this.models.transactions.updateOne({ _id }, update, { upsert: true, session: unit.session });
  }
}

async function page<Row extends { _id: string; participantId: string }>(
  model: Model<Row>,
  time: string,
  participantId: string,
  after: TimePlace | undefined,
  limit: number,
): Promise<Page<Row>> {
  const own = { participantId } as QueryFilter<Row>;
  const before = after && {
    $or: [{ [time]: { $lt: new Date(after[0]) } }, { [time]: new Date(after[0]), _id: { $lt: after[1] } }],
  };
  const rows = (await model
    .find({ ...own, ...before } as QueryFilter<Row>)
    .sort({ [time]: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
    .exec()) as Row[];
  const totalCount = () => model.countDocuments(own).exec();
  return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
}
