import { GraphQLError } from 'graphql';
import { roles, scopesByRole, type Role } from '../../schema/index.js';
import type { GatewayLog } from '../gateway-log.js';
import type { GatewayOptions, Identity } from '../gateway.types.js';
import { fixtureSecret, fixtureSubgraph, type FixtureContext, type FixtureSubgraph } from './fixture-subgraphs.js';
import { Topic } from './topic.js';

/** A change of a complaint as the fixture publishes it. `position` stands in for a cursor. */
export interface FixtureEvent {
  readonly position: number;
  readonly complaint: { readonly id: string; readonly status: string };
}

/** Three small subgraphs around complaints, in memory. */
export interface FixtureHub {
  readonly participants: FixtureSubgraph;
  readonly channels: FixtureSubgraph;
  readonly complaints: FixtureSubgraph;
  readonly all: readonly FixtureSubgraph[];
  readonly updates: Topic<FixtureEvent>;
  /** Appends to the log and publishes. */
  publish(complaint: string, status?: string): FixtureEvent;
  readonly log: FixtureEvent[];
}

const complaintTypes = `
  type Complaint @key(fields: "id") {
    id: ID! ticket: String! status: Status! participant: Participant channel: Channel! note: String
  }
  enum Status { OPEN CLOSED SECRET @inaccessible }
  type Participant @key(fields: "id", resolvable: false) { id: ID! }
  type Channel @key(fields: "id", resolvable: false) { id: ID! }
  type ComplaintConnection { edges: [ComplaintEdge!]! totalCount: Int! }
  type ComplaintEdge { node: Complaint! }
  type ComplaintChanged { cursor: String! at: String complaint: Complaint! }
  type Resync { reason: String! }
  union ComplaintUpdate = ComplaintChanged | Resync
  input ComplaintFilter { status: Status region: String }
  type Query {
    complaint(id: ID!): Complaint
    complaints(filter: ComplaintFilter, first: Int = 20): ComplaintConnection!
    fail: String
    crash: String
    slow(milliseconds: Int!): String
    whoami: String!
  }
  type Mutation { file(subject: String!): Complaint! }
  type Subscription { complaintUpdates(after: String, complaint: ID): ComplaintUpdate! }
`;

const complaintOf = (id: string, status = 'OPEN') => ({
  id,
  ticket: `T-${id}`,
  status,
  participant: { id: `p${Number(id) % 5}` },
  channel: { id: `c${Number(id) % 2}` },
  note: 'n'.repeat(20_000),
});

function complaintResolvers(updates: Topic<FixtureEvent>, log: readonly FixtureEvent[]) {
  const whoami = (_: unknown, __: unknown, { principal }: FixtureContext) => principal?.subject ?? 'anonymous';
  return {
    Query: {
      complaint: (_: unknown, { id }: { id: string }) => complaintOf(id),
      complaints: (_: unknown, { first }: { first: number }) => ({
        edges: Array.from({ length: first }, (_each, index) => ({ node: complaintOf(String(index)) })),
        totalCount: 1_000,
      }),
      fail: () => {
        throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
      },
      crash: () => {
        throw new Error('password=hunter2 at db.internal');
      },
      slow: (_: unknown, { milliseconds }: { milliseconds: number }) =>
        new Promise((resolve) => setTimeout(() => resolve('done'), milliseconds)),
      whoami,
    },
    Mutation: { file: () => complaintOf('7') },
    Complaint: { __resolveReference: ({ id }: { id: string }) => complaintOf(id) },
    Subscription: {
      complaintUpdates: {
        subscribe: (_: unknown, { after }: { after?: string }) =>
          updates.read(after === undefined ? [] : log.filter(({ position }) => position > Number(after))),
        resolve: ({ position, complaint }: FixtureEvent) => ({
          __typename: 'ComplaintChanged',
          cursor: String(position),
          complaint: complaintOf(complaint.id, complaint.status),
        }),
      },
    },
  };
}

/** Builds the fixture. Participants answer a name only for officers; each name says who asked. */
export function fixtureHub(): FixtureHub {
  const updates = new Topic<FixtureEvent>();
  const log: FixtureEvent[] = [];
  const participants = fixtureSubgraph(
    'participants',
    `type Participant @key(fields: "id") { id: ID! name: String }
     type Query { participant(id: ID!): Participant viewer: String! }`,
    {
      Query: {
        participant: (_: unknown, { id }: { id: string }) => ({ id }),
        viewer: (_: unknown, __: unknown, { principal }: FixtureContext) => principal?.subject ?? 'anonymous',
      },
      Participant: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        name: ({ id }: { id: string }, _: unknown, { principal }: FixtureContext) =>
          principal?.role === 'officer' ? `${id} for ${principal.subject}` : null,
      },
    },
  );
  const channels = fixtureSubgraph(
    'channels',
    `type Channel @key(fields: "id") { id: ID! name: String! }
     type Query { channels: [Channel!]! }`,
    {
      Query: { channels: () => [{ id: 'c0' }, { id: 'c1' }] },
      Channel: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        name: ({ id }: { id: string }) => `Channel ${id}`,
      },
    },
  );
  const complaints = fixtureSubgraph('complaints', complaintTypes, complaintResolvers(updates, log));
  return {
    participants,
    channels,
    complaints,
    all: [participants, channels, complaints],
    updates,
    log,
    publish(id, status = 'OPEN') {
      const event = { position: log.length + 1, complaint: { id, status } };
      log.push(event);
      updates.publish(event);
      return event;
    },
  };
}

/** Tokens of the fixture are `role:subject`, optionally `:seconds` to live; `revoke` takes one back. */
export interface FixtureIdentity extends Identity {
  revoke(tokenId: string): void;
}

export function fixtureIdentity(): FixtureIdentity {
  const revoked = new Set<string>();
  return {
    verify(token) {
      const [role, subject, lifetime = '3600'] = token.split('.');
      if (!roles.includes(role as Role) || !subject) return Promise.reject(new Error('not a fixture token'));
      return Promise.resolve({
        subject,
        role: role as Role,
        scopes: scopesByRole[role as Role],
        tenant: 'fixture',
        tokenId: token,
        expiresAt: Math.floor(Date.now() / 1_000) + Number(lifetime),
      });
    },
    isRevoked: (tokenId) => revoked.has(tokenId),
    revoke: (tokenId) => void revoked.add(tokenId),
  };
}

/** A log that keeps its lines, to be asked about. */
export interface FixtureLog extends GatewayLog {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[];
}

export function fixtureLog(): FixtureLog {
  const lines: FixtureLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Options of a gateway over the fixture, in development unless changed. */
export function fixtureOptions(hub: FixtureHub, changes: Partial<GatewayOptions> = {}): GatewayOptions {
  return {
    subgraphs: hub.all,
    secret: fixtureSecret,
    identity: fixtureIdentity(),
    production: false,
    log: fixtureLog(),
    ...changes,
    limits: { lastRequests: 0, ...changes.limits },
  };
}
