import { z } from 'zod';
import { setting } from '../sdk/index.js';
import { sitesFault } from './sites.js';

const longEnough = 'expected at least 32 characters, from a random source';

/** Settings of one website channel. Environment names follow the account: `WEBSITE_SECRET`, `WEBSITE_SITES` and so on. */
export const websiteConfig = z.object({
  secret: z.string().min(32, longEnough).meta({
    description: 'Key of the tokens that visitors and forms get; at least 32 characters.',
    secret: true,
    developmentDefault: 'dev-website-secret-0123456789abcdef',
  }),
  sites: setting(
    z.string().superRefine((text, context) => {
      const fault = sitesFault(text);
      if (fault) context.addIssue({ code: 'custom', message: fault });
    }),
    {
      description:
        'Site keys, each with the origins that may embed it: `key https://a.example https://b.example; key2 …`.',
      developmentDefault: 'demo http://localhost:* http://127.0.0.1:*',
    },
  ),
  identitySecret: z.string().min(32, longEnough).optional().meta({
    description: 'Key with which a host page’s server signs who is signed in there (JWT, HS256); absent: nobody is.',
    secret: true,
    developmentDefault: 'dev-website-identity-0123456789abcdef',
  }),
  turnstileSecret: z.string().min(1).optional().meta({
    description: 'Secret of Cloudflare Turnstile; absent: forms do without it.',
    secret: true,
  }),
  turnstileSiteKey: setting(z.string().min(1).optional(), {
    description: 'Public site key of Turnstile; needed with its secret.',
  }),
  turnstileBase: setting(z.url({ protocol: /^https?$/ }).optional(), {
    description: 'Where Turnstile is; https://challenges.cloudflare.com unless set.',
  }),
  privacyNotice: setting(z.url({ protocol: /^https?$/ }).optional(), {
    description: 'Address of the institution’s privacy notice, linked from the consent text.',
  }),
  tryPage: setting(z.enum(['on', 'off']).optional(), {
    description: '`on`: the channel’s own address shows a page to try widget and forms.',
    developmentDefault: 'on',
  }),
});

export type WebsiteConfig = z.infer<typeof websiteConfig>;
