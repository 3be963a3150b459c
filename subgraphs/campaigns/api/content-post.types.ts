import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { postKinds, postStatuses, type PostKind, type PostStatus } from '../domain/content-post.js';

export const PostKindEnum = enumOf(postKinds);
export const PostStatusEnum = enumOf(postStatuses);
export const PostMediaKindEnum = enumOf(['IMAGE', 'VIDEO']);
registerEnumType(PostKindEnum, { name: 'ContentPostKind', description: 'What a post is.' });
registerEnumType(PostStatusEnum, {
  name: 'ContentPostStatus',
  description:
    'PLANNED: not due yet. REQUESTED: its channel brings it out. WAITING: the provider lets it wait (error says why). PUBLISHED, FAILED and WITHDRAWN are the end.',
});
registerEnumType(PostMediaKindEnum, { name: 'ContentMediaKind', description: 'Picture or film.' });

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Channel')
export class ChannelStub {
  @Field(() => ID, { description: 'Id, such as instagram.' })
  id: string;
}

@ObjectType('ContentMedia', { description: 'A picture or film of a post.' })
export class PostMediaType {
  @Field(() => PostMediaKindEnum, { description: 'Picture or film.' })
  kind: 'IMAGE' | 'VIDEO';

  @Field(() => String, { description: 'Public address from which the provider fetches it.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'Text for screen readers.' })
  altText: string | null;
}

@ObjectType('ContentPostError', { description: 'Why a post waits or will not come out.' })
export class PostErrorType {
  @Field(() => String, { description: 'Code of the channel.' })
  code: string;

  @Field(() => String, { description: 'In words.' })
  message: string;
}

@ObjectType('ContentPost', { description: 'A post of a campaign, with what became of it.' })
export class ContentPostType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => PostKindEnum, { description: 'What it is.' })
  kind: PostKind;

  channelId: string;

  @Field(() => String, { description: 'Words beside it.' })
  caption: string;

  @Field(() => [PostMediaType], { description: 'Its pictures and films, in order.' })
  media: readonly PostMediaType[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it is to come out; null: when the campaign begins.',
  })
  publishAt: Date | null;

  @Field(() => PostStatusEnum, { description: 'Where it stands.' })
  status: PostStatus;

  @Field(() => DateTimeScalar, { description: 'Since when it stands there.' })
  statusAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'While it waits: when it is tried again.' })
  waitingUntil: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "The provider's id; null when it is not public, or not known for sure.",
  })
  externalId: string | null;

  @Field(() => String, { nullable: true, description: 'Where everybody sees it.' })
  permalink: string | null;

  @Field(() => PostErrorType, { nullable: true, description: 'Why it waits or will not come out.' })
  error: PostErrorType | null;
}

@ObjectType('DeliverySummary', { description: 'How many posts of a campaign stand where.' })
export class DeliverySummaryType {
  @Field(() => Int, { description: 'All posts.' })
  total: number;

  @Field(() => Int, { description: 'Not due yet.' })
  planned: number;

  @Field(() => Int, { description: 'With their channels, those that wait there included.' })
  underWay: number;

  @Field(() => Int, { description: 'Public.' })
  published: number;

  @Field(() => Int, { description: 'Will not come out.' })
  failed: number;

  @Field(() => Int, { description: 'Taken back before they were public.' })
  withdrawn: number;
}

@InputType('ContentMediaInput', { description: 'A picture or film of a post.' })
export class PostMediaInput {
  @Field(() => PostMediaKindEnum, { description: 'Picture or film.' })
  kind: 'IMAGE' | 'VIDEO';

  @Field(() => String, { description: 'Public https address; the provider fetches it when the post comes out.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'Text for screen readers, at most 1000 characters.' })
  altText?: string | null;
}

@InputType('ContentPostInput', { description: 'A post of a new campaign.' })
export class ContentPostInput {
  @Field(() => PostKindEnum, { description: 'IMAGE: one image. CAROUSEL: 2 to 10 images or videos. REEL: one video.' })
  kind: PostKind;

  @Field(() => ID, { description: 'The channel that brings it out, such as instagram.' })
  channelId: string;

  @Field(() => String, { nullable: true, description: 'Words beside it; the channel has limits of its own.' })
  caption?: string | null;

  @Field(() => [PostMediaInput], { description: 'Its pictures and films, in order.' })
  media: PostMediaInput[];

  @Field(() => String, { nullable: true, description: 'Cover of a reel: public https address.' })
  coverUrl?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'A reel also among the ordinary posts.' })
  shareToFeed?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it is to come out; absent: when the campaign begins.',
  })
  publishAt?: Date | null;
}
