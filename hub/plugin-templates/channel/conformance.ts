import { defineConformance } from '../../../plugins/sdk/testing/index.js';
import type { SampleChannelConfig } from './config.js';
import { list, record } from './json.js';
import { sampleChannelPlugin } from './plugin.js';
import { signedHeaders, startSimulator } from './simulator.js';

const config: SampleChannelConfig = {
  webhookSecret: 'kit-webhook-secret',
  accessToken: 'kit-access-token',
  apiBase: 'http://127.0.0.1:1',
};
const from = { id: 'person-000001', name: 'Warga Contoh' };
const webhook = (...events: readonly object[]) => ({ account: 'sample', events });

function samples(now: Date) {
  const message = (id: string, content: object) => ({ type: 'message', id, time: now.getTime(), from, ...content });
  const status = (name: string) => ({ type: 'status', id: 'out-1', time: now.getTime(), status: name });
  return [
    { name: 'text', body: webhook(message('1', { text: 'Halo' })), items: 1 },
    { name: 'choice', body: webhook(message('2', { choice: { id: 'a', title: 'A' } })), items: 1 },
    { name: 'content of tomorrow', body: webhook(message('3', { content: 'hologram' })), items: 1 },
    { name: 'statuses', body: webhook(status('delivered'), status('read'), status('failed')), items: 3 },
    {
      name: 'batch',
      body: webhook(message('4', { text: 'satu' }), message('5', { text: 'dua' }), { type: 'of-tomorrow', id: '6' }),
      items: 3,
    },
  ];
}

/** How the conformance kit plays the provider: `npm run plugin:check sample-channel`. */
export const conformance = defineConformance<SampleChannelConfig>({
  plugin: sampleChannelPlugin,
  config,
  sign: (rawBody) => signedHeaders(config.webhookSecret, rawBody),
  samples,
  batch: (bodies) => webhook(...bodies.flatMap((body) => list(record(body).events).map(record))),
  recipient: { key: from.id },
  provider: async () => {
    const simulator = await startSimulator(config);
    return {
      config: { ...config, apiBase: simulator.apiBase },
      attempts: () => simulator.attempts,
      received: () => simulator.sent,
      next: simulator.next,
      close: simulator.close,
    };
  },
});
