import type { WebhookAnswer, WebhookRequest } from '../sdk/index.js';
import { defineChannel, equalSecrets, verifyHmacSha256 } from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { instagramConfig, type InstagramConfig } from './config.js';
import { insights } from './insights.js';
import { media } from './media.js';
import { graph } from './moderation/extension.js';
import { parse } from './parse.js';
import { probe } from './probe.js';
import { publish } from './publish.js';
import { send } from './send.js';
import { strategic } from './strategic.js';
import { touchpoint } from './touchpoint.js';

/** GET with `hub.mode=subscribe`: the challenge for who knows the verify token, 403 for others. */
function handshake(request: WebhookRequest, config: InstagramConfig): WebhookAnswer | null {
  if (request.method !== 'GET') return null;
  const known = equalSecrets(request.query.get('hub.verify_token') ?? '', config.verifyToken);
  if (!known || request.query.get('hub.mode') !== 'subscribe') {
    return { status: 403, body: 'The verify token is not ours.' };
  }
  const body = request.query.get('hub.challenge') ?? '';
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/**
 * Instagram by Meta's Instagram Platform. Operational in part: no service menu, because an institution can neither
 * write first nor check who somebody is here. Officers moderate public comments by the graph (moderation/).
 */
export const instagram = defineChannel({
  id: 'instagram',
  version: '1.1.0',
  sdk: '^1.1.0',
  name: { id: 'Instagram', en: 'Instagram' },
  config: instagramConfig,
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
    publish,
    media,
  },
  analytical: { touchpoint, insights },
  lifecycle: { probe },
  graph,
});
