import { defineManifest } from '../sdk/index.js';
import type { CareCenterConfig } from './config.js';
import { careCenter } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<CareCenterConfig>({
  plugin: careCenter,
  accounts: [{ id: 'care-center-165', name: 'Care Center 165' }],
  simulator: {
    setting: 'apiBase',
    start: async (config, webhookUrl) =>
      (await import('./simulator/development.js')).startDevelopmentSimulator(config, webhookUrl),
    person: async (config, webhookUrl, person) =>
      (await import('./simulator/person.js')).simulatedPerson(config, webhookUrl, person),
  },
});
