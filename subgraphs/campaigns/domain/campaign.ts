import { mostPosts, postFaults, type ContentPost, type PostDraft } from './content-post.js';

export const campaignStatuses = ['DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED', 'DONE', 'CANCELLED'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** Whom a campaign is for: people who match every list that is given. Nobody is left out but by membership or place. */
export interface Audience {
  readonly segments: readonly string[];
  /** Kemendagri codes, each with all below it; empty: the whole country. */
  readonly regions: readonly string[];
}

/** A campaign of marketing automation. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly objective: string;
  readonly status: CampaignStatus;
  readonly audience: Audience;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly posts: readonly ContentPost[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** What a new campaign says. */
export interface CampaignDraft {
  readonly name: string;
  readonly objective: string;
  readonly segments?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  readonly posts?: readonly PostDraft[] | null;
}

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

const region = /^\d{2}(\.\d{2})?$/;

/** Everything that is wrong with a draft; empty when it can be kept. */
export function draftFaults(draft: CampaignDraft): FieldFault[] {
  const { name, objective, regions, startsAt, endsAt } = draft;
  const checks: [string, boolean, string][] = [
    ['name', name.trim().length < 3 || name.length > 120, 'A name has 3 to 120 characters.'],
    ['objective', objective.trim().length < 3 || objective.length > 500, 'An objective has 3 to 500 characters.'],
    [
      'regions',
      (regions ?? []).some((code) => !region.test(code)),
      'A region is a Kemendagri code such as 61 or 61.71.',
    ],
    ['posts', (draft.posts ?? []).length > mostPosts, `A campaign has at most ${mostPosts} posts.`],
    ['endsAt', Boolean(startsAt && endsAt && endsAt <= startsAt), 'A campaign ends after it starts.'],
  ];
  const faults = checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
  return [...faults, ...(draft.posts ?? []).flatMap((post, i) => postFaults(post, `posts.${i}`))];
}
