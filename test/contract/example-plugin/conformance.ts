import { defineConformance } from '../../../plugins/sdk/testing/index.js';
import type { KabarConfig } from './config.js';
import { kabar } from './plugin.js';
import { startKabar } from './simulator.js';

const config: KabarConfig = {
  botToken: '1001:kit-token',
  webhookSecret: 'kit-webhook-secret',
  apiBase: 'http://127.0.0.1:1',
};
const from = { id: 70_000_001, first_name: 'Warga Contoh' };
const chat = { id: from.id };

function samples(now: Date) {
  const date = Math.floor(now.getTime() / 1000);
  const own = { message_id: 9, date: 1_700_000_000, chat };
  return [
    { name: 'text', body: { update_id: 1, message: { message_id: 1, from, chat, date, text: 'Halo' } }, items: 1 },
    { name: 'sticker', body: { update_id: 2, message: { message_id: 2, from, chat, date, sticker: {} } }, items: 1 },
    { name: 'tap', body: { update_id: 3, callback_query: { id: '77', from, data: 'a', message: own } }, items: 1 },
    { name: 'an update of tomorrow', body: { update_id: 4, hologram: {} }, items: 1 },
  ];
}

export const conformance = defineConformance<KabarConfig>({
  plugin: kabar,
  config,
  authenticity: 'token',
  sign: () => ({ 'x-kabar-secret-token': config.webhookSecret }),
  samples,
  recipient: { key: String(from.id) },
  provider: () => startKabar(config),
  requests: [{ method: 'GET', path: 'notices', query: 'after=0' }],
});
