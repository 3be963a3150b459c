import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { insights, mediaInsights, storyInsights } from './insights.js';
import { parse } from './parse.js';
import { changeEntry, envelope } from './simulator/payloads.js';
import { account, instagramWorld, type InstagramWorld } from './testing/world.js';

let world: InstagramWorld;
beforeEach(async () => (world = await instagramWorld()));
afterEach(() => world.meta.close());

const range = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-08T00:00:00Z') };
const measured = (value: number) => ({ state: 'measured', value });

describe('insights of the account', () => {
  it('tell zero apart from what Meta keeps back', async () => {
    world.meta.figures.account = { reach: 1200, likes: 0 };
    const { account: figures } = await insights(range, world.context());
    expect(figures.reach).toEqual(measured(1200));
    expect(figures.likes).toEqual(measured(0));
    expect(figures.comments).toEqual({ state: 'suppressed' });
    const query = world.meta.calls[0]!.query;
    expect(Object.fromEntries(query)).toMatchObject({
      period: 'day',
      metric_type: 'total_value',
      since: '1793491200',
      until: '1794096000',
    });
  });

  it('break the audience down by age, gender, country and city, for followers and for who acted', async () => {
    world.meta.figures.audience = {
      'follower_demographics/age': { '18-24': 300, '25-34': 450, '65+': 0 },
      'engaged_audience_demographics/city': Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`Kota ${i}`, 60 - i]),
      ),
    };
    const { audience } = await insights({ ...range, timeframe: 'this_week' }, world.context());
    expect(audience).toHaveLength(8);
    const of = (name: string, dimension: string) =>
      audience.find((each) => each.audience === name && each.dimension === dimension);
    expect(of('follower_demographics', 'age')).toMatchObject({
      timeframe: 'this_week',
      figure: {
        state: 'measured',
        value: {
          truncated: false,
          groups: [{ key: '18-24', people: 300 }, { key: '25-34' }, { key: '65+', people: 0 }],
        },
      },
    });
    expect(of('engaged_audience_demographics', 'city')?.figure).toMatchObject({
      value: { truncated: true, groups: { length: 45 } },
    });
    expect(of('follower_demographics', 'gender')?.figure).toEqual({ state: 'suppressed' });
    expect(world.meta.calls.at(-1)!.query.has('since')).toBe(false);
  });

  it('are suppressed for fewer than 100 followers', async () => {
    world.meta.figures.audience = { 'follower_demographics/age': { '18-24': 30 } };
    world.meta.figures.followers = 99;
    const { audience } = await insights(range, world.context());
    expect(new Set(audience.map(({ figure }) => figure.state))).toEqual(new Set(['suppressed']));
  });

  it('lose no other metric to one that this version does not take', async () => {
    world.meta.figures.account = { reach: 7, reposts: 1 };
    world.meta.figures.refusedMetrics = ['reposts'];
    const { account: figures } = await insights(range, world.context());
    expect(figures.reach).toEqual(measured(7));
    expect(figures.reposts).toMatchObject({ state: 'unavailable', error: { code: '100' } });
  });

  it('say that access is broken instead of "no data"', async () => {
    const { account: figures, audience } = await insights(range, world.context({ accessToken: 'IGAA-expired' }));
    expect(figures.reach).toMatchObject({ state: 'unavailable', error: { code: '190' } });
    expect(audience[0]!.figure).toMatchObject({ state: 'unavailable' });
  });

  it('stop asking near the rate limit and tell when to come back', async () => {
    world.meta.figures.account = { reach: 7 };
    world.meta.usage = { business: { x: [{ type: 'instagram', call_count: 99, estimated_time_to_regain_access: 3 }] } };
    const answer = await insights(range, world.context());
    expect(world.meta.calls).toHaveLength(1);
    expect(answer.account.reach).toEqual(measured(7));
    expect(answer.audience[0]!.figure).toMatchObject({ state: 'unavailable', error: { code: 'NEAR_RATE_LIMIT' } });
    expect(answer.retryAfter).toBe(180_000);
  });

  it('are refused for a period that Meta would not take', async () => {
    const wrong = [
      { from: range.to, to: range.from },
      { from: range.from, to: new Date('2026-12-20') },
      { from: range.from, to: new Date('x') },
    ];
    for (const each of wrong) await expect(insights(each, world.context())).rejects.toThrow(RangeError);
  });
});

describe('insights of posts', () => {
  it('read figures by kind', async () => {
    world.meta.figures.media = { '17900': { views: 10, saved: 0 } };
    const { metrics } = await mediaInsights('17900', 'REELS', world.context());
    expect(metrics).toMatchObject({ views: measured(10), saved: measured(0), reach: { state: 'suppressed' } });
    expect(metrics).toHaveProperty('ig_reels_avg_watch_time');
    expect(metrics).not.toHaveProperty('impressions');
    await expect(mediaInsights('../x', 'FEED', world.context())).rejects.toThrow(RangeError);
  });

  it('suppress a story that fewer than five people saw, but not one that may not be read', async () => {
    world.meta.figures.tooFewViewers = ['17901'];
    const few = await mediaInsights('17901', 'STORY', world.context());
    expect(few.metrics.reach).toEqual({ state: 'suppressed' });
    world.meta.fail({
      kind: 'error',
      code: 10,
      status: 403,
      message: 'Application does not have permission for this action',
    });
    const forbidden = await mediaInsights('17902', 'STORY', world.context());
    expect(forbidden.metrics.reach).toMatchObject({ state: 'unavailable', error: { code: '10' } });
  });

  it('read the figures that a webhook brings after a story', () => {
    const change = { field: 'story_insights', value: { media_id: '9', reach: 12, exits: 0, replies: -1 } };
    const [item] = parse(Buffer.from(JSON.stringify(envelope([changeEntry(account, change)]))));
    expect(item?.kind === 'unknown' && storyInsights(item)).toEqual({
      mediaId: '9',
      metrics: { reach: measured(12), exits: measured(0), replies: { state: 'suppressed' } },
    });
    expect(storyInsights({ name: 'mentions', raw: {} })).toBeNull();
  });
});
