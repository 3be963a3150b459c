import {
  defineChannel,
  equalSecrets,
  type Capabilities,
  type PluginContext,
  type ProbeResult,
  type Verification,
  type WebhookRequest,
} from '../../../plugins/sdk/index.js';
import { kabarConfig, type KabarConfig } from './config.js';
import { graph } from './graph.js';
import { parse } from './parse.js';
import { routes } from './routes.js';
import { send } from './send.js';

const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 4096 },
  buttons: { maximum: 8, titleLength: 40, bodyLength: 4096 },
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  proactive: 'never',
  receipts: [],
  quotas: { account: { perSecond: 30, burst: 30 }, recipient: { perSecond: 1, burst: 1 } },
  webhook: { maximumBytes: 65_536, retryPeriod: 24 * 3_600_000 },
};

/** The provider signs no body; it shows the secret that we gave it. */
function verify({ headers }: WebhookRequest, { webhookSecret }: KabarConfig): Verification {
  const token = headers['x-kabar-secret-token'];
  if (!token) return { genuine: false, reason: 'missing' };
  return equalSecrets(token, webhookSecret) ? { genuine: true } : { genuine: false, reason: 'wrong' };
}

async function probe({ config, fetch, signal }: PluginContext<KabarConfig>): Promise<ProbeResult> {
  const response = await fetch(`${config.apiBase}/bot${config.botToken}/getMe`, { redirect: 'error', signal });
  await response.body?.cancel();
  if (response.ok) return { state: 'OK', message: 'The bot answers.' };
  return { state: 'DOWN', message: `The provider answered ${response.status}.`, action: 'Set a valid botToken.' };
}

export const kabar = defineChannel({
  id: 'kabar',
  version: '1.0.0',
  sdk: '^1.0.0',
  name: { id: 'Kabar', en: 'Kabar' },
  config: kabarConfig,
  capabilities,
  operational: { verify, parse: ({ rawBody }) => parse(rawBody), send, routes },
  lifecycle: { probe },
  graph,
});
