import { defineChannel, type ChannelEvent, type Touchpoint } from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { sippConfig } from './config.js';
import { graph } from './graph.js';
import { routes } from './routes.js';
import { strategic } from './strategic.js';

/** Employers come to be served; whoever opens a conversation learns. */
function touchpoint(event: ChannelEvent): Touchpoint | null {
  if (event.kind === 'conversation-opened') return { stage: 'LEARN', method: 'PORTAL', place: 'SIPP' };
  return event.kind === 'message-received' ? { stage: 'SERVICE', method: 'PORTAL', place: 'SIPP' } : null;
}

/** The employer portal (SIPP): no provider stands behind it. See README.md beside this file. */
export const sipp = defineChannel({
  id: 'sipp',
  version: '1.0.0',
  sdk: '^1.1.0',
  name: { id: 'SIPP', en: 'SIPP employer portal' },
  config: sippConfig,
  capabilities,
  strategic,
  operational: { routes },
  analytical: { touchpoint },
  graph,
});
