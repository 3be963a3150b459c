import type { Document } from '../bson/values.js';
import type { Engine } from '../engine/engine.js';
import type { Session } from '../engine/sessions.js';
import { LockedByTransaction } from '../engine/transaction.js';
import type { Transaction } from '../engine/transaction.js';
import type { View } from '../engine/view.js';
import { StoreError } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import type { Cursors } from './cursors.js';

/** One client connection, as commands see it. */
export interface ClientConnection {
  id: number;
  /** The address the client dialled, for `hosts` and `me`. */
  address: string;
  closed: boolean;
}

/** What all commands share. */
export interface Services {
  engine: Engine;
  cursors: Cursors;
  setName: string;
}

/** One command under way. */
export interface CommandContext extends Services {
  connection: ClientConnection;
  /** The command's name as sent. */
  name: string;
  command: Document;
  database: string;
  /** Document lists in bytes, by field. */
  sequences: ReadonlyMap<string, Buffer[]>;
  session: Session | undefined;
  /** The multi-document transaction the command belongs to. */
  transaction: Transaction | undefined;
  /** True for a retryable write: results are remembered by statement number. */
  retryable: boolean;
  view: View;
  now: Date;
  /** Milliseconds since 1970 after which the client no longer waits; Infinity without maxTimeMS. */
  deadline: number;
}

/** A command's implementation. */
export interface CommandSpec {
  run(context: CommandContext): Reply | Promise<Reply>;
  /** Fields accepted besides the generic ones; any other is refused. */
  fields: readonly string[];
  /** The answer waits until everything committed so far is on disk. */
  durable?: boolean;
  /** May be part of a multi-document transaction. */
  inTransaction?: boolean;
}

/** A set of commands by name. */
export type CommandTable = Record<string, CommandSpec>;

const expired = (): StoreError => new StoreError(50, 'MaxTimeMSExpired', 'operation exceeded time limit');

/** Throws MaxTimeMSExpired (50) when the client's time is up. */
export function checkDeadline({ deadline }: CommandContext): void {
  if (Date.now() > deadline) throw expired();
}

/** Runs a statement outside transactions again whenever the transaction that stood in its way has ended. */
export async function whenUnlocked<T>(context: CommandContext, statement: () => T): Promise<T> {
  for (;;) {
    try {
      return statement();
    } catch (error) {
      if (!(error instanceof LockedByTransaction)) throw error;
      await waitFor(error.transaction.ended, context);
    }
  }
}

/** Waits for a promise, but no longer than the client does. */
export async function waitFor(ended: Promise<void>, { deadline }: CommandContext): Promise<void> {
  if (deadline === Infinity) return ended;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expired()), Math.max(0, deadline - Date.now()));
  });
  await Promise.race([ended, timeout]).finally(() => clearTimeout(timer));
}
