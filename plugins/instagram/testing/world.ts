import type { z } from 'zod';
import { pluginContext } from '../../sdk/testing/index.js';
import type { instagramConfig, InstagramConfig } from '../config.js';
import type { GraphContext } from '../graph.js';
import { instagram } from '../plugin.js';
import { InstagramSimulator, type InstagramSimulatorOptions } from '../simulator/simulator.js';

/** The fictional account and people of the tests. */
export const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
export const person = { id: '6000000000000001', username: 'warga.contoh' };
export const other = { id: '6000000000000002', username: 'warga.lain' };

const settings = {
  login: 'instagram',
  accountId: account.accountId,
  appSecret: 'app-secret',
  verifyToken: 'verify-me',
  accessToken: 'IGAA-very-secret',
  graphVersion: 'v25.0',
} as const;

/** A clock that a test moves. */
export class TestClock {
  constructor(private at = Date.parse('2026-11-21T03:00:00Z')) {}
  readonly now = () => this.at;
  /** @param milliseconds to go forward */
  advance(milliseconds: number): void {
    this.at += milliseconds;
  }
}

/** A simulator of Meta with its clock, and contexts to call it. */
export interface InstagramWorld {
  readonly meta: InstagramSimulator;
  readonly clock: TestClock;
  config(change?: Partial<z.input<typeof instagramConfig>>): InstagramConfig;
  context(change?: Partial<z.input<typeof instagramConfig>>, deadline?: number): GraphContext;
}

/** Starts a simulated Instagram. The test closes `meta`. */
export async function instagramWorld(options: Partial<InstagramSimulatorOptions> = {}): Promise<InstagramWorld> {
  const clock = new TestClock();
  const { appSecret, accessToken } = settings;
  const meta = await InstagramSimulator.start({
    account,
    appSecret,
    accessToken,
    pageId: '1001',
    now: clock.now,
    ...options,
  });
  const config: InstagramWorld['config'] = (change = {}) =>
    instagram.config.parse({ ...settings, apiHost: meta.apiHost, ...change }) as InstagramConfig;
  return {
    meta,
    clock,
    config,
    context: (change, deadline = 2000) =>
      pluginContext(config(change), { now: () => new Date(clock.now()), signal: AbortSignal.timeout(deadline) }),
  };
}
