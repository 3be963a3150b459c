import { randomBytes } from 'node:crypto';
import type { Language, StoredInbound } from '../../../plugins/sdk/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ContactRow, DirectoryRow } from '../data/channel.models.js';
import type { ContactRepository } from '../data/contact.repository.js';
import { detectLanguage } from './menu/index.js';

/** Region code of people whose home is not known. */
const unknownRegion = '00';
const defaultLanguage: Language = 'id';

/** The person behind a message, as far as the hub knows. */
export interface KnownContact {
  readonly contactId: string;
  readonly participantId: string;
  /** A registered participant, not a prospect. */
  readonly recognised: boolean;
  readonly region: string | null;
  readonly language: Language;
  readonly languageOnRecord: boolean;
  /** Goes first in queues. */
  readonly hasPriority: boolean;
}

function whatIsKnown(entry: DirectoryRow | undefined, signedIn: string | undefined) {
  const isOnRecord = entry !== undefined && entry.stage !== 'PROSPECT';
  const region = entry && entry.region !== unknownRegion ? entry.region : null;
  const hasPriority = isOnRecord && entry.priority === true;
  return { recognised: isOnRecord || signedIn !== undefined, region, languageOnRecord: isOnRecord, hasPriority };
}

/** Every key that the sender has on the channel. */
const keysOf = ({ key, aliases = [] }: StoredInbound['sender']) => [key, ...aliases];

const recordedId = (signedIn: string | undefined, entry: DirectoryRow | undefined, row: ContactRow | undefined) =>
  signedIn ?? entry?._id ?? row?.participantId;

/** The keys that are new, and the id that a stranger got now. */
function newRows(
  keys: readonly string[],
  who: Omit<ContactRow, '_id'>,
  strangerHash: string | undefined,
): readonly ContactRow[] {
  const rows = keys.map((_id) => ({ _id, ...who }));
  return strangerHash === undefined ? rows : [...rows, { ...who, _id: strangerHash, contactId: strangerHash }];
}

const hex24 = (hash: string) => Buffer.from(hash, 'base64url').toString('hex').slice(0, 24);

/** Finds out who wrote: by key of the channel, by phone number, or as somebody new. */
export class Contacts {
  constructor(private readonly parts: { vault: Vault; events: EventLog; repository: ContactRepository }) {}

  /**
   * The contact of a message. Every key of the sender leads to one contact. A phone number of a registered
   * participant decides who it is; a stranger becomes a prospect under a random id that is kept with a hash of the number
   * (or the handle), so that any channel gives the same one, and erasure leaves no way from the number to the id.
   * `contact.discovered` tells participants.
   */
  async resolve(item: StoredInbound, unit: UnitOfWork): Promise<KnownContact> {
    const { repository } = this.parts;
    const hashes = this.hashesOf(item.channelId, keysOf(item.sender));
    const strangerHash = this.strangerHash(item);
    const found = await repository.byKeys([...hashes, strangerHash], unit);
    const rows = found.filter(({ _id }) => _id !== strangerHash);
    const known = rows[0];
    const entry = await this.directoryEntry(item, known, unit);
    const signedIn = item.sender.participantId;
    // A stranger's own row is among those found when another channel, or another handle, has met it.
    const recorded = recordedId(signedIn, entry, known ?? found[0]);
    const participantId = recorded ?? `par_${randomBytes(12).toString('hex')}`;
    const contactId = known?.contactId ?? `con_${hex24(hashes[0]!)}`;
    const unknown = hashes.filter((hash) => !rows.some((row) => row._id === hash));
    await repository.insert(newRows(unknown, { contactId, participantId }, recorded ? undefined : strangerHash), unit);
    const isAnother = known !== undefined && known.participantId !== participantId;
    if (isAnother) await repository.setParticipant(contactId, participantId, unit);
    const language = this.languageOf(item, entry);
    if (!known && !entry && !signedIn) await this.discovered(item, participantId, language, unit);
    return { contactId, participantId, language, ...whatIsKnown(entry, signedIn) };
  }

  /** A participant on a channel that is addressed by participant, whether or not it has ever written there. */
  async ofParticipant(
    channelId: string,
    participantId: string,
    unit: UnitOfWork,
  ): Promise<Pick<KnownContact, 'contactId' | 'language'>> {
    const { repository } = this.parts;
    const [_id] = this.hashesOf(channelId, [participantId]) as [string];
    const [known] = await repository.byKeys([_id], unit);
    const contactId = known?.contactId ?? `con_${hex24(_id)}`;
    if (!known) await repository.insert([{ _id, contactId, participantId }], unit);
    const entry = await repository.directoryEntry(participantId, unit);
    return { contactId, language: (entry?.language as Language | undefined) ?? defaultLanguage };
  }

  /** The person goes on under another key: an alias, unless the new key belongs to somebody already. */
  async renamed(item: StoredInbound, newKey: string, unit: UnitOfWork): Promise<void> {
    const [oldHash, newHash] = this.hashesOf(item.channelId, [item.sender.key, newKey]) as [string, string];
    const rows = await this.parts.repository.byKeys([oldHash, newHash], unit);
    const known = rows.find((row) => row._id === oldHash);
    if (!known || rows.some((row) => row._id === newHash)) return;
    await this.parts.repository.insert([{ ...known, _id: newHash }], unit);
  }

  private hashesOf(channelId: string, keys: readonly string[]): string[] {
    return [...new Set(keys)].map((key) => this.parts.vault.lookupHash('contact', `${channelId}:${key}`));
  }

  /** Who is signed in; else a registered participant with the number before a prospect, and the longest known one first. */
  private async directoryEntry(
    item: StoredInbound,
    known: ContactRow | undefined,
    unit: UnitOfWork,
  ): Promise<DirectoryRow | undefined> {
    const { repository, vault } = this.parts;
    const { phone, participantId } = item.sender;
    if (participantId) return (await repository.directoryEntry(participantId, unit)) ?? undefined;
    const byPhone = phone ? await repository.byPhone(vault.lookupHash('phone', phone), unit) : [];
    const registered = byPhone.find((row) => row.stage !== 'PROSPECT') ?? byPhone[0];
    if (registered || !known) return registered;
    return (await repository.directoryEntry(known.participantId, unit)) ?? undefined;
  }

  private strangerHash({ channelId, sender }: StoredInbound): string {
    return this.parts.vault.lookupHash('prospect', sender.phone ?? `${channelId}:${sender.key}`);
  }

  private languageOf(item: StoredInbound, entry: DirectoryRow | undefined): Language {
    if (entry && entry.stage !== 'PROSPECT') return entry.language as Language;
    const written = item.content.kind === 'text' ? detectLanguage(item.content.text) : null;
    return written ?? item.sender.language ?? (entry?.language as Language | undefined) ?? defaultLanguage;
  }

  private async discovered(
    item: StoredInbound,
    participantId: string,
    language: Language,
    unit: UnitOfWork,
  ): Promise<void> {
    const { vault, events } = this.parts;
    const { phone, name, key } = item.sender;
    await events.append(unit, 'contactDiscovered', {
      key: `contact:${participantId}`,
      actor: `channel:${item.channelId}`,
      data: {
        participantId,
        channelId: item.channelId,
        phoneHash: phone ? vault.lookupHash('phone', phone) : null,
        language,
      },
      sealed: { phone: phone ?? null, name: name ?? null, handle: key },
    });
  }
}
