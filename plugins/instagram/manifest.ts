import { defineManifest } from '../sdk/index.js';
import type { InstagramConfig } from './config.js';
import { instagram } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<InstagramConfig>({
  plugin: instagram,
  accounts: [{ id: 'instagram', name: 'Instagram' }],
  simulator: {
    setting: 'apiHost',
    start: async (config, webhookUrl) =>
      (await import('./simulator/development.js')).startDevelopmentSimulator(config, webhookUrl),
    person: async (config, webhookUrl, person) =>
      (await import('./simulator/person.js')).simulatedPerson(config, webhookUrl, person),
  },
});
