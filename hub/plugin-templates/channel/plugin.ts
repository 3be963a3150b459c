import {
  defineChannel,
  verifyHmacSha256,
  type ChannelEvent,
  type PluginContext,
  type ProbeResult,
  type Touchpoint,
} from '../../../plugins/sdk/index.js';
import { capabilities } from './capabilities.js';
import { sampleChannelConfig, type SampleChannelConfig } from './config.js';
import { parse } from './parse.js';
import { send } from './send.js';
import { strategic } from './strategic.js';

/** Reads the account's own record: it fails as sends would when the token is broken. */
async function probe({ config, fetch, signal }: PluginContext<SampleChannelConfig>): Promise<ProbeResult> {
  const headers = { authorization: `Bearer ${config.accessToken}` };
  const response = await fetch(`${config.apiBase}/account`, { headers, redirect: 'error', signal });
  await response.body?.cancel();
  if (response.ok) return { state: 'OK', message: 'The provider answers for this account.' };
  const action = 'Put a valid access token into the configuration and start again.';
  return { state: 'DOWN', message: `The provider answered ${response.status}.`, action };
}

/** Whoever opens a conversation learns; what follows is service. */
function touchpoint({ kind }: ChannelEvent): Touchpoint | null {
  if (kind === 'conversation-opened') return { stage: 'LEARN', method: 'CHAT', place: 'SAMPLE_CHANNEL' };
  return kind === 'message-received' ? { stage: 'SERVICE', method: 'CHAT', place: 'SAMPLE_CHANNEL' } : null;
}

/** Sample Channel. See README.md beside this file. */
export const sampleChannelPlugin = defineChannel({
  id: 'sample-channel',
  version: '1.0.0',
  sdk: '^1.0.0',
  name: { id: 'Sample Channel', en: 'Sample Channel' },
  config: sampleChannelConfig,
  capabilities,
  strategic,
  operational: {
    verify: ({ rawBody, headers }, { webhookSecret: secret }) =>
      verifyHmacSha256({ secret, rawBody, header: headers['x-signature'], prefix: 'sha256=' }),
    parse: ({ rawBody }) => parse(rawBody),
    send,
  },
  analytical: { touchpoint },
  lifecycle: { probe },
});
