import type { UnitOfWork } from '../../kernel/database.js';
import type { JourneyModels, JourneyStepRow, PersonRow } from './journey.models.js';

/** When a person reached a stage on a channel for the first time in a period. */
export interface StageReached {
  readonly participantId: string;
  readonly stage: JourneyStepRow['stage'];
  readonly channelId: string | null;
  readonly at: Date;
}

const prospect = 'PROSPECT';

/** The read model of journeys, fed from the event log and rebuildable from it. */
export class JourneyRepository {
  constructor(private readonly models: JourneyModels) {}

  async insert(row: JourneyStepRow, unit: UnitOfWork): Promise<void> {
    await this.models.steps.insertOne(row, { session: unit.session });
  }

  /** index: _id */
  person(id: string, unit: UnitOfWork): Promise<PersonRow | null> {
    return this.models.people.findOne({ _id: id }).session(unit.session).lean().exec();
  }

  /** Enters or changes a person; what it was merged into stays. */
  async putPerson({ _id, ...known }: Omit<PersonRow, 'mergedInto'>, unit: UnitOfWork): Promise<void> {
    await this.models.people.updateOne({ _id }, { $set: known }, { upsert: true, session: unit.session });
  }

  /** Prospects with one of the numbers who are nobody else yet. index: phone */
  async prospectsBy(phoneHashes: readonly string[], unit: UnitOfWork): Promise<string[]> {
    const rows = await this.models.people
      .find({ phoneHashes: { $in: [...phoneHashes] }, stage: prospect, mergedInto: { $exists: false } })
      .select({ _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return rows.map(({ _id }) => _id);
  }

  /** Prospects turned out to be a participant: their steps are its steps. index: _id, participant */
  async merge(prospects: readonly string[], mergedInto: string, unit: UnitOfWork): Promise<void> {
    const { session } = unit;
    await this.models.people.updateMany({ _id: { $in: [...prospects] } }, { $set: { mergedInto } }, { session });
    await this.models.steps.updateMany(
      { participantId: { $in: [...prospects] } },
      { $set: { participantId: mergedInto } },
      { session },
    );
  }

  /** Puts an unknown person in place of one who was erased, and of the prospects that it was. index: _id, participant */
  async unlink(participantIds: readonly string[], unknown: string, unit: UnitOfWork): Promise<void> {
    const { session } = unit;
    const { people, steps } = this.models;
    const ids = { $in: [...participantIds] };
    const rows = await people
      .find({ $or: [{ _id: ids }, { mergedInto: ids }] })
      .session(session)
      .lean()
      .exec();
    const known = rows.find(({ _id }) => _id === participantIds[0]) ?? rows[0];
    if (known) {
      const { region, segment, stage } = known;
      await people.insertOne({ _id: unknown, phoneHashes: [], region, segment, stage }, { session });
      await people.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session });
    }
    await steps.updateMany({ participantId: ids }, { $set: { participantId: unknown } }, { session });
  }

  /** index: _id */
  async peopleBy(ids: readonly string[]): Promise<PersonRow[]> {
    return this.models.people
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  /** Steps of people, oldest first, at most `limit` altogether. index: participant */
  stepsOf(participantIds: readonly string[], limit: number): Promise<JourneyStepRow[]> {
    return this.models.steps
      .find({ participantId: { $in: [...participantIds] } })
      .sort({ participantId: 1, at: 1 })
      .limit(limit)
      .lean()
      .exec();
  }

  /** The first time of each person, stage and channel in a period; `from` inclusive, `to` exclusive. index: period */
  async reachedBetween(from: Date, to: Date, channelIds: readonly string[] | undefined): Promise<StageReached[]> {
    const groups = await this.models.steps.aggregate<{
      _id: { participantId: string; stage: JourneyStepRow['stage']; channelId: string | null };
      at: Date;
    }>([
      {
        $match: {
          at: { $gte: from, $lt: to },
          participantId: { $ne: null },
          ...(channelIds && { channelId: { $in: [...channelIds] } }),
        },
      },
      {
        $group: {
          _id: { participantId: '$participantId', stage: '$stage', channelId: '$channelId' },
          at: { $min: '$at' },
        },
      },
    ]);
    return groups.map(({ _id, at }) => ({ ..._id, at }));
  }
}
