import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../test/kit/random.js';
import {
  advance,
  cancel,
  nextInstant,
  pause,
  resume,
  schedule,
  settlePost,
  type Attempt,
  type Step,
} from './campaign-plan.js';
import { draftCampaign } from './campaign.mapper.js';
import { draftFaults, type Campaign } from './campaign.js';
import { isSettled, publicPost, type PostDraft } from './content-post.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 8, minutes));
const image: PostDraft = {
  kind: 'IMAGE',
  channelId: 'instagram',
  caption: 'Halo',
  media: [{ kind: 'IMAGE', url: 'https://media.jkn.example/a.jpg' }],
};
const draft = (...posts: PostDraft[]) =>
  draftCampaign({ name: 'Contoh', objective: 'Mencoba', posts }, 'analyst-1', at(0));

const done = (attempt: Attempt): Campaign => {
  if ('refused' in attempt) throw new Error(attempt.refused);
  return attempt.step.campaign;
};
const running = (...posts: PostDraft[]): Step => advance(done(schedule(draft(...posts), at(10), null)), at(10));
const statuses = ({ posts }: Campaign) => posts.map(({ status }) => status);
const quota = { code: 'QUOTA', message: 'used up' };

describe('a campaign', () => {
  it('begins at its instant, asks for what is due, and is done with its last post', () => {
    const planned = done(schedule(draft(image, { ...image, publishAt: at(30) }), at(10), null));
    expect([planned.status, nextInstant(planned)]).toEqual(['SCHEDULED', at(10)]);
    expect(advance(planned, at(9))).toEqual({ campaign: planned, requested: [], withdrawn: [] });
    const first = advance(planned, at(10));
    expect(first.campaign.status).toBe('RUNNING');
    expect(first.requested).toEqual([first.campaign.posts[0]]);
    expect(nextInstant(first.campaign)).toEqual(at(30));
    const out = settlePost(
      first.campaign,
      first.requested[0]!.id,
      { status: 'PUBLISHED', externalId: 'm', permalink: null },
      at(11),
    );
    expect([out.status, statuses(out)]).toEqual(['RUNNING', ['PUBLISHED', 'PLANNED']]);
    const second = advance(out, at(30));
    const end = settlePost(second.campaign, second.requested[0]!.id, { status: 'FAILED', error: quota }, at(31));
    expect([end.status, statuses(end), nextInstant(end)]).toEqual(['DONE', ['PUBLISHED', 'FAILED'], null]);
  });

  it('asks for nothing twice', () => {
    const { campaign } = running(image);
    expect(advance(campaign, at(11)).requested).toEqual([]);
  });

  it('takes back what waits when it is paused, and asks again when it goes on', () => {
    const { campaign, requested } = running(image);
    const waiting = settlePost(campaign, requested[0]!.id, { status: 'WAITING', until: at(70), error: quota }, at(11));
    expect(waiting.posts[0]).toMatchObject({ status: 'WAITING', waitingUntil: at(70), error: quota });
    const paused = pause(waiting, at(12)) as { step: Step };
    expect(paused.step.withdrawn.map(({ id }) => id)).toEqual([requested[0]!.id]);
    expect(statuses(paused.step.campaign)).toEqual(['PLANNED']);
    expect(nextInstant(paused.step.campaign)).toBeNull();
    const again = advance(done(resume(paused.step.campaign)), at(20));
    expect([again.campaign.status, again.requested.length]).toEqual(['RUNNING', 1]);
  });

  it('knows as public what came out although it was taken back', () => {
    const { campaign, requested } = running(image);
    const over = done(cancel(campaign, at(12)));
    expect(statuses(over)).toEqual(['WITHDRAWN']);
    const told = { status: 'PUBLISHED', externalId: 'm', permalink: 'https://p.example/m' } as const;
    expect(settlePost(over, requested[0]!.id, told, at(13))).toMatchObject({
      status: 'CANCELLED',
      posts: [{ status: 'PUBLISHED' }],
    });
    expect(settlePost(over, requested[0]!.id, { status: 'FAILED', error: quota }, at(13))).toEqual(over);
  });

  it('ends at its end, whatever is still open', () => {
    const planned = done(schedule(draft(image, { ...image, publishAt: at(50) }), at(10), at(40)));
    const { campaign } = advance(planned, at(10));
    expect(nextInstant(campaign)).toEqual(at(40));
    const end = advance(campaign, at(40));
    expect([end.campaign.status, statuses(end.campaign), end.withdrawn.length]).toEqual([
      'DONE',
      ['WITHDRAWN', 'WITHDRAWN'],
      1,
    ]);
  });

  it('refuses what its status does not allow', () => {
    expect(schedule(draft(), at(1), null)).toMatchObject({ refused: expect.stringMatching(/no posts/) });
    expect(pause(draft(image), at(1))).toHaveProperty('refused');
    expect(resume(draft(image))).toHaveProperty('refused');
    const over = done(cancel(draft(image), at(1)));
    expect(cancel(over, at(2))).toHaveProperty('refused');
    expect(schedule(over, at(2), null)).toHaveProperty('refused');
  });

  it('under any order of acts and news keeps its rules', () => {
    const random = seededRandom('campaign plan');
    const any = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    for (let round = 0; round < 500; round += 1) {
      let campaign = draft(
        ...Array.from({ length: 3 }, () => ({ ...image, publishAt: at(Math.floor(random() * 60)) })),
      );
      const ordered = new Set<string>();
      const take = (step: Step) => {
        for (const { id } of step.withdrawn) expect(ordered.delete(id)).toBe(true);
        for (const { id } of step.requested) ordered.add(id);
        campaign = step.campaign;
      };
      for (let minute = 0; minute < 60; minute += 3) {
        const now = at(minute);
        const acts: (() => Attempt | null)[] = [
          () => schedule(campaign, at(minute + 2), random() < 0.5 ? null : at(55)),
          () => pause(campaign, now),
          () => resume(campaign),
          () => (random() < 0.1 ? cancel(campaign, now) : null),
          () => null,
        ];
        const attempt = any(acts)();
        if (attempt && 'step' in attempt) take(attempt.step);
        take(advance(campaign, now));
        const known = [...ordered];
        if (known.length > 0 && random() < 0.5) {
          const told = any([
            { status: 'PUBLISHED', externalId: 'm', permalink: null },
            { status: 'FAILED', error: quota },
            { status: 'WAITING', until: now, error: quota },
          ] as const);
          const id = any(known);
          campaign = settlePost(campaign, id, told, now);
          if (told.status !== 'WAITING') ordered.delete(id);
        }
        const open = campaign.posts
          .filter(({ status }) => status === 'REQUESTED' || status === 'WAITING')
          .map(({ id }) => id);
        expect(new Set(open)).toEqual(ordered);
        if (campaign.status !== 'RUNNING') expect(open).toEqual([]);
        if (campaign.status === 'DONE') expect(campaign.posts.every(isSettled)).toBe(true);
      }
    }
  });
});

describe('a post', () => {
  const faults = (post: Partial<PostDraft>) =>
    draftFaults({ name: 'Contoh', objective: 'Mencoba', posts: [{ ...image, ...post }] });

  it.each([
    ['a carousel of one', { kind: 'CAROUSEL' as const }, 'posts.0.media'],
    ['a reel of an image', { kind: 'REEL' as const }, 'posts.0.media'],
    ['an address without TLS', { media: [{ kind: 'IMAGE' as const, url: 'http://a.example/1.jpg' }] }, 'posts.0.media'],
    ['an address of a machine', { media: [{ kind: 'IMAGE' as const, url: 'https://intern/1.jpg' }] }, 'posts.0.media'],
    ['no channel', { channelId: ' ' }, 'posts.0.channelId'],
  ])('is refused: %s', (_name, post, field) => {
    expect(faults(post).map((fault) => fault.field)).toEqual([field]);
  });

  it('reaches channels in the terms of their contract', () => {
    const reel = draft({
      ...image,
      kind: 'REEL',
      media: [{ kind: 'VIDEO', url: 'https://a.example/v.mp4' }],
      shareToFeed: true,
    });
    expect(publicPost(reel.posts[0]!)).toEqual({
      kind: 'reel',
      video: { kind: 'video', url: 'https://a.example/v.mp4' },
      caption: 'Halo',
      shareToFeed: true,
    });
  });
});
