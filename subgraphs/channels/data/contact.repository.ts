import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ContactRow, DirectoryRow } from './channel.models.js';

/** Who is behind a key of a channel, and what is known of participants. */
export class ContactRepository {
  constructor(private readonly models: Pick<ChannelModels, 'contacts' | 'directory'>) {}

  /** index: _id */
  byKeys(hashes: readonly string[], unit: UnitOfWork): Promise<ContactRow[]> {
    return this.models.contacts
      .find({ _id: { $in: [...hashes] } })
      .session(unit.session)
      .lean()
      .exec();
  }

  async insert(rows: readonly ContactRow[], unit: UnitOfWork): Promise<void> {
    if (rows.length > 0)
      await this.models.contacts.collection.insertMany([...rows] as never[], { session: unit.session });
  }

  /** index: contact */
  async setParticipant(contactId: string, participantId: string, unit: UnitOfWork): Promise<void> {
    await this.models.contacts.updateMany({ contactId }, { $set: { participantId } }, { session: unit.session });
  }

  /** index: _id */
  async dropDirectory(participantIds: readonly string[], unit: UnitOfWork): Promise<void> {
    await this.models.directory.deleteMany({ _id: { $in: [...participantIds] } }, { session: unit.session });
  }

  /** Participants with a phone number, the longest known first. index: phone */
  byPhone(hash: string, unit: UnitOfWork): Promise<DirectoryRow[]> {
    return this.models.directory
      .find({ phoneHashes: hash })
      .sort({ since: 1, _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** index: _id */
  directoryEntry(participantId: string, unit: UnitOfWork): Promise<DirectoryRow | null> {
    return this.models.directory.findOne({ _id: participantId }).session(unit.session).lean().exec();
  }

  async putDirectory(rows: readonly DirectoryRow[], unit: UnitOfWork): Promise<void> {
    await this.models.directory.bulkWrite(
      rows.map(({ _id, since, ...rest }) => ({
        updateOne: { filter: { _id }, update: { $set: rest, $setOnInsert: { since } }, upsert: true },
      })),
      { session: unit.session },
    );
  }
}
