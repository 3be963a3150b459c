import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Language } from '../../../plugins/sdk/index.js';
import type { RequestContext } from '../../kernel/context.js';
import type { ChannelView, Channels, PluginView } from '../domain/channels.js';
import { BusinessCalendarType, toBusinessCalendar } from './calendar.types.js';
import { ChannelCapabilitiesType, toCapabilities } from './capabilities.types.js';
import {
  ChannelAnalytics,
  ChannelHealth,
  ChannelLedger,
  ChannelMenu,
  ChannelOperations,
  ChannelQueue,
  ChannelStrategy,
  ChannelType,
  PluginInfo,
  ServiceStandard,
} from './channel.types.js';
import { LanguageEnum, PluginStateEnum } from './enums.js';
import { wholeMinutes } from './routing.resolver.js';

const languageArgument = { defaultValue: 'id', description: 'Language of the texts.' } as const;

/** Channels: everything comes from the host's memory but ledgers and queues. */
@Resolver(() => ChannelType)
export class ChannelResolver {
  constructor(private readonly service: Channels) {}

  @Query(() => [ChannelType], { description: 'All channels that the viewer may see. Scope channels:read.' })
  channels(@Ctx() context: RequestContext) {
    return this.service.list(context);
  }

  @Query(() => ChannelType, {
    nullable: true,
    description: 'One channel; null when there is none. Scope channels:read.',
  })
  channel(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Id, such as whatsapp-pandawa.' }) id: string,
  ) {
    return this.service.find(context, id);
  }

  @Query(() => [PluginInfo], {
    description:
      'The plugins that run; for supervisors and administrators also those that were refused, with the reasons. Scope channels:read.',
  })
  plugins(@Ctx() context: RequestContext) {
    return this.service.plugins(context);
  }

  @FieldResolver(() => ChannelCapabilitiesType, { description: 'What it can do.' })
  capabilities(@Root() channel: ChannelView) {
    return toCapabilities(channel.capabilities);
  }

  @FieldResolver(() => ChannelHealth, { description: 'How it does right now. Scope channels:read.' })
  health(@Ctx() context: RequestContext, @Root() channel: ChannelView) {
    return this.service.health(context, channel);
  }

  @FieldResolver(() => ChannelStrategy, { description: 'The strategic level: the promise.' })
  strategic(@Root() channel: ChannelView, @Arg('language', () => LanguageEnum, languageArgument) language: Language) {
    return this.service.strategy(channel, language);
  }

  @FieldResolver(() => ChannelOperations, { description: 'The operational level: service, now. Scope channels:read.' })
  operational(@Ctx() context: RequestContext, @Root() channel: ChannelView) {
    return this.service.operations(context, channel);
  }

  @FieldResolver(() => ChannelAnalytics, { description: 'The analytical level: what is learned. Scope channels:read.' })
  analytical(@Ctx() context: RequestContext, @Root() channel: ChannelView) {
    return this.service.analytics(context, channel);
  }
}

/** What the hub made of a plugin. */
@Resolver(() => PluginInfo)
export class PluginInfoResolver {
  constructor(private readonly service: Channels) {}

  @FieldResolver(() => PluginStateEnum, { description: 'Whether it runs.' })
  state(@Root() { refused }: PluginView) {
    return refused ? 'REFUSED' : 'ACCEPTED';
  }

  @FieldResolver(() => [String], { description: 'Why it was refused, in English; empty when it runs.' })
  reasons(@Root() { refused }: PluginView) {
    return refused?.reasons ?? [];
  }

  @FieldResolver(() => [ID], {
    description: 'Ids of its accounts that the viewer may see: the channels, or the accounts that were refused.',
  })
  accounts(@Ctx() context: RequestContext, @Root() plugin: PluginView) {
    return plugin.refused?.accounts ?? this.service.accountsOf(context, plugin);
  }
}

/** The parts of the operational level that are asked for one by one. */
@Resolver(() => ChannelOperations)
export class ChannelOperationsResolver {
  constructor(private readonly service: Channels) {}

  @FieldResolver(() => ChannelMenu, {
    nullable: true,
    description: 'The menu that greets participants; null without one.',
  })
  menu(
    @Root() { channel }: { channel: ChannelView },
    @Arg('language', () => LanguageEnum, languageArgument) language: Language,
  ) {
    return this.service.menu(channel, language);
  }

  @FieldResolver(() => ChannelLedger, { description: 'Counts of what came and went.' })
  ledger(@Root() { channel }: { channel: ChannelView }) {
    return this.service.ledger(channel);
  }

  @FieldResolver(() => ChannelQueue, { description: 'Who waits for an officer.' })
  async queue(@Ctx() context: RequestContext, @Root() { channel }: { channel: ChannelView }) {
    const { estimate, ...queue } = await this.service.queue(context, channel);
    return { ...queue, estimatedWait: wholeMinutes(estimate) };
  }
}

/** The calendar of a service standard. */
@Resolver(() => ServiceStandard)
export class ServiceStandardResolver {
  constructor(private readonly service: Channels) {}

  @FieldResolver(() => BusinessCalendarType, {
    description: 'Opening hours and holidays by which the limits are counted.',
  })
  calendar(@Root() { channel }: { channel: ChannelView }) {
    return toBusinessCalendar(this.service.calendar(channel));
  }
}
