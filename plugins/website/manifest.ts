import { defineManifest } from '../sdk/index.js';
import type { WebsiteConfig } from './config.js';
import { website } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<WebsiteConfig>({
  plugin: website,
  accounts: [{ id: 'website', name: 'Situs web' }],
});
