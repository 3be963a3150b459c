import { defineManifest } from '../sdk/index.js';
import type { InstagramConfig } from './config.js';
import { instagram } from './plugin.js';

/** What a hub finds in this folder. It declares no account: a hub opens Instagram only where its configuration names it. */
export const manifest = defineManifest<InstagramConfig>({
  plugin: instagram,
  simulator: {
    setting: 'apiHost',
    start: async (config, webhookUrl) =>
      (await import('./simulator/development.js')).startDevelopmentSimulator(config, webhookUrl),
  },
});
