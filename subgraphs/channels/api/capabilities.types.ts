import { Duration } from 'luxon';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Capabilities, MediaKind } from '../../../plugins/sdk/index.js';
import { DurationScalar } from '../../kernel/scalars.js';
import { MessageStatusEnum, ProactivePolicyEnum } from './enums.js';

@ObjectType({ description: 'A kind of medium that a channel carries.' })
export class MediaCapability {
  @Field(() => String, { description: 'image, video, audio, document or sticker.' })
  kind: MediaKind;

  @Field(() => Int, { description: 'Largest size in bytes.' })
  maximumBytes: number;

  @Field(() => [String], { description: 'MIME types taken.' })
  mimeTypes: readonly string[];
}

@ObjectType({ description: 'How many messages may be sent.' })
export class ChannelQuota {
  @Field(() => Float, { description: 'Messages a second in the long run.' })
  perSecond: number;

  @Field(() => Int, { description: 'Messages at once after a quiet time.' })
  burst: number;
}

@ObjectType('ChannelCapabilities', {
  description: 'What a channel can do; what it cannot is null, and the host says what a message loses.',
})
export class ChannelCapabilitiesType {
  @Field(() => Int, { nullable: true, description: 'Longest text.' })
  textLength?: number | null;

  @Field(() => Int, { nullable: true, description: 'Most buttons under a message.' })
  buttons?: number | null;

  @Field(() => Int, { nullable: true, description: 'Most rows of a list.' })
  listRows?: number | null;

  @Field(() => Int, { nullable: true, description: 'Most choices by telephone keys.' })
  keypadChoices?: number | null;

  @Field(() => [MediaCapability], { description: 'Media it carries.' })
  media: MediaCapability[];

  @Field(() => Boolean, { description: 'Takes messages approved beforehand.' })
  templates: boolean;

  @Field(() => Boolean, { description: 'Speaks.' })
  voice: boolean;

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Time after the last message of a participant in which free messages may be sent; null: always.',
  })
  replyWindow?: string | null;

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'The same for the word of an officer, where that may come later; null: always.',
  })
  officerReplyWindow?: string | null;

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Time in which a sender gets at most one automatic answer that it did not ask for; null: no limit.',
  })
  automaticReplyInterval?: string | null;

  @Field(() => ProactivePolicyEnum, { description: 'May the hub write first?' })
  proactive: string;

  @Field(() => [MessageStatusEnum], { description: 'Receipts that the provider reports.' })
  receipts: readonly string[];

  @Field(() => ChannelQuota, { nullable: true, description: 'Of the account, all recipients together.' })
  accountQuota?: ChannelQuota | null;

  @Field(() => ChannelQuota, { nullable: true, description: 'To one recipient.' })
  recipientQuota?: ChannelQuota | null;
}

const hours = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : Duration.fromMillis(milliseconds).shiftTo('hours').toISO();

/** The API's form of a plugin's capabilities. */
export function toCapabilities(given: Capabilities): ChannelCapabilitiesType {
  const { text, buttons, list, keypad, templates, voice, receipts, quotas } = given;
  const { replyWindow, officerReplyWindow = replyWindow, automaticReplyInterval = null } = given;
  return {
    textLength: text?.maximumLength ?? null,
    buttons: buttons?.maximum ?? null,
    listRows: list?.maximum ?? null,
    keypadChoices: keypad?.maximum ?? null,
    media: Object.entries(given.media).map(([kind, limits]) => ({
      kind: kind as MediaKind,
      maximumBytes: limits.maximumBytes,
      mimeTypes: limits.mimeTypes,
    })),
    templates,
    voice,
    replyWindow: hours(replyWindow),
    officerReplyWindow: hours(officerReplyWindow),
    automaticReplyInterval: hours(automaticReplyInterval),
    proactive: given.proactive.toUpperCase(),
    receipts,
    accountQuota: quotas.account,
    recipientQuota: quotas.recipient,
  };
}
