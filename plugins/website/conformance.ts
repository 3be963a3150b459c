import { defineConformance, mailboxProvider } from '../sdk/testing/index.js';
import type { WebsiteConfig } from './config.js';
import { website } from './plugin.js';

const config: WebsiteConfig = {
  secret: 'kit-website-secret-0123456789abcdef',
  sites: 'kit https://www.contoh.example',
  identitySecret: 'kit-identity-secret-0123456789abcdef',
};

/** How the conformance kit looks at the channel, whose visitors fetch what they are told: `npm run plugin:check plugins/website`. */
export const conformance = defineConformance<WebsiteConfig>({
  plugin: website,
  config,
  recipient: { key: 'kit-visitor-0123456789' },
  provider: () => Promise.resolve(mailboxProvider(config)),
});
