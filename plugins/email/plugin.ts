import { defineChannel, type ChannelEvent, type Touchpoint } from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { emailConfig } from './config.js';
import { media } from './media.js';
import { menu } from './menu.js';
import { poll } from './poll.js';
import { probe } from './probe.js';
import { send } from './send.js';
import { strategic } from './strategic.js';

/** Who opens a conversation by mail asks something; what follows is service. */
function touchpoint({ kind }: ChannelEvent): Touchpoint | null {
  if (kind === 'conversation-opened') return { stage: 'LEARN', method: 'LETTER', place: 'EMAIL' };
  return kind === 'message-received' ? { stage: 'SERVICE', method: 'LETTER', place: 'EMAIL' } : null;
}

/** Email by IMAP and SMTP. See README.md beside this file. */
export const email = defineChannel({
  id: 'email',
  version: '1.0.0',
  sdk: '^1.0.0',
  name: { id: 'Surel', en: 'Email' },
  config: emailConfig,
  capabilities,
  strategic,
  operational: { poll, send, media, menu },
  analytical: { touchpoint },
  lifecycle: { probe },
});
