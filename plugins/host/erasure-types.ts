import type { UnitOfWork } from '../../subgraphs/kernel/database.js';

/** Whom to forget. */
export interface ForgetOrder {
  /** Messages in and out, by the hub's ids. */
  readonly messageIds: readonly string[];
  /** Under which keys they wrote on which channel. */
  readonly senders: readonly { readonly channelId: string; readonly key: string }[];
  /** Their ids, which are addresses of mailboxes on channels that know participants. */
  readonly participantIds: readonly string[];
}

/** The part of the host that forgets. */
export interface ForgetHost {
  /**
   * Forgets people in the caller's transaction: what waits to be sent, media, mailbox entries, and what rows of inbox and
   * outbox say of them. Again changes nothing. What plugins keep under keys of their own stays.
   */
  forget(unit: UnitOfWork, order: ForgetOrder): Promise<void>;
}
