import { defineManifest } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import { email } from './plugin.js';

/** What a hub finds in this folder. No account of its own: a mailbox is read only when somebody has configured one. */
export const manifest = defineManifest<EmailConfig>({ plugin: email });
