import {
  defineChannel,
  type ChannelEvent,
  type PluginContext,
  type ProbeResult,
  type Touchpoint,
} from '../sdk/index.js';
import { asset, widgetScript } from './assets.js';
import { capabilities } from './capabilities.js';
import { websiteConfig, type WebsiteConfig } from './config.js';
import { events } from './events.js';
import { getForm, postForm } from './forms.js';
import { frame, tryPage } from './frame-page.js';
import { menu } from './menu.js';
import { postMessage } from './messages.js';
import { postReceipts } from './receipts.js';
import { send } from './send.js';
import { openSession } from './session.js';
import { start } from './start.js';
import { strategic } from './strategic.js';

/** Largest bodies, in bytes: a text of 4,000 characters takes up to 16 kB as UTF-8, one of 5,000 in a form 20 kB. */
const maximumBytes = { small: 8_000, message: 20_000, form: 32_000 } as const;

/** There is no provider to ask; what can break is the account's own storage. */
async function probe({ storage }: PluginContext<WebsiteConfig>): Promise<ProbeResult> {
  try {
    await storage.get('probe');
    return { state: 'OK', message: 'The storage of the channel answers.' };
  } catch {
    const action = 'Look at the database of the hub: visitors cannot be served without it.';
    return { state: 'DOWN', message: 'The storage of the channel does not answer.', action };
  }
}

/** Whoever opens a chat learns about the programme; the rest is service. */
function touchpoint({ kind, referral }: ChannelEvent): Touchpoint | null {
  if (kind === 'conversation-opened')
    return { stage: referral ? 'SEARCH' : 'LEARN', method: referral ? 'ADVERTISEMENT' : 'CHAT', place: 'WEBSITE' };
  return kind === 'message-received' ? { stage: 'SERVICE', method: 'CHAT', place: 'WEBSITE' } : null;
}

/** Web chat and web forms, embedded in the institution's pages by one script tag. See README.md beside this file. */
export const website = defineChannel({
  id: 'website',
  version: '1.0.0',
  sdk: '^1.1.0',
  name: { id: 'Situs web', en: 'Website' },
  config: websiteConfig,
  capabilities,
  strategic,
  operational: {
    send,
    menu,
    routes: [
      { method: 'GET', path: '', handle: tryPage },
      { method: 'GET', path: 'widget.js', handle: (request) => widgetScript(request) },
      { method: 'GET', path: 'frame', handle: frame },
      { method: 'GET', path: 'assets/:name', handle: (request) => asset(request) },
      { method: 'GET', path: 'start', handle: start },
      { method: 'POST', path: 'session', maximumBytes: maximumBytes.small, handle: openSession },
      { method: 'POST', path: 'messages', maximumBytes: maximumBytes.message, handle: postMessage },
      { method: 'POST', path: 'receipts', maximumBytes: maximumBytes.small, handle: postReceipts },
      { method: 'GET', path: 'events', handle: events },
      { method: 'GET', path: 'forms/:name', handle: getForm },
      { method: 'POST', path: 'forms/:name', maximumBytes: maximumBytes.form, handle: postForm },
    ],
  },
  analytical: { touchpoint },
  lifecycle: { probe },
});
