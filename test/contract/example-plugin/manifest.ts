import { defineManifest } from '../../../plugins/sdk/index.js';
import type { KabarConfig } from './config.js';
import { kabar } from './plugin.js';

export const manifest = defineManifest<KabarConfig>({ plugin: kabar });
