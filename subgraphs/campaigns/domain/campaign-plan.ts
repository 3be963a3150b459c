import type { Campaign } from './campaign.js';
import { isSettled, type ContentPost, type PostStatus } from './content-post.js';

/** What channels are told about posts. */
export interface PostOrders {
  readonly requested: readonly ContentPost[];
  readonly withdrawn: readonly ContentPost[];
}

/** A step of a campaign, with what has to be told. */
export interface Step extends PostOrders {
  readonly campaign: Campaign;
}

/** A step, or why the present status does not allow it. */
export type Attempt = { readonly step: Step } | { readonly refused: string };

const quiet = (campaign: Campaign): Step => ({ campaign, requested: [], withdrawn: [] });

/** When a post falls due once its campaign runs. */
const dueAt = (post: ContentPost, campaign: Campaign): Date => {
  const starts = campaign.startsAt ?? new Date(0);
  return post.publishAt !== null && post.publishAt > starts ? post.publishAt : starts;
};

/** DRAFT -> SCHEDULED. A start that is over begins at once. Pure, as all here. */
export function schedule(campaign: Campaign, startsAt: Date, endsAt: Date | null): Attempt {
  if (campaign.status !== 'DRAFT' && campaign.status !== 'SCHEDULED')
    return { refused: `A campaign that is ${campaign.status} cannot be scheduled; create a new one.` };
  if (campaign.posts.length === 0) return { refused: 'The campaign has no posts; create one with posts.' };
  return { step: quiet({ ...campaign, status: 'SCHEDULED', startsAt, endsAt }) };
}

/** SCHEDULED or RUNNING -> PAUSED: nothing more comes out, and what waits at a channel is taken back. */
export function pause(campaign: Campaign, now: Date): Attempt {
  if (campaign.status !== 'SCHEDULED' && campaign.status !== 'RUNNING')
    return { refused: `A campaign that is ${campaign.status} cannot be paused.` };
  return { step: takeBack({ ...campaign, status: 'PAUSED' }, 'PLANNED', now) };
}

/** PAUSED -> SCHEDULED; `advance` lets it run when its time has come. */
export function resume(campaign: Campaign): Attempt {
  if (campaign.status !== 'PAUSED') return { refused: `A campaign that is ${campaign.status} is not paused.` };
  return { step: quiet({ ...campaign, status: 'SCHEDULED' }) };
}

/** Any status but DONE -> CANCELLED. What is public stays public. */
export function cancel(campaign: Campaign, now: Date): Attempt {
  if (campaign.status === 'DONE' || campaign.status === 'CANCELLED')
    return { refused: `The campaign is ${campaign.status} already.` };
  return { step: takeBack({ ...campaign, status: 'CANCELLED' }, 'WITHDRAWN', now) };
}

/** Posts whose fate is open get a status; those that channels know are withdrawn there. */
function takeBack(campaign: Campaign, status: PostStatus, now: Date): Step {
  const open = campaign.posts.filter((post) => !isSettled(post));
  const withdrawn = open.filter((post) => post.status !== 'PLANNED');
  const changed = new Set(status === 'PLANNED' ? withdrawn : open);
  const posts = campaign.posts.map((post) => (changed.has(post) ? moved(post, status, now) : post));
  return { campaign: { ...campaign, posts }, requested: [], withdrawn };
}

const moved = (post: ContentPost, status: PostStatus, statusAt: Date): ContentPost => ({
  ...post,
  status,
  statusAt,
  waitingUntil: null,
  ...(status === 'PLANNED' ? { error: null } : {}),
});

/** Everything that has fallen due by now: the start, posts, the end. Doing it again changes nothing. */
export function advance(campaign: Campaign, now: Date): Step {
  const started: Campaign =
    campaign.status === 'SCHEDULED' && campaign.startsAt !== null && campaign.startsAt <= now
      ? { ...campaign, status: 'RUNNING' }
      : campaign;
  if (started.status !== 'RUNNING') return quiet(started);
  if (started.endsAt !== null && started.endsAt <= now)
    return takeBack({ ...started, status: 'DONE' }, 'WITHDRAWN', now);
  const due = new Set(started.posts.filter((post) => post.status === 'PLANNED' && dueAt(post, started) <= now));
  const posts = started.posts.map((post) => (due.has(post) ? moved(post, 'REQUESTED', now) : post));
  return {
    campaign: ended({ ...started, posts }),
    requested: posts.filter((_, i) => due.has(started.posts[i]!)),
    withdrawn: [],
  };
}

/** Without an end of its own, a campaign is done with its last post. */
const ended = (campaign: Campaign): Campaign =>
  campaign.endsAt === null && campaign.posts.every(isSettled) ? { ...campaign, status: 'DONE' } : campaign;

/** What a channel told about a post. */
export type PostTold =
  | { readonly status: 'PUBLISHED'; readonly externalId: string | null; readonly permalink: string | null }
  | { readonly status: 'FAILED'; readonly error: NonNullable<ContentPost['error']> }
  | { readonly status: 'WAITING'; readonly until: Date; readonly error: NonNullable<ContentPost['error']> };

/**
 * Takes over what became of a post. What is public is public, even when it was withdrawn too late; other news count
 * only while the post is with its channel.
 */
export function settlePost(campaign: Campaign, postId: string, told: PostTold, at: Date): Campaign {
  const posts = campaign.posts.map((post) => (post.id === postId ? settled(post, told, at) : post));
  return campaign.status === 'RUNNING' ? ended({ ...campaign, posts }) : { ...campaign, posts };
}

function settled(post: ContentPost, told: PostTold, statusAt: Date): ContentPost {
  if (told.status === 'PUBLISHED') {
    const { externalId, permalink } = told;
    return { ...post, status: 'PUBLISHED', statusAt, waitingUntil: null, error: null, externalId, permalink };
  }
  // A pause may have taken the post back just before it failed.
  const open: readonly PostStatus[] =
    told.status === 'FAILED' ? ['REQUESTED', 'WAITING', 'PLANNED'] : ['REQUESTED', 'WAITING'];
  if (!open.includes(post.status)) return post;
  const { error } = told;
  return { ...post, status: told.status, statusAt, error, waitingUntil: told.status === 'WAITING' ? told.until : null };
}

/** The next instant at which something falls due by itself; null: nothing will. */
export function nextInstant(campaign: Campaign): Date | null {
  if (campaign.status === 'SCHEDULED') return campaign.startsAt;
  if (campaign.status !== 'RUNNING') return null;
  const posts = campaign.posts.filter(({ status }) => status === 'PLANNED').map((post) => dueAt(post, campaign));
  const instants = [...posts, ...(campaign.endsAt === null ? [] : [campaign.endsAt])];
  return instants.length === 0 ? null : new Date(Math.min(...instants.map(Number)));
}
