import { scopesByRole, type Principal } from '../../../schema/index.js';
import type { InboundContent, StoredInbound } from '../../../plugins/sdk/index.js';
import { systemContext, type RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import type { Database } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import { createLogger } from '../../kernel/logging.js';
import { prepareModels } from '../../kernel/models.js';
import type { ChannelDescription } from '../domain/ports.js';
import { composeChannels, type ChannelsDomain } from '../composition.js';
import { FakeHost } from './fake-host.js';

/** Friday 20 November 2026, in the opening hours of the example channel. */
export const morning = new Date('2026-11-20T09:00:00+07:00');

/** A principal with all scopes of its role. */
export const principal = (role: Principal['role'], extra: Partial<Principal> = {}): Principal => ({
  subject: 'officer-1',
  role,
  scopes: scopesByRole[role],
  tenant: 't',
  tokenId: 'x',
  expiresAt: 2e9,
  ...extra,
});

const quietLog = createLogger({ name: 'test', level: 'silent' });

/** A request of somebody. */
export const as = (role: Principal['role'], extra?: Partial<Principal>): RequestContext =>
  systemContext(quietLog, 'r', principal(role, extra));

/** The channels domain over a database of its own, a fake host and a clock that only the test moves. */
export class ChannelsWorld {
  clock = morning;
  private count = 0;

  private constructor(
    readonly database: Database,
    readonly events: EventLog,
    readonly vault: Vault,
    readonly domain: ChannelsDomain,
    readonly host: FakeHost,
  ) {}

  /** Over an open database and a started log; the caller closes the database. */
  static async start(
    database: Database,
    events: EventLog,
    vault: Vault,
    channels?: readonly ChannelDescription[],
  ): Promise<ChannelsWorld> {
    const host = new FakeHost(channels);
    const now = (): Date => world.clock;
    const domain = composeChannels({ database, events, vault, host, log: quietLog, now });
    const world: ChannelsWorld = new ChannelsWorld(database, events, vault, domain, host);
    await prepareModels(domain.models);
    for (const consumer of [domain.directory, domain.complaintNews, domain.erasure]) await consumer.start();
    return world;
  }

  async stop(): Promise<void> {
    for (const consumer of [this.domain.directory, this.domain.complaintNews, this.domain.erasure])
      await consumer.stop();
    await this.events.stop();
  }

  pass(minutes: number): void {
    this.clock = new Date(this.clock.getTime() + minutes * 60_000);
  }

  item(content: InboundContent | string, sender: Partial<StoredInbound['sender']> = {}): StoredInbound {
    this.count += 1;
    return {
      id: `in-${this.count}`,
      channelId: 'whatsapp-pandawa',
      accountKey: '1',
      externalId: `wamid.${this.count}`,
      kind: 'message',
      sender: { key: '6289900000001', phone: '+6289900000001', name: 'Melati Contoh', ...sender },
      content: typeof content === 'string' ? { kind: 'text', text: content } : content,
      sentAt: this.clock,
      receivedAt: this.clock,
    };
  }

  receive(content: InboundContent | string, sender?: Partial<StoredInbound['sender']>): Promise<void> {
    const item = this.item(content, sender);
    return this.database.transaction((unit) => this.domain.inbound.handle(item, unit));
  }

  /** Rows of the event log in the order of their keys' sequences. */
  logged(type?: string) {
    const log = this.database.connection.db!.collection('event_log');
    return log
      .find(type ? { type } : {})
      .sort({ sequence: 1 })
      .toArray();
  }

  conversations() {
    return this.domain.models.conversations.find().sort({ openedAt: 1 }).lean();
  }

  /** The one conversation there is. */
  async conversation() {
    const [row, ...others] = await this.conversations();
    if (!row || others.length > 0) throw new Error(`expected one conversation, found ${others.length + (row ? 1 : 0)}`);
    return row;
  }

  /** Tells the directory of a participant. */
  async register(participantId: string, phone: string, extra: Record<string, string> = {}): Promise<void> {
    const known = { segment: 'PBPU', region: '61.71', stage: 'ACTIVE', language: 'id', ...extra };
    const phoneHashes = [this.vault.lookupHash('phone', phone)];
    await this.database.transaction(async (unit) => {
      await this.events.append(unit, 'participantRegistered', {
        key: `participant:${participantId}`,
        actor: 'test',
        data: { participantId, phoneHashes, ...known } as never,
      });
    });
    await this.settled();
  }

  /** Everything appended has its position and has been handled. */
  async settled(): Promise<void> {
    const total = await this.database.connection.db!.collection('event_log').countDocuments();
    while (this.events.head() < total) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all(
      [this.domain.directory, this.domain.complaintNews, this.domain.erasure].map((consumer) => consumer.settled()),
    );
  }
}
