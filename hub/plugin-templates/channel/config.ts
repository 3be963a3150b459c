import { z } from 'zod';
import { secretText, setting } from '../../../plugins/sdk/index.js';

/** One account of the provider. Environment names follow the account: `SAMPLE_CHANNEL_ACCESS_TOKEN` and so on. */
export const sampleChannelConfig = z.object({
  webhookSecret: secretText({
    description: 'Key of the webhook signature, as agreed with the provider.',
    developmentDefault: 'dev-sample-channel-secret',
  }),
  accessToken: secretText({
    description: 'Token with which the hub sends.',
    developmentDefault: 'dev-sample-channel-token',
  }),
  apiBase: setting(
    z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    { description: "Base URL of the provider's API.", developmentDefault: 'http://127.0.0.1:4990' },
  ),
});

export type SampleChannelConfig = z.infer<typeof sampleChannelConfig>;
