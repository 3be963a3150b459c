import { createHash } from 'node:crypto';
import {
  defineChannel,
  type ChannelEvent,
  type InboundItem,
  type Touchpoint,
  type WebhookRequest,
} from '../sdk/index.js';
import { answer } from './answer.js';
import { capabilities } from './capabilities.js';
import { careCenterConfig } from './config.js';
import { menu } from './menu.js';
import { send } from './send.js';
import { strategic } from './strategic.js';
import { probeAccount } from './twilio/calls.js';
import { readEvent } from './twilio/read.js';
import { verifyTwilio } from './twilio/signature.js';
import { itemsOf } from './voice/items.js';

/** The items of a request; what is no event of a call is kept as it came. */
function parse({ query, rawBody }: WebhookRequest): InboundItem[] {
  const event = readEvent({ query, rawBody });
  if (event) return itemsOf(event);
  const externalId = createHash('sha256').update(query.toString()).update('\n').update(rawBody).digest('hex');
  const raw = rawBody.toString('utf8');
  return [{ kind: 'unknown', accountKey: 'unknown', externalId, at: null, name: 'request', raw }];
}

/** Whoever calls wants to learn; what is said or keyed in the call is service. */
function touchpoint({ kind, contentKind }: ChannelEvent): Touchpoint | null {
  if (kind === 'conversation-opened') return { stage: 'LEARN', method: 'CALL', place: 'CARE_CENTER_165' };
  const isService = kind === 'message-received' && contentKind !== 'session';
  return isService ? { stage: 'SERVICE', method: 'CALL', place: 'CARE_CENTER_165' } : null;
}

/** Care Center 165 over Twilio Voice. See README.md beside this file. */
export const careCenter = defineChannel({
  id: 'care-center',
  version: '1.0.0',
  sdk: '^1.1.0',
  name: { id: 'Care Center 165', en: 'Care Center 165' },
  config: careCenterConfig,
  capabilities,
  strategic,
  operational: {
    verify: verifyTwilio,
    parse,
    answer: (request, messages, context) => answer(menu, request, messages, context),
    send: (command, context) => send(menu, command, context),
    menu,
  },
  analytical: { touchpoint },
  lifecycle: { probe: probeAccount },
});
