import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, DurationScalar } from '../../kernel/scalars.js';
import {
  ChannelDirectionEnum,
  ChannelEventKindEnum,
  ChannelStateEnum,
  CircuitStateEnum,
  CrmLevelEnum,
  ServiceBehaviourEnum,
  TouchpointStageEnum,
} from './enums.js';

@ObjectType({ description: 'The plugin behind a channel.' })
export class PluginInfo {
  @Field(() => ID, {
    description:
      'Id of the plugin, such as whatsapp; several channels may share one. What the configuration calls it when it could not be loaded.',
  })
  id: string;

  @Field(() => String, { description: 'Its version; empty when it could not be loaded.' })
  version: string;

  @Field(() => String, {
    description: 'Range of SDK versions it was written for; empty when it could not be loaded.',
  })
  sdk: string;

  @Field(() => [CrmLevelEnum], { description: 'The CRM levels it implements.' })
  levels: readonly string[];
}

@Directive('@key(fields: "id")')
@ObjectType('Channel', {
  description: 'A way by which participants and institution speak: one configured account of a plugin.',
})
export class ChannelType {
  @Field(() => ID, { description: 'Id, such as whatsapp-pandawa.' })
  id: string;

  @Field(() => String, { description: 'Name for people.' })
  name: string;

  @Field(() => PluginInfo, { description: 'The plugin behind it.' })
  plugin: PluginInfo;

  @Field(() => ChannelDirectionEnum, { description: 'Who may speak on it.' })
  direction: string;
}

@ObjectType({ description: 'How a channel does right now.' })
export class ChannelHealth {
  @Field(() => ChannelType, { description: 'The channel.' })
  channel: ChannelType;

  @Field(() => ChannelStateEnum, { description: 'The verdict.' })
  state: string;

  @Field(() => String, { description: 'What was found, in English.' })
  message: string;

  @Field(() => String, { nullable: true, description: 'What an administrator should do; null when nothing.' })
  action?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last genuine item came in.' })
  lastInboundAt?: Date | null;

  @Field(() => CircuitStateEnum, { description: 'State of the breaker before the provider.' })
  circuit: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the access token ends, where that is known.' })
  tokenExpiresAt?: Date | null;
}

@ObjectType({ description: 'What a channel is worth to a participant.' })
export class ValueProposition {
  @Field(() => String, { description: 'Convenience.' })
  convenience: string;

  @Field(() => String, { description: 'Speed.' })
  speed: string;

  @Field(() => String, { description: 'Certainty.' })
  certainty: string;
}

@ObjectType({ description: 'A promise of behaviour.' })
export class CultureCommitment {
  @Field(() => ServiceBehaviourEnum, { description: 'The behaviour promised.' })
  behaviour: string;

  @Field(() => String, { description: 'The promise in words.' })
  text: string;
}

@ObjectType({ description: 'The published limits of a channel; a limit that is not published is null.' })
export class ServiceStandard {
  @Field(() => DurationScalar, { nullable: true, description: 'Time for the officer to answer, in business time.' })
  officerResponse?: string | null;

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Time for the participant to answer, on the clock on the wall.',
  })
  participantResponse?: string | null;

  @Field(() => DurationScalar, { nullable: true, description: 'Time to solve the matter.' })
  resolution?: string | null;
}

@ObjectType({ description: "The strategic level: the channel's promise. Null members: the plugin states none." })
export class ChannelStrategy {
  @Field(() => ValueProposition, { description: 'Convenience, speed, certainty.' })
  valueProposition: ValueProposition;

  @Field(() => ServiceStandard, { description: 'Response limits and opening hours.' })
  serviceStandard: ServiceStandard;

  @Field(() => [CultureCommitment], { description: 'Commitments of service culture.' })
  commitments: CultureCommitment[];
}

@ObjectType({
  description: 'Counts since the channel exists. At every moment received = stored + rejected + duplicates.',
})
export class ChannelLedger {
  @Field(() => Int, { description: 'Items that providers delivered.' })
  received: number;

  @Field(() => Int, { description: 'Items put on disk.' })
  stored: number;

  @Field(() => Int, { description: 'Items refused, such as by signature.' })
  rejected: number;

  @Field(() => Int, { description: 'Items that were there already.' })
  duplicates: number;

  @Field(() => Int, { description: 'Stored items worked off.' })
  processed: number;

  @Field(() => Int, { description: 'Stored items given up after many tries; they can be replayed.' })
  deadLettered: number;

  @Field(() => Int, { description: 'Messages that the provider took.' })
  sent: number;

  @Field(() => Int, { description: 'Messages delivered or read.' })
  delivered: number;

  @Field(() => Int, { description: 'Messages read.' })
  read: number;

  @Field(() => Int, { description: 'Messages that failed for good.' })
  failed: number;

  @Field(() => Int, { description: 'Messages whose fate is open now.' })
  unknown: number;
}

@ObjectType({ description: 'A choice of the start menu.' })
export class MenuEntry {
  @Field(() => ID, { description: 'Id of the choice.' })
  id: string;

  @Field(() => String, { description: 'What is shown.' })
  label: string;

  @Field(() => String, { nullable: true, description: 'A line of explanation.' })
  description?: string | null;

  @Field(() => String, { description: 'The key on a telephone or in a numbered list.' })
  keypad: string;
}

@ObjectType({ description: 'The menu that greets participants.' })
export class ChannelMenu {
  @Field(() => String, { description: 'Version; moves with every change of content.' })
  version: string;

  @Field(() => String, { description: 'The automatic first reply.' })
  greeting: string;

  @Field(() => [MenuEntry], { description: 'The choices of the start.' })
  entries: MenuEntry[];
}

@ObjectType({ description: 'Who waits for an officer on a channel.' })
export class ChannelQueue {
  @Field(() => Int, { description: 'Conversations in the queue.' })
  waiting: number;

  @Field(() => Int, { description: 'Conversations that an officer holds.' })
  withOfficer: number;

  @Field(() => Int, { description: 'Officers who are there now.' })
  officersAvailable: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when the first waits; null: nobody waits.' })
  longestWaitingSince?: Date | null;

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Likely wait of somebody who joins now, from recent handling times; null: no basis.',
  })
  estimatedWait?: string | null;
}

@ObjectType({ description: 'The operational level: service, now.' })
export class ChannelOperations {
  @Field(() => Boolean, { description: 'True inside the opening hours of the channel.' })
  openNow: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The present or next opening; null when none is known.' })
  opensAt?: Date | null;
}

@ObjectType({ description: 'How much goes over a channel.' })
export class ChannelVolumes {
  @Field(() => Int, { description: 'Items received and worked off, since the channel exists.' })
  received: number;

  @Field(() => Int, { description: 'Messages sent, since the channel exists.' })
  sent: number;

  @Field(() => Int, { description: 'Conversations that are not closed.' })
  openConversations: number;
}

@ObjectType({ description: 'What the plugin of a channel makes of one kind of event.' })
export class TouchpointRule {
  @Field(() => ChannelEventKindEnum, { description: 'What happens.' })
  event: string;

  @Field(() => Boolean, { description: 'True: when the person came by an advertisement.' })
  referred: boolean;

  @Field(() => TouchpointStageEnum, { description: 'The stage of the journey that it belongs to.' })
  stage: string;

  @Field(() => String, { description: 'How, in the words of the plugin: CHAT, ADVERTISEMENT.' })
  method: string;

  @Field(() => String, { description: 'Where, in the words of the plugin: WHATSAPP.' })
  place: string;
}

@ObjectType({ description: 'The analytical level: what is learned on a channel.' })
export class ChannelAnalytics {
  @Field(() => Boolean, { description: 'True when the plugin maps its events to touchpoints of the journey.' })
  mapsTouchpoints: boolean;

  @Field(() => [TouchpointRule], {
    description:
      'What the plugin makes of each kind of event, asked with a text; events that it leaves out are missing.',
  })
  mapping: TouchpointRule[];

  @Field(() => ChannelVolumes, { description: 'Volumes.' })
  volumes: ChannelVolumes;
}
