import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

/** One WhatsApp Business number. Environment names follow the account: `WHATSAPP_PANDAWA_APP_SECRET` and so on. */
export const whatsAppConfig = z.object({
  appSecret: secretText({
    description: 'App secret of the Meta app; key of the webhook signature.',
    developmentDefault: 'dev-whatsapp-secret',
  }),
  verifyToken: secretText({
    description: 'Token of the webhook handshake, as entered in the app dashboard.',
    developmentDefault: 'dev-verify-token',
  }),
  accessToken: secretText({
    description: 'System-user token with whatsapp_business_messaging.',
    developmentDefault: 'dev-whatsapp-access-token',
  }),
  phoneNumberId: setting(
    z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the id of the number, as shown in the app dashboard'),
    {
      description: 'Id of the sending number (not the number itself).',
      developmentDefault: '100000000000001',
    },
  ),
  apiBase: setting(
    z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    {
      description: 'Base URL of the Graph API with its version.',
      developmentDefault: 'http://127.0.0.1:4010/v24.0',
    },
  ),
});

export type WhatsAppConfig = z.infer<typeof whatsAppConfig>;
