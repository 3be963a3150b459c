import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { Campaign } from '../domain/campaign.js';
import type { ContentPost, PostStatus } from '../domain/content-post.js';
import { CampaignType } from './campaign.types.js';
import { ChannelStub, ContentPostType, DeliverySummaryType } from './content-post.types.js';

/** Posts of a campaign. */
@Resolver(() => CampaignType)
export class CampaignPostsResolver {
  @FieldResolver(() => [ContentPostType], { description: 'What it brings out, in the order of its author.' })
  posts(@Root() { posts }: Campaign) {
    return posts;
  }

  @FieldResolver(() => DeliverySummaryType, { description: 'How many of its posts stand where.' })
  deliveries(@Root() { posts }: Campaign): DeliverySummaryType {
    const count = (...statuses: PostStatus[]) => posts.filter(({ status }) => statuses.includes(status)).length;
    return {
      total: posts.length,
      planned: count('PLANNED'),
      underWay: count('REQUESTED', 'WAITING'),
      published: count('PUBLISHED'),
      failed: count('FAILED'),
      withdrawn: count('WITHDRAWN'),
    };
  }
}

/** Relations of a post. */
@Resolver(() => ContentPostType)
export class ContentPostResolver {
  @FieldResolver(() => ChannelStub, { description: 'The channel that brings it out.' })
  channel(@Root() { channelId }: ContentPost) {
    return { id: channelId };
  }
}
