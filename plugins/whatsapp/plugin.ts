import type {
  ChannelEvent,
  PluginContext,
  ProbeResult,
  Touchpoint,
  WebhookAnswer,
  WebhookRequest,
} from '../sdk/index.js';
import { defineChannel, equalSecrets, verifyHmacSha256 } from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { whatsAppConfig, type WhatsAppConfig } from './config.js';
import { media } from './media.js';
import { menu } from './menu.js';
import { parse } from './parse.js';
import { send } from './send.js';
import { strategic } from './strategic.js';

/** GET with `hub.mode=subscribe`: the challenge for who knows the verify token, 403 for others. */
function handshake(request: WebhookRequest, config: WhatsAppConfig): WebhookAnswer | null {
  if (request.method !== 'GET') return null;
  const known = equalSecrets(request.query.get('hub.verify_token') ?? '', config.verifyToken);
  const challenge = request.query.get('hub.challenge') ?? '';
  if (!known || request.query.get('hub.mode') !== 'subscribe')
    return { status: 403, body: 'The verify token is not ours.' };
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}

/** Reads the number's own record: it fails as sends would when token, permission or registration is broken. */
async function probe({ config, fetch, signal }: PluginContext<WhatsAppConfig>): Promise<ProbeResult> {
  const response = await fetch(`${config.apiBase}/${config.phoneNumberId}?fields=id,quality_rating`, {
    headers: { authorization: `Bearer ${config.accessToken}` },
    redirect: 'error',
    signal,
  });
  await response.body?.cancel();
  if (response.ok) return { state: 'OK', message: 'The Graph API answers for this number.' };
  const refused = response.status === 401 || response.status === 403;
  return {
    state: refused ? 'DOWN' : 'DEGRADED',
    message: `The Graph API answered ${response.status} for this number.`,
    ...(refused ? { action: 'Put a valid access token into the configuration and start again.' } : {}),
  };
}

/** A person who came by an advertisement searches; whoever asks learns; the rest is service. */
function touchpoint(event: ChannelEvent): Touchpoint | null {
  if (event.kind === 'conversation-opened' && event.referral)
    return { stage: 'SEARCH', method: 'ADVERTISEMENT', place: 'WHATSAPP' };
  if (event.kind === 'conversation-opened') return { stage: 'LEARN', method: 'CHAT', place: 'WHATSAPP' };
  return event.kind === 'message-received' ? { stage: 'SERVICE', method: 'CHAT', place: 'WHATSAPP' } : null;
}

/** WhatsApp Business by Meta's Cloud API (PANDAWA). See README.md beside this file. */
export const whatsapp = defineChannel({
  id: 'whatsapp',
  version: '1.0.0',
  sdk: '^1.0.0',
  name: { id: 'WhatsApp PANDAWA', en: 'WhatsApp PANDAWA' },
  config: whatsAppConfig,
  capabilities,
  strategic,
  operational: {
    verify: (request, config) =>
      verifyHmacSha256({
        secret: config.appSecret,
        rawBody: request.rawBody,
        header: request.headers['x-hub-signature-256'],
        prefix: 'sha256=',
      }),
    handshake,
    parse: ({ rawBody }) => parse(rawBody),
    send,
    media,
    menu,
  },
  analytical: { touchpoint },
  lifecycle: { probe },
});
