import type { Document } from '../bson/values.js';
import { toDouble, isNumeric } from '../bson/values.js';
import type { Session } from '../engine/sessions.js';
import type { Transaction } from '../engine/transaction.js';
import { committedView } from '../engine/view.js';
import { commandNotFound, commandNotSupported, invalidOptions, StoreError } from '../errors.js';
import type { WireRequest } from '../wire/message.js';
import { encodeFailure, encodeReply } from '../wire/reply.js';
import { aggregateCommands } from './aggregate.js';
import { bulkWriteCommands } from './bulk-write.js';
import { catalogCommands } from './catalog.js';
import type { ClientConnection, CommandContext, CommandSpec, CommandTable, Services } from './context.js';
import { explainCommands } from './explain.js';
import { findAndModifyCommands } from './find-and-modify.js';
import { handshakeCommands } from './handshake.js';
import { checkFields, countOption, documentOption } from './options.js';
import { readCommands } from './read.js';
import { enterTransaction, transactionCommands } from './transactions.js';
import { writeCommands } from './write.js';

const commands: CommandTable = {
  ...handshakeCommands,
  ...readCommands,
  ...aggregateCommands,
  ...writeCommands,
  ...findAndModifyCommands,
  ...bulkWriteCommands,
  ...catalogCommands,
  ...transactionCommands,
  ...explainCommands,
};

/** Commands MongoDB has and this store refuses; anything else is unknown. */
const refused = new Set(
  `mapReduce validate serverStatus currentOp killOp fsync collStats dbStats top profile createUser usersInfo
  convertToCapped compact reIndex replSetGetStatus configureFailPoint createSearchIndexes updateSearchIndex
  dropSearchIndex cloneCollectionAsCapped setParameter geoSearch logRotate shutdown setFeatureCompatibilityVersion
  dataSize dbHash filemd5 getLog whatsmyuri listCommands top features getCmdLineOpts`.split(/\s+/),
);

function specOf(name: string): CommandSpec {
  if (Object.hasOwn(commands, name)) return commands[name] as CommandSpec;
  if (refused.has(name)) throw commandNotSupported(`The command '${name}' is outside this store's subset.`);
  throw commandNotFound(`no such command: '${name}'`);
}

const retryableWrites = new Set(['insert', 'update', 'delete', 'findAndModify', 'findandmodify', 'bulkWrite']);
const endings = new Set(['commitTransaction', 'abortTransaction']);

function transactionOf(
  services: Services,
  name: string,
  spec: CommandSpec,
  session: Session,
  command: Document,
): Transaction | undefined {
  if (command.autocommit === undefined) return undefined;
  if (command.autocommit !== false) throw invalidOptions("The 'autocommit' field must be false.");
  if (endings.has(name)) return undefined;
  if (command.writeConcern !== undefined)
    throw invalidOptions('writeConcern is not allowed within a multi-statement transaction');
  if (!spec.inTransaction) throw notInTransaction(name);
  return enterTransaction(services.engine, session, command);
}

const notInTransaction = (name: string): StoreError =>
  new StoreError(263, 'OperationNotSupportedInTransaction', `Cannot run '${name}' in a multi-document transaction.`);

function advanceRetryable(session: Session, command: Document, name: string): boolean {
  if (command.txnNumber === undefined || command.autocommit !== undefined) return false;
  if (!retryableWrites.has(name)) return false;
  session.advance(BigInt(command.txnNumber as bigint));
  return true;
}

function contextFor(
  services: Services,
  connection: ClientConnection,
  request: WireRequest,
  name: string,
  spec: CommandSpec,
): CommandContext {
  const { command, sequences } = request;
  if (typeof command.$db !== 'string')
    throw new StoreError(40571, 'Location40571', 'OP_MSG requests require a $db argument');
  checkFields(command, name, spec.fields);
  const lsid = documentOption(command, 'lsid');
  const session = lsid && services.engine.sessions.of(lsid);
  if (command.txnNumber !== undefined && !session)
    throw invalidOptions('Transaction number requires a session ID to be specified');
  const transaction = session && transactionOf(services, name, spec, session, command);
  const limit = countOption(command, 'maxTimeMS');
  const waits = name === 'getMore' || limit === 0 || !isNumeric(command.maxTimeMS);
  return {
    ...services,
    connection,
    name,
    command,
    database: command.$db,
    sequences,
    session,
    transaction,
    retryable: session !== undefined && advanceRetryable(session, command, name),
    view: transaction ?? committedView,
    now: new Date(),
    deadline: waits ? Infinity : Date.now() + toDouble(command.maxTimeMS as number),
  };
}

/** Reads that must not show what a crash could take back. */
function readsDurable(command: Document): boolean {
  const level = documentOption(command, 'readConcern')?.level;
  if (level === 'snapshot' && command.autocommit === undefined)
    throw commandNotSupported("Read concern 'snapshot' is supported inside transactions only.");
  return level === 'majority' || level === 'linearizable';
}

/** A write concern no one-node set can satisfy is reported beside the result. */
function unsatisfied(command: Document): Document | undefined {
  const wanted = documentOption(command, 'writeConcern')?.w;
  if (wanted === undefined || wanted === 'majority' || (isNumeric(wanted) && toDouble(wanted) <= 1)) return undefined;
  return { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg: 'Not enough data-bearing nodes' };
}

function failTransaction({ engine, transaction }: CommandContext): void {
  if (transaction?.state === 'open') engine.abort(transaction);
}

/** Runs one request and encodes its answer; never throws. */
export async function answer(services: Services, connection: ClientConnection, request: WireRequest): Promise<Buffer> {
  const { engine } = services;
  let context: CommandContext | undefined;
  try {
    const name = Object.keys(request.command)[0] ?? '';
    const spec = specOf(name);
    context = contextFor(services, connection, request, name, spec);
    const durable = readsDurable(request.command);
    const reply = await spec.run(context);
    const concern = spec.durable && !context.transaction ? unsatisfied(request.command) : undefined;
    if (concern) reply.fields = { ...reply.fields, writeConcernError: concern };
    if ((spec.durable && !context.transaction && !request.silent) || durable) await engine.durable();
    return encodeReply(reply, engine.clock.now);
  } catch (error) {
    if (context) failTransaction(context);
    return encodeFailure(error, engine.clock.now);
  }
}
