import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ServiceRequestRow } from './channel.models.js';

/** Service requests at rest. */
export class ServiceRequestRepository {
  constructor(private readonly models: Pick<ChannelModels, 'serviceRequests'>) {}

  async insert(row: ServiceRequestRow, unit: UnitOfWork): Promise<void> {
    await this.models.serviceRequests.insertOne(row, { session: unit.session });
  }

  /** index: _id */
  byIds(ids: readonly string[], participantId: string | undefined): Promise<ServiceRequestRow[]> {
    return this.models.serviceRequests
      .find({ _id: { $in: [...ids] }, ...(participantId === undefined ? {} : { participantId }) })
      .lean()
      .exec();
  }

  /** Ids of all requests of participants, newest first. index: participant */
  idsOfParticipants(
    participantIds: readonly string[],
  ): Promise<Pick<ServiceRequestRow, '_id' | 'participantId' | 'openedAt'>[]> {
    return this.models.serviceRequests
      .find({ participantId: { $in: [...participantIds] } })
      .select({ participantId: 1, openedAt: 1 })
      .sort({ openedAt: -1, _id: -1 })
      .lean()
      .exec();
  }
}
