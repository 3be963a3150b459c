import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { CampaignService, ChangeOutcome } from '../domain/campaign.service.js';
import {
  CampaignCreated,
  CampaignResult,
  CampaignUpdated,
  CreateCampaignInput,
  ScheduleCampaignInput,
} from './campaign.types.js';

const id = { description: 'Id of the campaign.' };

/** What may be done to campaigns. */
@Resolver()
export class CampaignMutations {
  constructor(private readonly campaigns: CampaignService) {}

  @Mutation(() => CampaignResult, { description: 'Keeps a new campaign as a draft. Scope campaigns:write.' })
  async createCampaign(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateCampaignInput, { description: 'The campaign.' }) input: CreateCampaignInput,
  ) {
    const outcome = await this.campaigns.create(context, input);
    return outcome.kind === 'created' ? new CampaignCreated(outcome.campaign) : new ValidationFailed(outcome.faults);
  }

  @Mutation(() => CampaignResult, {
    description:
      'Lets a draft begin at its time, or now; may move a campaign that has not begun. Scope campaigns:write.',
  })
  async scheduleCampaign(
    @Ctx() context: RequestContext,
    @Arg('input', () => ScheduleCampaignInput, { description: 'When it runs.' }) input: ScheduleCampaignInput,
  ) {
    return payload(await this.campaigns.schedule(context, input.campaignId, input));
  }

  @Mutation(() => CampaignResult, {
    description:
      'Nothing more comes out until it is resumed; what waits at a channel is taken back. Scope campaigns:write.',
  })
  async pauseCampaign(@Ctx() context: RequestContext, @Arg('campaignId', () => ID, id) campaignId: string) {
    return payload(await this.campaigns.pause(context, campaignId));
  }

  @Mutation(() => CampaignResult, { description: 'Goes on with a paused campaign. Scope campaigns:write.' })
  async resumeCampaign(@Ctx() context: RequestContext, @Arg('campaignId', () => ID, id) campaignId: string) {
    return payload(await this.campaigns.resume(context, campaignId));
  }

  @Mutation(() => CampaignResult, {
    description: 'Ends a campaign for good; what is public stays public. Scope campaigns:write.',
  })
  async cancelCampaign(@Ctx() context: RequestContext, @Arg('campaignId', () => ID, id) campaignId: string) {
    return payload(await this.campaigns.cancel(context, campaignId));
  }
}

function payload(outcome: ChangeOutcome): CampaignUpdated | ValidationFailed | NotAllowedNow | NotFound {
  switch (outcome.kind) {
    case 'changed':
      return new CampaignUpdated(outcome.campaign);
    case 'invalid':
      return new ValidationFailed(outcome.faults);
    case 'refused':
      return new NotAllowedNow(outcome.reason);
    case 'unknown':
      return new NotFound('The campaign was not found.');
  }
}
