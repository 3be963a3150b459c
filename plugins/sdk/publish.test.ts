import { describe, expect, it } from '@jest/globals';
import { instagram, type InstagramConfig } from '../instagram/index.js';
import { pluginFaults } from './index.js';
import { pluginContext } from './testing/index.js';

const config = instagram.config.parse({
  login: 'instagram',
  accountId: '17841400000000001',
  appSecret: 'app-secret',
  verifyToken: 'verify-token',
  accessToken: 'access-token',
  graphVersion: 'v25.0',
});

/** A provider that is not there. */
const context = pluginContext(config as InstagramConfig, {
  fetch: () => Promise.reject(new TypeError('fetch failed')),
  now: () => new Date('2026-11-20T08:00:00Z'),
});

describe('publishing and insights as members of the contract', () => {
  it('are taken by the host as they are', () => {
    expect(pluginFaults(instagram)).toEqual([]);
  });

  it('refuse a post by its faults, with progress to store, before the provider is asked', async () => {
    const post = { kind: 'carousel', items: [{ kind: 'image', url: 'http://a.example/1.png' }] } as const;
    const outcome = await instagram.operational!.publish!({ postId: 'post-1', post }, context);
    expect(outcome).toMatchObject({ status: 'rejected', permanent: true, progress: expect.anything() });
    expect(outcome.status === 'rejected' && outcome.faults?.map(({ field }) => field)).toContain('items');
  });

  it('say of figures that could not be asked that they are unavailable, never zero', async () => {
    const range = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-08T00:00:00Z') };
    const { account, audience } = await instagram.analytical!.insights!(range, context);
    const states = [...Object.values(account), ...audience.map(({ figure }) => figure)].map(({ state }) => state);
    expect(states.length).toBeGreaterThan(0);
    expect(new Set(states)).toEqual(new Set(['unavailable']));
  });
});
