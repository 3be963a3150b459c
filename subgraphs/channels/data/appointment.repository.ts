import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels } from './channel.models.js';

/** Numbers of appointments. */
export class AppointmentRepository {
  constructor(private readonly models: Pick<ChannelModels, 'appointmentCounters' | 'serviceRequests'>) {}

  /** The next number of a queue: gap-free, because it is given in the transaction that keeps the appointment. index: _id */
  async next(queue: string, unit: UnitOfWork): Promise<number> {
    const row = await this.models.appointmentCounters
      .findOneAndUpdate({ _id: queue }, { $inc: { last: 1 } }, { upsert: true, new: true, session: unit.session })
      .lean()
      .exec();
    return row!.last;
  }

  /** The number that a participant holds in a queue already; null without one. index: appointment */
  async held(queue: string, participantId: string, ended: readonly string[], unit: UnitOfWork): Promise<number | null> {
    const row = await this.models.serviceRequests
      .findOne({ 'appointment.queue': queue, participantId, status: { $nin: [...ended] } })
      .session(unit.session)
      .lean()
      .exec();
    return row?.appointment?.number ?? null;
  }

  /** People before a number who still wait. index: appointment */
  async ahead(queue: string, number: number, over: readonly string[]): Promise<number> {
    return this.models.serviceRequests
      .countDocuments({
        'appointment.queue': queue,
        'appointment.number': { $lt: number },
        status: { $nin: [...over] },
      })
      .exec();
  }
}
