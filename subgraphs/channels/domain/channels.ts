import { noCapabilities, type Language, type Text } from '../../../plugins/sdk/index.js';
import { isOpen, nextOpening, type BusinessCalendar } from '../../kernel/clock/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import { createLoader } from '../../kernel/loaders.js';
import type { ConversationRepository, StatusCount } from '../data/conversation.repository.js';
import {
  channelById,
  type ChannelCondition,
  type ChannelDescription,
  type ChannelHost,
  type LedgerCounts,
  type PluginDescription,
  type RefusedAccount,
} from './ports.js';
import type { Queues } from './queue.js';
import { calendarOf } from './service-standards.js';
import type { Touchpoints } from './touchpoints.js';

/** A channel as the API shows it. */
export type ChannelView = ChannelDescription;

/** A plugin as the API shows it; without `refused` it runs. */
export type PluginView = PluginDescription & {
  readonly refused?: { readonly reasons: readonly string[]; readonly accounts: readonly string[] };
};

const unknownPlugin: PluginDescription = { id: 'unknown', version: '', sdk: '', levels: [] };

function groupRefused(refusals: readonly RefusedAccount[]): PluginView[] {
  const groups = new Map<string, Required<PluginView>>();
  for (const { channelId, plugin = unknownPlugin, reasons } of refusals) {
    const key = JSON.stringify([plugin.id, reasons]);
    const accounts = [...(groups.get(key)?.refused.accounts ?? []), channelId];
    groups.set(key, { ...plugin, refused: { reasons, accounts } });
  }
  return [...groups.values()];
}

const unstated: Text = { id: 'Belum dinyatakan.', en: 'Not stated yet.' };

/** Channels by the viewer's rights, from the host's memory. */
export class Channels {
  constructor(
    private readonly parts: {
      readonly host: ChannelHost;
      readonly conversations: ConversationRepository;
      readonly queues: Queues;
      readonly touchpoints: Touchpoints;
      readonly now: () => Date;
    },
  ) {}

  private readonly countsByChannel = createLoader<readonly StatusCount[]>(async (_context, ids) => {
    const counts = await this.parts.conversations.countOpen(ids);
    return new Map(ids.map((id) => [id, counts.filter(({ channelId }) => channelId === id)]));
  });

  list(context: RequestContext): ChannelView[] {
    const { channels } = requireScope(context, 'channels:read');
    return this.parts.host.channels().filter(({ id }) => channels === undefined || channels.includes(id));
  }

  find(context: RequestContext, id: string): ChannelView | null {
    return this.list(context).find((channel) => channel.id === id) ?? null;
  }

  /**
   * The plugins of all visible channels, each once; for supervisors and administrators also those that were refused, once
   * for each set of reasons. Reasons may name files and settings.
   */
  plugins(context: RequestContext): PluginView[] {
    const { role, channels } = requireScope(context, 'channels:read');
    const accepted = [...new Map(this.list(context).map(({ plugin }) => [plugin.id, plugin])).values()];
    if (role !== 'admin' && role !== 'supervisor') return accepted;
    const refused = this.parts.host.refusals.filter(
      ({ channelId }) => channels === undefined || channels.includes(channelId),
    );
    return [...accepted, ...groupRefused(refused)];
  }

  /** The open accounts of a plugin that the viewer may see. */
  accountsOf(context: RequestContext, { id }: PluginDescription): string[] {
    return this.list(context)
      .filter(({ plugin }) => plugin.id === id)
      .map((channel) => channel.id);
  }

  /**
   * A channel that some row names. Its name and promise are public, so anybody who may see the row may see it. A
   * channel that is not configured (any more) is still a channel of the past: it answers under its id, as one that
   * can do nothing.
   */
  reference(id: string): ChannelView {
    return channelById(this.parts.host, id) ?? formerChannel(id);
  }

  health(context: RequestContext, channel: ChannelView): ChannelCondition & { channel: ChannelView } {
    requireScope(context, 'channels:read');
    return { ...this.condition(channel), channel };
  }

  strategy(channel: ChannelView, language: Language) {
    const { valueProposition, serviceStandard, commitments } = channel.strategic ?? {};
    const say = (text: Text | undefined) => (text ?? unstated)[language];
    return {
      valueProposition: {
        convenience: say(valueProposition?.convenience),
        speed: say(valueProposition?.speed),
        certainty: say(valueProposition?.certainty),
      },
      serviceStandard: { ...serviceStandard, channel },
      commitments: (commitments ?? []).map(({ behaviour, text }) => ({ behaviour, text: say(text) })),
    };
  }

  calendar(channel: ChannelView): BusinessCalendar {
    return calendarOf(channel);
  }

  operations(context: RequestContext, channel: ChannelView) {
    requireScope(context, 'channels:read');
    const calendar = calendarOf(channel);
    const now = this.parts.now();
    return { channel, openNow: isOpen(calendar, now), opensAt: nextOpening(calendar, now) };
  }

  menu({ menu }: ChannelView, language: Language) {
    const start = menu?.nodes[menu.start];
    if (!menu || start?.kind !== 'choices') return null;
    return {
      version: menu.version,
      greeting: menu.texts.greeting[language],
      entries: start.choices.map(({ id, label, description, keypad }) => ({
        id,
        label: label[language],
        description: description?.[language] ?? null,
        keypad,
      })),
    };
  }

  async ledger(channel: ChannelView): Promise<LedgerCounts> {
    return this.isConfigured(channel) ? this.parts.host.ledger(channel.id) : noCounts;
  }

  async queue(context: RequestContext, { id }: ChannelView) {
    const counts = (await this.countsByChannel(context).load(id)) ?? [];
    const sum = (...statuses: string[]) =>
      counts.filter(({ status }) => statuses.includes(status)).reduce((total, { count }) => total + count, 0);
    const board = await this.parts.queues.byChannel(context).load(id);
    return {
      waiting: sum('QUEUED'),
      withOfficer: sum('WITH_OFFICER', 'WAITING_PARTICIPANT'),
      officersAvailable: board?.available(null) ?? 0,
      longestWaitingSince: board?.longestWaitingSince ?? null,
      estimate: board?.nextEstimate ?? null,
    };
  }

  async analytics(context: RequestContext, channel: ChannelView) {
    requireScope(context, 'channels:read');
    const [ledger, counts] = await Promise.all([this.ledger(channel), this.countsByChannel(context).load(channel.id)]);
    const openConversations = (counts ?? []).reduce((total, { count }) => total + count, 0);
    return {
      channel,
      mapsTouchpoints: channel.plugin.levels.includes('ANALYTICAL'),
      mapping: this.parts.touchpoints.mapping(channel.id, this.parts.now()),
      volumes: { received: ledger.processed, sent: ledger.sent, openConversations },
    };
  }

  /** The condition of every configured channel. */
  conditions(): (ChannelCondition & { channel: ChannelView })[] {
    return this.parts.host.channels().map((channel) => ({ ...this.condition(channel), channel }));
  }

  private condition(channel: ChannelView): ChannelCondition {
    return this.isConfigured(channel) ? this.parts.host.health(channel.id) : notConfigured;
  }

  private isConfigured({ id }: ChannelView): boolean {
    return channelById(this.parts.host, id) !== undefined;
  }
}

const notConfigured: ChannelCondition = {
  state: 'DOWN',
  message: 'This channel is not configured on this hub.',
  action: 'Configure an account under this id if the channel is to be used.',
  lastInboundAt: null,
  circuit: 'CLOSED',
  tokenExpiresAt: null,
};

const noCounts: LedgerCounts = {
  received: 0,
  stored: 0,
  rejected: 0,
  duplicates: 0,
  processed: 0,
  deadLettered: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  unknown: 0,
};

function formerChannel(id: string): ChannelView {
  return {
    id,
    name: id,
    plugin: { id: 'none', version: '0.0.0', sdk: '*', levels: [] },
    direction: 'TWO_WAY',
    capabilities: noCapabilities,
    strategic: null,
    menu: null,
  };
}
