import {
  defineChannel,
  type ChannelEvent,
  type PluginContext,
  type ProbeResult,
  type Touchpoint,
} from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { mobileJknConfig, type MobileJknConfig } from './config.js';
import { graph } from './graph/extension.js';
import { menu } from './menu.js';
import { warmUp } from './push/access-token.js';
import { probePush } from './push/probe.js';
import { send } from './send.js';
import { strategic } from './strategic.js';

/** Whoever opens the app's chat learns; whoever writes is served. */
function touchpoint(event: ChannelEvent): Touchpoint | null {
  if (event.kind === 'conversation-opened') return { stage: 'LEARN', method: 'APP', place: 'MOBILE_JKN' };
  return event.kind === 'message-received' ? { stage: 'SERVICE', method: 'APP', place: 'MOBILE_JKN' } : null;
}

const probe = (context: PluginContext<MobileJknConfig>): Promise<ProbeResult> => probePush(context);

/** Mobile JKN: an app that speaks GraphQL with the hub, an inbox, and pushes. See README.md beside this file. */
export const mobileJkn = defineChannel({
  id: 'mobile-jkn',
  version: '1.0.0',
  sdk: '^1.1.0',
  name: { id: 'Mobile JKN', en: 'Mobile JKN' },
  config: mobileJknConfig,
  capabilities,
  strategic,
  operational: { send, menu },
  analytical: { touchpoint },
  lifecycle: { start: ({ config }) => warmUp(config), probe },
  graph,
});
