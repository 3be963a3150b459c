import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

const noQuery = (address: string) => !/[?#]/.test(address);

/** One telephone number. Environment names follow the account: `CARE_CENTER_165_AUTH_TOKEN` and so on. */
export const careCenterConfig = z.object({
  authToken: secretText({
    description: 'Auth token of the Twilio account: key of the webhook signature and password of the REST API.',
    developmentDefault: 'dev-twilio-auth-token',
  }),
  accountSid: setting(z.string().regex(/^AC[0-9a-f]{32}$/, 'an account SID is AC and 32 hexadecimal digits'), {
    description: 'SID of the Twilio account.',
    developmentDefault: 'AC00000000000000000000000000000165',
  }),
  publicUrl: setting(
    z.url({ protocol: /^https?$/ }).refine(noQuery, 'the address of the webhook without query and fragment'),
    {
      description: 'The webhook as Twilio calls it, such as https://hub.example.id/webhooks/care-center-165.',
      developmentDefault: 'http://127.0.0.1:4000/webhooks/care-center-165',
    },
  ),
  apiBase: setting(z.url({ protocol: /^https?$/ }), {
    description: 'Base of the Twilio REST API, without a final slash: https://api.twilio.com',
    developmentDefault: 'http://127.0.0.1:4016',
  }),
  officerAddress: setting(
    z
      .string()
      .regex(
        /^(client:\S+|sip:\S+@\S+|\+[1-9]\d{6,14})$/,
        'client:{officer}, sip:{officer}@exchange.example.id or a number',
      ),
    {
      description:
        'Where an officer is called; {officer} is its id: client:{officer}, sip:{officer}@host or one number.',
      developmentDefault: 'client:{officer}',
    },
  ),
});

export type CareCenterConfig = z.infer<typeof careCenterConfig>;
