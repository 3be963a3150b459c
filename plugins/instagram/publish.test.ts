import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Post, PublishOutcome, PublishProgress } from '../sdk/index.js';
import { postFaults } from './post.js';
import type { Progress } from './publish-progress.js';
import { publish } from './publish.js';
import { publishingLimit } from './publishing-limit.js';
import { instagramWorld, type InstagramWorld } from './testing/world.js';

const minute = 60_000;
let world: InstagramWorld;
beforeEach(async () => (world = await instagramWorld()));
afterEach(() => world.meta.close());

const picture = (name: string) => ({ kind: 'image' as const, url: `https://example.org/${name}.jpg` });
const image: Post = { kind: 'image', image: { ...picture('a'), altText: 'Loket' }, caption: 'Loket baru #JKN' };
const carousel: Post = { kind: 'carousel', items: [picture('a'), picture('b'), picture('c')], caption: 'Tiga langkah' };
const film = { kind: 'video' as const, url: 'https://example.org/v.mp4' };
const reel: Post = { kind: 'reel', video: film, caption: 'Cara mendaftar', shareToFeed: false };

/** What a host keeps: every recorded progress, the last of which survives a crash. */
class Store {
  readonly kept: Progress[] = [];
  readonly record = (progress: PublishProgress) => {
    // Through JSON, as a database would.
    this.kept.push(JSON.parse(JSON.stringify(progress)) as Progress);
    return Promise.resolve();
  };
  get last(): { progress?: PublishProgress } {
    const progress = this.kept.at(-1);
    return progress ? { progress } : {};
  }
}

const call = (post: Post, store = new Store(), deadline = 2000, config = {}) =>
  publish({ postId: 'post_1', post, ...store.last }, world.context(config, deadline), store.record);

/** Calls again as a host does, with the clock moved by what each answer asks for. */
async function untilDone(post: Post, store: Store): Promise<PublishOutcome> {
  for (let i = 0; i < 40; i++) {
    const outcome = await call(post, store);
    const again =
      outcome.status === 'waiting' ||
      (outcome.status === 'rejected' && !outcome.permanent) ||
      outcome.status === 'unknown';
    if (!again) return outcome;
    world.clock.advance('retryAfter' in outcome ? (outcome.retryAfter ?? 0) : 0);
  }
  throw new Error('never done');
}

describe('publish', () => {
  it('brings out an image', async () => {
    const outcome = await call(image);
    const [container] = world.meta.publishing.containers;
    expect(container!.parameters).toEqual({
      image_url: 'https://example.org/a.jpg',
      alt_text: 'Loket',
      caption: 'Loket baru #JKN',
    });
    expect(outcome).toMatchObject({ status: 'published', mediaId: world.meta.publishing.published[0]!.id });
  });

  it('brings out a carousel: items first, in order, then the whole, as one post', async () => {
    const store = new Store();
    expect(await call(carousel, store)).toMatchObject({ status: 'published' });
    const [a, b, c, parent] = world.meta.publishing.containers;
    expect([a, b, c].map((each) => each!.parameters.is_carousel_item)).toEqual([true, true, true]);
    expect(parent!.parameters).toEqual({
      media_type: 'CAROUSEL',
      children: [a!.id, b!.id, c!.id].join(','),
      caption: 'Tiga langkah',
    });
    expect(world.meta.publishing.quota.used).toBe(1);
    expect(store.kept.map(({ children }) => children.filter(Boolean).length)).toEqual([1, 2, 3, 3, 3, 3]);
  });

  it('waits for the processing of a reel by asking once a minute, later less often', async () => {
    world.meta.publishing.script = [...Array<'IN_PROGRESS'>(6).fill('IN_PROGRESS'), 'FINISHED'];
    const store = new Store();
    const waits: number[] = [];
    let outcome = await call(reel, store);
    while (outcome.status === 'waiting') {
      expect(outcome.reason.code).toBe('IN_PROGRESS');
      waits.push(outcome.retryAfter);
      outcome = await call(reel, store);
    }
    expect(waits.map((wait) => wait / minute)).toEqual([1, 1, 1, 1, 1, 10]);
    expect(outcome.status).toBe('published');
    expect(world.meta.publishing.containers).toMatchObject([
      { parameters: { media_type: 'REELS', share_to_feed: false } },
    ]);
  });

  it('puts a carousel with a video together only when its items are processed', async () => {
    world.meta.publishing.script = ['IN_PROGRESS', 'FINISHED'];
    const store = new Store();
    const mixed: Post = { kind: 'carousel', items: [picture('a'), film] };
    expect(await call(mixed, store)).toMatchObject({ status: 'waiting', reason: { code: 'IN_PROGRESS' } });
    expect(world.meta.publishing.containers).toHaveLength(2);
    expect(await untilDone(mixed, store)).toMatchObject({ status: 'published' });
    expect(world.meta.publishing.containers).toHaveLength(3);
  });

  it('reads the quota at run time and waits when it is used up', async () => {
    world.meta.publishing.quota = { used: 25, total: 25 };
    expect(await publishingLimit(world.context())).toEqual({ used: 25, total: 25, window: 86_400_000 });
    expect(await call(image)).toMatchObject({
      status: 'waiting',
      retryAfter: 60 * minute,
      reason: { code: 'QUOTA_USED_UP' },
    });
    expect(world.meta.publishing.containers).toHaveLength(0);
    world.meta.publishing.quota.total = 100;
    expect(await call(image)).toMatchObject({ status: 'published' });
  });

  it('tells why Instagram could not process the media', async () => {
    world.meta.publishing.script = ['ERROR'];
    expect(await call(reel)).toMatchObject({ status: 'rejected', permanent: true, error: { code: 'CONTAINER_ERROR' } });
    world.meta.publishing.containers.at(-1)!.detail = 'Error: Media upload has failed with error code 2207026';
    const container = world.meta.publishing.containers.at(-1)!.id;
    const resumed = { postId: 'p', post: reel, progress: { children: [], container, polls: 0, restarts: 0 } };
    expect(await publish(resumed, world.context())).toMatchObject({ error: { code: 'CONTAINER_ERROR/2207026' } });
  });

  it('makes expired containers anew, once', async () => {
    world.meta.publishing.script = ['EXPIRED'];
    const store = new Store();
    expect(await call(image, store)).toMatchObject({ status: 'waiting', retryAfter: 0 });
    expect(store.last.progress).toEqual({ children: [], polls: 0, restarts: 1 });
    expect(await call(image, store)).toMatchObject({
      status: 'rejected',
      permanent: true,
      error: { code: 'CONTAINER_EXPIRED' },
    });
    expect(world.meta.publishing.published).toHaveLength(0);
  });

  it('makes a container anew that vanished, but not one that may have become public', async () => {
    const progress = { children: [], container: '17800', polls: 1, restarts: 0 };
    const command = { postId: 'p', post: image };
    expect(await publish({ ...command, progress }, world.context())).toMatchObject({
      status: 'waiting',
      progress: { restarts: 1 },
    });
    const begun = { ...progress, publishingSince: new Date(world.clock.now()).toISOString() };
    expect(await publish({ ...command, progress: begun }, world.context())).toMatchObject({
      status: 'rejected',
      permanent: true,
      error: { code: 'CONTAINER_GONE' },
    });
    expect(world.meta.publishing.published).toHaveLength(0);
  });

  it.each<[string, number, number | undefined, object]>([
    ['an expired token', 190, undefined, { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['a wrong ratio', 36003, 2207009, { permanent: true }],
    ['suspected spam', 4, 2207051, { permanent: true, effect: 'PAUSE_CAMPAIGNS' }],
    ['a rate limit', 80002, undefined, { permanent: false, effect: 'DELAY_ACCOUNT' }],
  ])('tells %s', async (_name, code, subcode, expected) => {
    world.meta.fail({ path: /media$/, kind: 'error', code, ...(subcode ? { subcode } : {}) });
    expect(await call(image)).toMatchObject({ status: 'rejected', ...expected });
  });

  it('stops between items when the rate limit is near, and goes on later', async () => {
    world.meta.usage = { app: { call_count: 97 } };
    const store = new Store();
    expect(await call(carousel, store)).toMatchObject({ status: 'waiting', reason: { code: 'NEAR_RATE_LIMIT' } });
    expect(world.meta.publishing.containers).toHaveLength(1);
    world.meta.usage = {};
    expect(await untilDone(carousel, store)).toMatchObject({ status: 'published' });
    expect(world.meta.publishing.containers).toHaveLength(4);
  });
});

describe('publish after a crash or a lost answer', () => {
  it('publishes once, wherever the process dies', async () => {
    for (let survived = 0; survived < 7; survived++) {
      await world.meta.close();
      world = await instagramWorld();
      const store = new Store();
      let steps = 0;
      const dying = (progress: PublishProgress) =>
        steps++ < survived ? store.record(progress) : Promise.reject(new Error('killed'));
      const command = { postId: 'p', post: carousel };
      await publish(command, world.context(), dying).catch(() => undefined);
      expect(await untilDone(carousel, store)).toMatchObject({ status: 'published' });
      expect(world.meta.publishing.published).toHaveLength(1);
      // One orphan at most: the container whose id died with the process.
      expect(world.meta.publishing.containers.length).toBeLessThanOrEqual(5);
    }
  });

  it.each(['cut', 'hang', 'gateway-error'] as const)(
    'finds what became public when the answer was lost (%s)',
    async (kind) => {
      const fault = kind === 'gateway-error' ? { kind, carriedOut: true } : { kind };
      world.meta.fail({ path: /media_publish$/, ...fault } as Parameters<typeof world.meta.fail>[0]);
      const store = new Store();
      expect(await call(image, store, 300)).toMatchObject({ status: 'unknown' });
      expect(await call(image, store)).toMatchObject({
        status: 'published',
        mediaId: world.meta.publishing.published[0]!.id,
      });
      expect(world.meta.publishing.published).toHaveLength(1);
    },
  );

  it('leaves a publication time to settle before it tries again', async () => {
    world.meta.fail({ path: /media_publish$/, kind: 'gateway-error', carriedOut: false });
    const store = new Store();
    expect(await call(image, store)).toMatchObject({ status: 'unknown' });
    expect(await call(image, store)).toMatchObject({
      status: 'waiting',
      reason: { code: 'SETTLING' },
      retryAfter: 2 * minute,
    });
    world.clock.advance(2 * minute);
    expect(await call(image, store)).toMatchObject({ status: 'published' });
    expect(world.meta.publishing.published).toHaveLength(1);
  });

  it('does not claim a medium that it cannot tell for sure', async () => {
    const timestamp = new Date(world.clock.now()).toISOString();
    world.meta.publishing.published.push({ id: 'somebody-else', caption: 'Loket baru #JKN', timestamp });
    world.meta.fail({ path: /media_publish$/, kind: 'cut' });
    const store = new Store();
    await call(image, store);
    expect(await call(image, store)).toMatchObject({ status: 'published', mediaId: null });
  });

  it('changes nothing for a post that is out, and tells its address again', async () => {
    const store = new Store();
    const first = await call(image, store);
    const calls = world.meta.calls.length;
    expect(await call(image, store)).toEqual(first);
    expect(first).toMatchObject({ permalink: expect.stringMatching(/^https:/) });
    expect(world.meta.calls.slice(calls).map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('the rules for posts', () => {
  const codes = (post: Post, limit = 30) => postFaults(post, limit).map(({ code }) => code);
  const withImage = (part: object): Post => ({ kind: 'image', image: { ...picture('a'), ...part } });

  it.each<[string, Post, string[]]>([
    ['a good image', withImage({ bytes: 8_388_608, width: 1080, height: 1350, mimeType: 'image/jpeg' }), []],
    ['a PNG by type', withImage({ mimeType: 'image/png' }), ['IMAGE_FORMAT']],
    ['a PNG by name', withImage({ url: 'https://example.org/a.png?x=1' }), ['IMAGE_FORMAT']],
    ['an address without an ending', withImage({ url: 'https://example.org/media/17' }), []],
    ['a plain address', withImage({ url: 'http://example.org/a.jpg' }), ['URL']],
    ['a large image', withImage({ bytes: 8_388_609 }), ['IMAGE_SIZE']],
    ['a tall image', withImage({ width: 1080, height: 1920 }), ['IMAGE_RATIO']],
    ['a wide image', withImage({ width: 2000, height: 1000 }), ['IMAGE_RATIO']],
    ['the widest image', withImage({ width: 1080, height: 565 }), []],
    ['one item', { kind: 'carousel', items: [picture('a')] }, ['CAROUSEL_ITEMS']],
    ['eleven items', { kind: 'carousel', items: Array.from({ length: 11 }, () => picture('a')) }, ['CAROUSEL_ITEMS']],
    ['an AVI', { kind: 'reel', video: { ...film, url: 'https://example.org/v.avi' } }, ['VIDEO_FORMAT']],
    ['a long caption', { ...image, caption: 'x'.repeat(2201) }, ['CAPTION_LENGTH']],
    ['many hashtags', { ...image, caption: '#jkn '.repeat(31) }, ['CAPTION_HASHTAGS']],
    ['many names', { ...image, caption: '@jkn '.repeat(21) }, ['CAPTION_MENTIONS']],
    ['an e-mail address', { ...image, caption: 'a@example.org '.repeat(21) }, []],
  ])('judge %s', (_name, post, expected) => {
    expect(codes(post)).toEqual(expected);
  });

  it('are told all together, before Meta is asked, with the configured limit of hashtags', async () => {
    const post: Post = {
      kind: 'carousel',
      items: [{ kind: 'image', url: 'http://x/a.png' }],
      caption: '#a #b #c #d #e #f',
    };
    const outcome = await call(post, new Store(), 2000, { hashtagLimit: '5' });
    expect(outcome).toMatchObject({ status: 'rejected', permanent: true, error: { code: 'MEDIA_RULES' } });
    const faults = (outcome as { faults?: { code: string }[] }).faults ?? [];
    expect(faults.map(({ code }) => code)).toEqual(['CAPTION_HASHTAGS', 'CAROUSEL_ITEMS', 'URL', 'IMAGE_FORMAT']);
    expect(world.meta.calls).toHaveLength(0);
  });
});
