import { Binary } from 'bson';
import type { Document } from '../bson/values.js';
import { isDocument, serializeDocument } from '../bson/values.js';
import type { Engine } from '../engine/engine.js';
import type { Session } from '../engine/sessions.js';
import { encodeCommitted } from '../engine/sessions.js';
import type { Transaction } from '../engine/transaction.js';
import { noSuchTransaction, StoreError } from '../errors.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';

const numberOf = ({ command }: CommandContext): bigint => BigInt(command.txnNumber as bigint);

/** Starts or finds the multi-document transaction a command names; throws NoSuchTransaction (251) and others. */
export function enterTransaction(engine: Engine, session: Session, command: Document): Transaction {
  const txnNumber = BigInt(command.txnNumber as bigint);
  if (command.startTransaction === true) return startTransaction(engine, session, txnNumber);
  if (session.txnNumber > txnNumber) session.advance(txnNumber);
  if (session.txnNumber === txnNumber && session.transaction?.state === 'open') return session.transaction;
  if (session.txnNumber === txnNumber && session.outcome === 'committed')
    throw new StoreError(
      256,
      'TransactionCommitted',
      `Transaction with { txnNumber: ${txnNumber} } has been committed.`,
    );
  throw noSuchTransaction(
    session.txnNumber === txnNumber
      ? `Transaction with { txnNumber: ${txnNumber} } has been aborted.`
      : `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${session.txnNumber}`,
  );
}

function startTransaction(engine: Engine, session: Session, txnNumber: bigint): Transaction {
  if (session.txnNumber === txnNumber)
    throw new StoreError(
      117,
      'ConflictingOperationInProgress',
      `Only servers in a sharded cluster can start a new transaction at the active transaction number: ${txnNumber}`,
    );
  const earlier = session.transaction;
  session.advance(txnNumber);
  if (earlier?.state === 'open') engine.abort(earlier);
  session.transaction = engine.begin();
  return session.transaction;
}

const changeInfo = (session: Session): Buffer =>
  Buffer.from(serializeDocument({ lsid: { id: new Binary(session.id, 4) }, txnNumber: session.txnNumber }));

/** Commits; a commit that has happened, also before a restart, is confirmed again. */
function commitTransaction(context: CommandContext): Reply {
  const { engine, session, command } = context;
  if (!session) throw noSuchTransaction('commitTransaction needs a session.');
  if (session.txnNumber === numberOf(context) && session.outcome === 'committed') return {};
  const transaction = enterTransaction(engine, session, { ...command, startTransaction: undefined });
  engine.commitTransaction(transaction, { sessions: [encodeCommitted(session)], transaction: changeInfo(session) });
  session.outcome = 'committed';
  session.transaction = undefined;
  return {};
}

function abortTransaction({ engine, session, command }: CommandContext): Reply {
  if (!session) throw noSuchTransaction('abortTransaction needs a session.');
  const transaction = enterTransaction(engine, session, { ...command, startTransaction: undefined });
  engine.abort(transaction);
  session.outcome = 'aborted';
  return {};
}

/** Aborts what a session has open and closes its cursors. */
function stopSession({ engine, cursors }: CommandContext, session: Session): void {
  if (session.transaction?.state === 'open') engine.abort(session.transaction);
  cursors.closeWhere((cursor) => cursor.session === session);
}

function endSessions(context: CommandContext): Reply {
  const { command, engine, name } = context;
  const ids = (command[name] as unknown[]).filter(isDocument);
  const all = name === 'killSessions' && ids.length === 0;
  const sessions = all ? [...engine.sessions.all()] : ids.map((id) => engine.sessions.find(id));
  for (const session of sessions) {
    if (!session) continue;
    stopSession(context, session);
    if (name === 'endSessions') engine.sessions.forget(session);
  }
  return {};
}

const startSession = (): Reply => ({
  fields: { id: { id: new Binary(crypto.getRandomValues(new Uint8Array(16)), 4) }, timeoutMinutes: 30 },
});

/** commitTransaction, abortTransaction and the commands on sessions. */
export const transactionCommands: CommandTable = {
  commitTransaction: { run: commitTransaction, fields: ['recoveryToken'], durable: true },
  abortTransaction: { run: abortTransaction, fields: ['recoveryToken'] },
  startSession: { run: startSession, fields: [] },
  endSessions: { run: endSessions, fields: [] },
  killSessions: { run: endSessions, fields: [] },
  killAllSessions: {
    run: (context) => endSessions({ ...context, name: 'killSessions', command: { killSessions: [] } }),
    fields: [],
  },
  refreshSessions: { run: () => ({}), fields: [] },
};
