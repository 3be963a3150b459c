import { randomUUID } from 'node:crypto';
import type { CampaignRow, PostRow } from '../data/campaign.repository.js';
import { nextInstant } from './campaign-plan.js';
import type { Campaign, CampaignDraft, CampaignStatus } from './campaign.js';
import type { ContentPost, PostDraft, PostKind, PostMedia, PostStatus } from './content-post.js';

/** A draft as a campaign, with new ids. */
export function draftCampaign(draft: CampaignDraft, createdBy: string, createdAt: Date): Campaign {
  return {
    id: `cam_${randomUUID()}`,
    name: draft.name.trim(),
    objective: draft.objective.trim(),
    status: 'DRAFT',
    audience: { segments: draft.segments ?? [], regions: draft.regions ?? [] },
    startsAt: draft.startsAt ?? null,
    endsAt: draft.endsAt ?? null,
    posts: (draft.posts ?? []).map((post) => draftPost(post, createdAt)),
    createdAt,
    createdBy,
  };
}

function draftPost(draft: PostDraft, statusAt: Date): ContentPost {
  const { kind, channelId, caption, media, coverUrl = null, shareToFeed = null, publishAt = null } = draft;
  return {
    id: `pos_${randomUUID()}`,
    kind,
    channelId: channelId.trim(),
    caption: caption ?? '',
    media: media.map(({ kind: medium, url, altText }) => ({ kind: medium, url, altText: altText ?? null })),
    coverUrl,
    shareToFeed,
    publishAt,
    status: 'PLANNED',
    statusAt,
    waitingUntil: null,
    externalId: null,
    permalink: null,
    error: null,
  };
}

/** A campaign as it is stored. */
export function toRow({ id, audience, posts, ...rest }: Campaign): CampaignRow {
  const { segments, regions } = audience;
  const nextAt = nextInstant({ id, audience, posts, ...rest });
  return {
    _id: id,
    ...rest,
    audience: { segments: [...segments], regions: [...regions] },
    posts: posts.map((post) => ({ ...post, media: post.media.map((medium) => ({ ...medium })) })),
    ...(nextAt === null ? {} : { nextAt }),
  };
}

/** A stored campaign. */
export function toCampaign({ _id, status, posts = [], nextAt: _next, ...rest }: CampaignRow): Campaign {
  return { id: _id, status: status as CampaignStatus, posts: posts.map(toPost), ...rest };
}

const toPost = ({ kind, status, media, ...rest }: PostRow): ContentPost => ({
  ...rest,
  kind: kind as PostKind,
  status: status as PostStatus,
  media: media as PostMedia[],
});
