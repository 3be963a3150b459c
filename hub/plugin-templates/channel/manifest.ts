import { defineManifest } from '../../../plugins/sdk/index.js';
import type { SampleChannelConfig } from './config.js';
import { sampleChannelPlugin } from './plugin.js';

/** What a hub finds in this folder. It declares no account: a hub opens the channel where its configuration names it. */
export const manifest = defineManifest<SampleChannelConfig>({
  plugin: sampleChannelPlugin,
  simulator: {
    setting: 'apiBase',
    start: async (config) =>
      (await import('./simulator.js')).startSimulator(config, Number(new URL(config.apiBase).port)),
  },
});
