import type { PluginContext } from '../../sdk/index.js';
import { pluginContext } from '../../sdk/testing/index.js';
import { emailConfig, type EmailConfig } from '../config.js';
import type { FetchedMail } from '../items.js';

/** Settings of a fictional account, as the environment would give them. */
export const settings = {
  address: 'layanan@jkn.example',
  password: 'mailbox-secret-1',
  threadSecret: 'thread-secret-of-the-tests',
  imapHost: '127.0.0.1',
  imapSecurity: 'none',
  smtpHost: '127.0.0.1',
  smtpSecurity: 'none',
  firstRead: 'all',
} as const;

/** A parsed configuration with some settings replaced. */
export function configWith(changes: Readonly<Record<string, unknown>> = {}): EmailConfig {
  return emailConfig.parse({ ...settings, ...changes });
}

/** A context as the host lends it. */
export function contextOf(config: EmailConfig, signal: AbortSignal = AbortSignal.timeout(20_000)) {
  const context: PluginContext<EmailConfig> = pluginContext(config, { signal });
  return context;
}

/** A mail as the mailbox hands it over. */
export function fetched(source: string | Buffer, changes: Partial<FetchedMail> = {}): FetchedMail {
  const bytes = Buffer.isBuffer(source) ? source : Buffer.from(source);
  return { source: bytes, truncated: false, receivedAt: new Date(), reference: '1.1', ...changes };
}
