import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

const id = (what: string) => z.string().regex(/^\d{1,64}$/, `expected ${what}: digits only`);

/** One Instagram professional account. Environment names follow the account id: `INSTAGRAM_APP_SECRET` and so on. */
export const instagramConfig = z.object({
  login: setting(z.enum(['instagram', 'facebook']).default('instagram'), {
    description:
      'Which login issued the token: "instagram" (graph.instagram.com) or "facebook" (graph.facebook.com, linked Page).',
  }),
  accountId: setting(id('the id of the Instagram professional account'), {
    description: 'Id of the Instagram professional account (ig-user-id); entry.id of its webhooks.',
    developmentDefault: '17841400000000001',
  }),
  pageId: setting(id('the id of the linked Page').optional(), {
    description: 'Id of the linked Facebook Page; login "facebook" only. Without it messages are sent by /me.',
  }),
  appId: setting(id('the id of the Meta app').optional(), {
    description: 'Id of the Meta app; login "facebook" only: the probe then reads when the token expires.',
  }),
  appSecret: secretText({
    description: 'App secret (of the Instagram app for login "instagram"); key of the webhook signature.',
    developmentDefault: 'dev-instagram-secret',
  }),
  verifyToken: secretText({
    description: 'Token of the webhook handshake, as entered in the app dashboard.',
    developmentDefault: 'dev-verify-token',
  }),
  accessToken: secretText({
    description: 'Instagram user token (login "instagram") or Page token (login "facebook").',
    developmentDefault: 'dev-instagram-access-token',
  }),
  accessTokenExpiresAt: setting(z.iso.datetime({ offset: true }).optional(), {
    description: 'When the token ends, as told at its issue (RFC 3339). Instagram user tokens live about 60 days.',
  }),
  graphVersion: setting(
    z
      .string()
      .regex(/^v\d{1,3}\.\d$/, 'expected a Graph version such as v25.0')
      .default('v25.0'),
    { description: 'Version of the Graph API; each lives at least two years.' },
  ),
  apiHost: setting(
    z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    {
      description: 'Host of the Graph API without version. Leave it out: it follows from the login.',
      developmentDefault: 'http://127.0.0.1:4011',
    },
  ),
  hashtagLimit: setting(z.coerce.number().int().min(0).max(30).default(30), {
    description: 'Hashtags that a caption may hold; Meta documents 30, newer reports say 5.',
  }),
  echoMetadata: setting(z.enum(['true', 'false']).default('false'), {
    description:
      'Sends our message id as message.metadata, so that an echo settles a send whose answer was lost. Not documented for Instagram: try it on a test account first.',
  }),
});

export type InstagramConfig = z.infer<typeof instagramConfig>;

const hosts = { instagram: 'https://graph.instagram.com', facebook: 'https://graph.facebook.com' } as const;

/** Host and version, without a final slash: `https://graph.instagram.com/v25.0`. */
export function apiBase({ login, apiHost, graphVersion }: InstagramConfig): string {
  return `${apiHost ?? hosts[login]}/${graphVersion}`;
}

/** The node whose `/messages` edge sends: the account itself, or its Page. */
export function messagesNode({ login, accountId, pageId }: InstagramConfig): string {
  return login === 'instagram' ? accountId : (pageId ?? 'me');
}
