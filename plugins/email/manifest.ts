import { defineManifest } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import { email } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<EmailConfig>({
  plugin: email,
  accounts: [{ id: 'email', name: 'Email' }],
  simulator: {
    setting: 'imapHost',
    start: async (config) => (await import('./simulator/development.js')).startDevelopmentSimulator(config),
    person: async (config, _webhookUrl, person) =>
      (await import('./simulator/person.js')).simulatedPerson(config, person),
  },
});
