import { defineConformance } from '../sdk/testing/index.js';
import { sippConfig, type SippConfig } from './config.js';
import { sipp } from './plugin.js';

/** The kit: `npm run plugin:check sipp`. The portal takes no webhooks and sends nothing. */
export const conformance = defineConformance<SippConfig>({ plugin: sipp, config: sippConfig.parse({}) });
