import { defineManifest } from '../sdk/index.js';
import type { MobileJknConfig } from './config.js';
import { mobileJkn } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<MobileJknConfig>({
  plugin: mobileJkn,
  accounts: [{ id: 'mobile-jkn', name: 'Mobile JKN' }],
  simulator: {
    setting: 'fcmBase',
    start: async (config) => (await import('./simulator/development.js')).startDevelopmentSimulator(config),
  },
});
