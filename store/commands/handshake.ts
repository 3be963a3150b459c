import { hostname } from 'node:os';
import { ObjectId } from 'bson';
import type { Document } from '../bson/values.js';
import { toTimestamp } from '../engine/clock.js';
import { largestDocument } from '../engine/documents.js';
import { badValue, commandNotSupported } from '../errors.js';
import { largestMessage } from '../wire/message.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext, CommandTable } from './context.js';

const version = '8.0.0';
const versionArray = [8, 0, 0, 0];
const electionId = new ObjectId('7fffffff0000000000000001');

/**
 * Presents the store as the primary of a one-node replica set. topologyVersion is left out on purpose: with it drivers
 * ask for a stream of hellos.
 */
function hello({ connection, setName, engine, now, name }: CommandContext): Reply {
  const { address } = connection;
  const lastWrite = { opTime: { ts: toTimestamp(engine.clock.now), t: 1n }, lastWriteDate: now };
  return {
    fields: {
      helloOk: true,
      ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
      hosts: [address],
      setName,
      setVersion: 1,
      secondary: false,
      primary: address,
      me: address,
      electionId,
      lastWrite: { ...lastWrite, majorityOpTime: lastWrite.opTime, majorityWriteDate: now },
      maxBsonObjectSize: largestDocument,
      maxMessageSizeBytes: largestMessage,
      maxWriteBatchSize: 100_000,
      localTime: now,
      logicalSessionTimeoutMinutes: 30,
      connectionId: connection.id,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
    },
  };
}

const buildInfo: Document = {
  version,
  gitVersion: 'kanal-store',
  modules: [],
  storageEngines: ['kanal'],
  javascriptEngine: 'none',
  sysInfo: 'embedded',
  versionArray,
  bits: 64,
  debug: false,
  maxBsonObjectSize: largestDocument,
};

const parameters: Document = {
  featureCompatibilityVersion: { version: '8.0' },
  authenticationMechanisms: [],
  requireApiVersion: false,
  transactionLifetimeLimitSeconds: 60,
};

function getParameter({ command }: CommandContext): Reply {
  if (command.getParameter === '*') return { fields: parameters };
  const wanted = Object.keys(parameters).filter((name) => name in command);
  if (wanted.length === 0) throw badValue('no option found to get');
  return { fields: Object.fromEntries(wanted.map((name) => [name, parameters[name]])) };
}

const noUsers = { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] };
const helloFields = [
  'helloOk',
  'client',
  'compression',
  'loadBalanced',
  'backpressure',
  'speculativeAuthenticate',
  'saslSupportedMechs',
  'topologyVersion',
  'maxAwaitTimeMS',
  'hostInfo',
  'internalClient',
];

const connectionStatus = (): Reply => ({ fields: { authInfo: noUsers } });
const hostInfo = ({ now }: CommandContext): Reply => ({
  fields: { system: { currentTime: now, hostname: hostname() } },
});
const refuseAuthentication = (): Reply => {
  throw commandNotSupported('The embedded store has no users: connect without credentials.');
};

/** Commands a driver sends to find out whom it talks to. */
export const handshakeCommands: CommandTable = {
  hello: { run: hello, fields: helloFields },
  isMaster: { run: hello, fields: helloFields },
  ismaster: { run: hello, fields: helloFields },
  ping: { run: () => ({}), fields: [] },
  buildInfo: { run: () => ({ fields: buildInfo }), fields: [] },
  buildinfo: { run: () => ({ fields: buildInfo }), fields: [] },
  getParameter: { run: getParameter, fields: ['allParameters', ...Object.keys(parameters)] },
  connectionStatus: { run: connectionStatus, fields: ['showPrivileges'] },
  hostInfo: { run: hostInfo, fields: [] },
  saslStart: { run: refuseAuthentication, fields: ['mechanism', 'payload', 'autoAuthorize', 'options'] },
};
