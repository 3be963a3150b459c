import { startInProcessHub, type InProcessHub } from '../../../test/kit/in-process-hub.js';
import { TwilioSimulator } from '../simulator/twilio-simulator.js';

const account = { accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: 'test-twilio-auth-token' };
/** Not where the hub listens: Twilio comes through a proxy, and signs what it called. */
const publicUrl = 'https://hub.example.id/webhooks/care-center-165';

/** A real hub with the care centre alone, and Twilio on loopback. */
export interface HubWithTelephone {
  readonly hub: InProcessHub;
  readonly twilio: TwilioSimulator;
  close(): Promise<void>;
}

export async function startHubWithTelephone(): Promise<HubWithTelephone> {
  const twilio = await new TwilioSimulator({ ...account, publicUrl }).start();
  const hub = await startInProcessHub({
    environment: {
      KANAL_PLUGINS: 'care-center-165=care-center',
      CARE_CENTER_165_ACCOUNT_SID: account.accountSid,
      CARE_CENTER_165_AUTH_TOKEN: account.authToken,
      CARE_CENTER_165_PUBLIC_URL: publicUrl,
      CARE_CENTER_165_API_BASE: twilio.apiBase,
    },
  });
  twilio.connect(`${hub.url}/webhooks/care-center-165`);
  return {
    hub,
    twilio,
    async close() {
      await twilio.close();
      await hub.close();
    },
  };
}
