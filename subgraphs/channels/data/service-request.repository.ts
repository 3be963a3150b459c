import type { QueryFilter } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ServiceRequestRow } from './channel.models.js';
import type { Visibility } from './conversation.repository.js';

const visible = ({ participantId, channelIds }: Visibility): QueryFilter<ServiceRequestRow> => ({
  ...(participantId === undefined ? {} : { participantId }),
  ...(channelIds === undefined ? {} : { channelId: { $in: [...channelIds] } }),
});

/** Service requests at rest. */
export class ServiceRequestRepository {
  constructor(private readonly models: Pick<ChannelModels, 'serviceRequests'>) {}

  async insert(row: ServiceRequestRow, unit: UnitOfWork): Promise<void> {
    await this.models.serviceRequests.insertOne(row, { session: unit.session });
  }

  /** index: _id */
  byIds(ids: readonly string[], visibility: Visibility): Promise<ServiceRequestRow[]> {
    return this.models.serviceRequests
      .find({ $and: [{ _id: { $in: [...ids] } }, visible(visibility)] })
      .lean()
      .exec();
  }

  /** One row inside the transaction that will change it. index: _id */
  forChange(id: string, visibility: Visibility, unit: UnitOfWork): Promise<ServiceRequestRow | null> {
    return this.models.serviceRequests
      .findOne({ $and: [{ _id: id }, visible(visibility)] })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** What an earlier try of the same caller entered. index: origin */
  byOrigin(origin: string, unit: UnitOfWork): Promise<ServiceRequestRow | null> {
    return this.models.serviceRequests.findOne({ origin }).session(unit.session).lean().exec();
  }

  /** A participant's requests of one kind. index: participant */
  ofKind(participantId: string, kind: string, unit: UnitOfWork): Promise<ServiceRequestRow[]> {
    return this.models.serviceRequests.find({ participantId, kind }).session(unit.session).lean().exec();
  }

  /** Writes the whole row of a request that this transaction has read. */
  async replace({ _id, ...rest }: ServiceRequestRow, unit: UnitOfWork): Promise<void> {
    await this.models.serviceRequests.replaceOne({ _id }, rest, { session: unit.session });
  }

  /** Ids of all requests of participants that may be seen, newest first. index: participant */
  idsOfParticipants(
    participantIds: readonly string[],
    visibility: Visibility,
  ): Promise<Pick<ServiceRequestRow, '_id' | 'participantId' | 'openedAt'>[]> {
    return this.models.serviceRequests
      .find({ $and: [{ participantId: { $in: [...participantIds] } }, visible(visibility)] })
      .select({ participantId: 1, openedAt: 1 })
      .sort({ openedAt: -1, _id: -1 })
      .lean()
      .exec();
  }
}
