import { defineManifest } from '../sdk/index.js';
import type { SippConfig } from './config.js';
import { sipp } from './plugin.js';

/** What a hub finds in this folder. */
export const manifest = defineManifest<SippConfig>({
  plugin: sipp,
  accounts: [{ id: 'sipp', name: 'SIPP' }],
});
