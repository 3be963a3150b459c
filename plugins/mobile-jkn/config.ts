import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const appVersion = z.string().regex(/^\d+\.\d+\.\d+$/, 'expected a version such as 4.8.0');

/** Stands for a service account where the push service is a simulator. */
export const simulatedServiceAccount = 'simulated-service-account';

/** One app. Environment names follow the account: `MOBILE_JKN_CODE_KEY` and so on. */
export const mobileJknConfig = z.object({
  codeKey: secretText({
    description: 'Key of the hashes of codes, phone numbers and device tokens; at least 32 random characters.',
    developmentDefault: 'dev-mobile-jkn-code-key-0123456789abcdef',
  }).min(32),
  smsGatewayUrl: setting(url, {
    description: 'Where one-time codes are posted as JSON {to, text, reference}.',
    developmentDefault: 'http://127.0.0.1:4014/messages',
  }),
  smsGatewayToken: secretText({
    description: 'Bearer token of the SMS gateway.',
    developmentDefault: 'dev-mobile-jkn-sms-token',
  }),
  fcmBase: setting(url, {
    description: 'Base URL of FCM HTTP v1, https://fcm.googleapis.com.',
    developmentDefault: 'http://127.0.0.1:4013',
  }),
  fcmServiceAccount: secretText({
    description: 'The service account of the Firebase project, as the JSON text that Google gives out.',
    developmentDefault: simulatedServiceAccount,
  }),
  minimumAppVersion: setting(appVersion.default('4.0.0'), {
    description: 'Older apps must be updated before they go on.',
  }),
  codesPerHour: setting(z.coerce.number().int().min(1).max(1_000_000).default(2_000), {
    description: 'One-time codes that the app sends in an hour at most, all people together.',
  }),
});

export type MobileJknConfig = z.infer<typeof mobileJknConfig>;
