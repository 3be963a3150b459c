import { z } from 'zod';
import { define, id, instant } from './event-definition.js';

const campaignPost = z.object({ campaignId: id, postId: id, channelId: id, at: instant });
const postImage = z.object({ kind: z.literal('image'), url: z.string(), altText: z.string().optional() });
const postVideo = z.object({ kind: z.literal('video'), url: z.string() });
const caption = z.string().optional();
/** What is to be seen by everybody: nothing personal. */
const publicPost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), image: postImage, caption }),
  z.object({ kind: z.literal('carousel'), items: z.array(z.union([postImage, postVideo])), caption }),
  z.object({
    kind: z.literal('reel'),
    video: postVideo,
    caption,
    coverUrl: z.string().optional(),
    shareToFeed: z.boolean().optional(),
  }),
]);
const providerError = z.object({ code: z.string(), message: z.string() });

/** Campaigns and what becomes of their posts: a part of the catalogue. */
export const campaignEvents = {
  campaignChanged: define({
    type: 'campaign.changed.v1',
    meaning: 'A campaign was created, or moved to another status.',
    data: z.object({ campaignId: id, status: z.string(), from: z.string().nullable(), at: instant }),
    readers: 'campaigns:read',
  }),
  campaignPostRequested: define({
    type: 'campaignPost.requested.v1',
    meaning: 'A post of a running campaign fell due; channels bring it out and answer with what became of it.',
    data: campaignPost.extend({ post: publicPost }),
    readers: 'internal',
  }),
  campaignPostWithdrawn: define({
    type: 'campaignPost.withdrawn.v1',
    meaning: 'A requested post shall not come out (now): its campaign pauses or ended.',
    data: campaignPost,
    readers: 'internal',
  }),
  campaignPostPublished: define({
    type: 'campaignPost.published.v1',
    meaning: 'A post is public; externalId is null when the provider did not tell it for sure.',
    data: campaignPost.extend({ externalId: z.string().nullable(), permalink: z.string().nullable() }),
    readers: 'campaigns:read',
  }),
  campaignPostDelayed: define({
    type: 'campaignPost.delayed.v1',
    meaning: 'A post waits at its provider (quota, processing, an outage); told when the reason changes.',
    data: campaignPost.extend({ until: instant, error: providerError }),
    readers: 'campaigns:read',
  }),
  campaignPostFailed: define({
    type: 'campaignPost.failed.v1',
    meaning: 'A post will not come out; error says why.',
    data: campaignPost.extend({ error: providerError }),
    readers: 'campaigns:read',
  }),
} as const;
