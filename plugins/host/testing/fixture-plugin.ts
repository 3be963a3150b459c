import { z } from 'zod';
import {
  defineChannel,
  type Capabilities,
  type InboundItem,
  type PollResult,
  type Route,
  type SendCommand,
  type SendOutcome,
  type Verification,
  type WebhookAnswer,
  type WebhookRequest,
} from '../../sdk/index.js';

/** Text only, everything allowed; webhooks are JSON lists of items with the header `x-test: genuine`. */
export const fixtureCapabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 500 },
  buttons: null,
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  proactive: 'always',
  receipts: ['SENT', 'DELIVERED', 'READ', 'FAILED'],
  quotas: { account: null, recipient: null },
  webhook: { maximumBytes: 10_000, retryPeriod: 86_400_000 },
};

/** What a test makes the plugin do. */
export interface FixtureBehaviour {
  send?: (command: SendCommand, signal: AbortSignal) => Promise<SendOutcome>;
  verify?: () => Verification;
  parse?: (rawBody: Buffer) => InboundItem[];
  start?: () => Promise<void>;
  answer?: (request: WebhookRequest, messages: readonly SendCommand[]) => WebhookAnswer;
  /** True: the plugin has no `send`. */
  mute?: boolean;
  poll?: (checkpoint: string | null, signal: AbortSignal) => Promise<PollResult>;
  capabilities?: Partial<Capabilities>;
  routes?: readonly Route<unknown>[];
}

/** A plugin whose members a test decides. */
export function fixturePlugin(behaviour: FixtureBehaviour = {}) {
  const { poll, answer, mute, routes } = behaviour;
  let sent = 0;
  const accept = (): Promise<SendOutcome> =>
    Promise.resolve({ status: 'accepted', externalId: `external-${(sent += 1)}` });
  return defineChannel({
    id: 'fixture',
    version: '1.0.0',
    sdk: '^1.0.0',
    name: { id: 'Contoh', en: 'Example' },
    config: z.object({}),
    capabilities: { ...fixtureCapabilities, ...behaviour.capabilities },
    operational: {
      verify: (request) =>
        behaviour.verify?.() ??
        (request.headers['x-test'] === 'genuine' ? { genuine: true } : { genuine: false, reason: 'wrong' }),
      parse: ({ rawBody }) =>
        behaviour.parse?.(rawBody) ??
        (JSON.parse(rawBody.toString()) as InboundItem[]).map((item) => ({ ...item, at: null })),
      ...(!mute && { send: (command, { signal }) => behaviour.send?.(command, signal) ?? accept() }),
      ...(answer && { answer }),
      ...(routes && { routes }),
      ...(poll && { poll: ({ signal }, checkpoint) => poll(checkpoint, signal) }),
    },
    lifecycle: { ...(behaviour.start ? { start: behaviour.start } : {}) },
  });
}
