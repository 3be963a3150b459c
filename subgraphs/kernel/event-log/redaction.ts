import type { Vault } from '../crypto.js';
import type { UnitOfWork } from '../database.js';
import { toEvent, type LogCollections } from './collections.js';
import { canonicalJson, eventHash } from './hash-chain.js';
import type { Redaction, RedactionScope, StoredEvent } from './types.js';

/** What of an event the redaction vouches for: all that is left of it, and the hash that it had. */
function proofOf(vault: Vault, event: StoredEvent, at: Date): string {
  const { id, type, key, sequence, at: when, actor, data, previousHash, hash } = event;
  const left: unknown = { id, type, key, sequence, at: when, actor, data, previousHash, hash, redactedAt: at };
  return vault.lookupHash('event-redaction', canonicalJson(left));
}

/**
 * True for an event whose personal part the hub itself has taken away and whose rest is as the hub left it. The proof is
 * keyed: who can write to the database but does not hold the data key can make none (docs/adr/0005-erasure.md).
 */
export const redactionHolds =
  (vault: Vault) =>
  (event: StoredEvent): boolean =>
    event.redacted !== undefined &&
    event.sealed === undefined &&
    event.redacted.proof === proofOf(vault, event, event.redacted.at);

/**
 * Takes the personal part out of events, in the caller's transaction: the sealed part, and what `strip` leaves out of the
 * data. Their hashes stay, so those of later events still follow; an event that was tampered with before gets no proof and
 * its chain stays broken. Doing it again changes nothing.
 * @param strip the data that stays; undefined: this event is left as it is
 */
export async function redactEvents(
  { events }: Pick<LogCollections, 'events'>,
  vault: Vault,
  { session }: Pick<UnitOfWork, 'session'>,
  scope: RedactionScope,
  strip: (event: StoredEvent) => unknown,
): Promise<number> {
  let count = 0;
  for await (const row of events.find(scope, { session }).sort({ _id: 1 })) {
    const event = toEvent(row);
    const data = strip(event);
    if (data === undefined || isBare(event, data)) continue;
    const redacted = redactionOf(vault, event, data);
    await events.updateOne({ _id: row._id }, { $set: { data, redacted }, $unset: { sealed: '' } }, { session });
    count += 1;
  }
  return count;
}

const isBare = ({ sealed, data }: StoredEvent, kept: unknown) =>
  sealed === undefined && canonicalJson(data) === canonicalJson(kept);

function redactionOf(vault: Vault, event: StoredEvent, data: unknown): Redaction {
  const at = new Date();
  const wasWhole = event.redacted ? redactionHolds(vault)(event) : event.hash === eventHash(event);
  const { sealed: _sealed, ...rest } = event;
  return { at, proof: wasWhole ? proofOf(vault, { ...rest, data }, at) : '' };
}
