import { defineManifest } from '../sdk/index.js';
import type { WhatsAppConfig } from './config.js';
import { whatsapp } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<WhatsAppConfig>({
  plugin: whatsapp,
  accounts: [{ id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA' }],
  simulator: {
    setting: 'apiBase',
    start: async (config, webhookUrl) =>
      (await import('./simulator/development.js')).startDevelopmentSimulator(config, webhookUrl),
    person: async (config, webhookUrl, person) =>
      (await import('./simulator/person.js')).simulatedPerson(config, webhookUrl, person),
  },
});
