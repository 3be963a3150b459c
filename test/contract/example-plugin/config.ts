import { z } from 'zod';
import { secretText, setting } from '../../../plugins/sdk/index.js';

/** One bot. Environment names follow the account: `KABAR_BOT_TOKEN` and so on. */
export const kabarConfig = z.object({
  botToken: secretText({ description: 'Token of the bot.', developmentDefault: 'dev-kabar-token' }),
  webhookSecret: secretText({
    description: 'The secret that was given to setWebhook.',
    developmentDefault: 'dev-kabar-secret',
  }),
  apiBase: setting(z.url({ protocol: /^https?$/ }), {
    description: 'Base URL of the bot API, without a final slash.',
    developmentDefault: 'http://127.0.0.1:4988',
  }),
});

export type KabarConfig = z.infer<typeof kabarConfig>;
