import { createUnionType, Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionType } from '../../kernel/pagination.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { campaignStatuses, type CampaignStatus } from '../domain/campaign.js';
import { ContentPostInput } from './content-post.types.js';

export const CampaignStatusEnum = enumOf(campaignStatuses);
registerEnumType(CampaignStatusEnum, { name: 'CampaignStatus', description: 'Where a campaign stands.' });

@ObjectType({ description: 'Whom a campaign is for: people who match every list that is not empty.' })
export class Audience {
  @Field(() => [String], { description: 'Membership segments; empty: all.' })
  segments: readonly string[];

  @Field(() => [String], { description: 'Kemendagri codes, each with all below it; empty: the whole country.' })
  regions: readonly string[];
}

@Directive('@key(fields: "id")')
@ObjectType('Campaign', { description: 'A campaign of marketing automation.' })
export class CampaignType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => String, { description: 'Name, for the institution.' })
  name: string;

  @Field(() => String, { description: 'What it is to achieve.' })
  objective: string;

  @Field(() => CampaignStatusEnum, { description: 'Where it stands.' })
  status: CampaignStatus;

  @Field(() => Audience, { description: 'Whom it is for.' })
  audience: Audience;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it begins; null while that is open.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null while that is open.' })
  endsAt?: Date | null;
}

export const CampaignConnection = connectionType(CampaignType, 'Campaign');

@InputType({ description: 'A new campaign; it is kept as a draft.' })
export class CreateCampaignInput {
  @Field(() => String, { description: 'Name, 3 to 120 characters.' })
  name: string;

  @Field(() => String, { description: 'What it is to achieve, 3 to 500 characters.' })
  objective: string;

  @Field(() => [String], { nullable: true, description: 'Membership segments; all by default.' })
  segments?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Kemendagri codes; the whole country by default.' })
  regions?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it begins.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; after it begins.' })
  endsAt?: Date | null;

  @Field(() => [ContentPostInput], { nullable: true, description: 'What it brings out; at most 50.' })
  posts?: ContentPostInput[] | null;
}

@InputType({ description: 'When a campaign runs.' })
export class ScheduleCampaignInput {
  @Field(() => ID, { description: 'Id of the campaign.' })
  campaignId: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it begins; now by default.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends: what is not public by then does not come out. By default it ends with its last post.',
  })
  endsAt?: Date | null;
}

@ObjectType({ description: 'The campaign was kept as a draft.' })
export class CampaignCreated {
  @Field(() => CampaignType, { description: 'As kept.' })
  campaign: CampaignType;

  constructor(campaign: CampaignType) {
    this.campaign = campaign;
  }
}

@ObjectType({ description: 'The campaign was changed.' })
export class CampaignUpdated {
  @Field(() => CampaignType, { description: 'As it stands now.' })
  campaign: CampaignType;

  constructor(campaign: CampaignType) {
    this.campaign = campaign;
  }
}

export const CampaignResult = createUnionType({
  name: 'CampaignResult',
  description: 'How a change of a campaign ends.',
  types: () => [CampaignCreated, CampaignUpdated, ValidationFailed, NotAllowedNow, NotFound] as const,
});
