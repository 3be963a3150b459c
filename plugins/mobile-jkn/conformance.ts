import type { PluginContext, SendCommand } from '../sdk/index.js';
import { defineConformance, type ProviderFault, type SimulatedProvider } from '../sdk/testing/index.js';
import { simulatedServiceAccount, type MobileJknConfig } from './config.js';
import { mobileJkn } from './plugin.js';
import { devicesOf, registerDevice } from './push/devices.js';
import { startFcmSimulator, type FcmFault } from './simulator/fcm-simulator.js';

const recipient = { key: 'par_kit_melati' };

const config: MobileJknConfig = {
  codeKey: 'kit-code-key-of-at-least-32-characters',
  smsGatewayUrl: 'http://127.0.0.1:1/messages',
  smsGatewayToken: 'kit-sms-token',
  fcmBase: 'http://127.0.0.1:1',
  fcmServiceAccount: simulatedServiceAccount,
  minimumAppVersion: '4.0.0',
  codesPerHour: 100,
};

/** What was laid in inboxes of this process, for the kit to see whether messages arrive whole. */
const laidDown: unknown[] = [];

/**
 * The kit lends every call an empty storage, in which nobody has a telephone. So the recipient's telephone is entered
 * first; and because a push says nothing of the message, what lies in the inbox afterwards counts as received.
 */
async function sendToOneDevice(command: SendCommand, context: PluginContext<MobileJknConfig>) {
  const device = {
    installation: 'kit-installation',
    token: 'kit-token-1',
    platform: 'ANDROID',
    language: 'id',
  } as const;
  if ((await devicesOf(context, command.recipient.key)).length === 0)
    await registerDevice(context, command.recipient.key, { ...device, appVersion: '4.8.0' });
  const outcome = await mobileJkn.operational!.send!(command, context);
  const inbox = await context.mailbox.read(command.recipient.key, 0);
  if (outcome.status === 'accepted') laidDown.push(...inbox.filter(({ id }) => id === command.messageId));
  return outcome;
}

function toFault(fault: ProviderFault): FcmFault {
  switch (fault.kind) {
    case 'rate-limited':
      return { kind: 'error', errorCode: 'QUOTA_EXCEEDED', status: 429, retryAfter: fault.retryAfter / 1000 };
    case 'refused-for-good':
      return { kind: 'error', errorCode: 'INVALID_ARGUMENT', status: 400, field: 'message.data' };
    case 'unavailable':
      return { kind: 'gateway-error' };
    default:
      return fault;
  }
}

async function provider(): Promise<SimulatedProvider<MobileJknConfig>> {
  const fcm = await startFcmSimulator();
  return {
    config: { ...config, fcmBase: fcm.url },
    attempts: () => fcm.attempts,
    received: () => laidDown,
    next: (fault) => fcm.fail(toFault(fault)),
    close: () => fcm.close(),
  };
}

/** How the conformance kit plays Google and the telephone: `npm run plugin:check plugins/mobile-jkn`. */
export const conformance = defineConformance<MobileJknConfig>({
  plugin: { ...mobileJkn, operational: { ...mobileJkn.operational, send: sendToOneDevice } },
  config,
  recipient,
  provider,
});
