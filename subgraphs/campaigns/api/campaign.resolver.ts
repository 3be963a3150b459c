import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection } from '../../kernel/pagination.js';
import type { CampaignStatus } from '../domain/campaign.js';
import type { CampaignService } from '../domain/campaign.service.js';
import { CampaignConnection, CampaignStatusEnum, CampaignType } from './campaign.types.js';

/** Queries of campaigns. */
@Resolver(() => CampaignType)
export class CampaignResolver {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly cursors: Cursors,
  ) {}

  @Query(() => CampaignType, {
    nullable: true,
    description: 'One campaign; null when there is none. Scope campaigns:read.',
  })
  campaign(@Ctx() context: RequestContext, @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string) {
    return this.campaigns.find(context, id);
  }

  @Query(() => CampaignConnection, { name: 'campaigns', description: 'Campaigns, newest first. Scope campaigns:read.' })
  async list(
    @Ctx() context: RequestContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
    @Arg('status', () => CampaignStatusEnum, { nullable: true, description: 'In this status only.' })
    status?: CampaignStatus | null,
  ) {
    const { principal } = context;
    const from = after ? (this.cursors.decode('campaigns', principal, after) as [number, string]) : undefined;
    const page = await this.campaigns.list(context, status ?? undefined, from, pageSize(first));
    return toConnection(page, {
      cursors: this.cursors,
      kind: 'campaigns',
      principal,
      position: ({ createdAt, id }) => [createdAt.getTime(), id],
      node: (campaign) => campaign,
    });
  }
}
