import { forkChild, verdict, withFolder, type Child, type Print } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';
import type { ProvidersReady, WebhookLoad, WebhookResult } from './webhook-load.child.js';

export const name = 'webhook to 200 with the item on disk, all channels on: signed, distinct messages and calls';

const rate = 50;
const callRate = 2;
const latencyBar = 100;
const saturationBar = 500;

interface Channel {
  readonly id: string;
  readonly operational: {
    readonly ledger: { readonly received: number; readonly stored: number; readonly processed: number };
  };
}

async function channelsOf(hub: Child<HubChildReady>): Promise<readonly Channel[]> {
  const response = await fetch(`${hub.ready.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${hub.ready.tokens[0]}` },
    body: JSON.stringify({ query: '{ channels { id operational { ledger { received stored processed } } } }' }),
  });
  return ((await response.json()) as { data: { channels: readonly Channel[] } }).data.channels;
}

/** Posts webhooks at a steady rate, then as fast as the hub takes them; each is worked while the next ones come. */
export async function run(print: Print): Promise<void> {
  await withFolder(async (folder) => {
    const providers = await forkChild<ProvidersReady>('webhook-load.child.js', { folder });
    const { environment } = providers.ready;
    const input: HubChildInput = { folder, environment, tokens: [{ role: 'officer' }] };
    const hub = await forkChild<HubChildReady>('hub.child.js', input);
    const post = (load: Omit<WebhookLoad, 'url'>) =>
      providers.ask<WebhookResult>({ url: hub.ready.url, ...load } satisfies WebhookLoad);
    try {
      const channels = await channelsOf(hub);
      print(`channels that are on: ${channels.map(({ id }) => id).join(', ')}`);
      await measure(print, hub, post);
    } finally {
      await hub.stop();
      await providers.stop();
    }
  });
}

async function measure(
  print: Print,
  hub: Child<HubChildReady>,
  post: (load: Omit<WebhookLoad, 'url'>) => Promise<WebhookResult>,
): Promise<void> {
  const warm = await post({ mix: 'messages', seconds: 4, perSecond: rate });
  // Calls come in beside the messages; what they are answered with is what the hub says, so it takes longer.
  const [steady, calls] = await Promise.all([
    post({ mix: 'messages', seconds: 12, perSecond: rate }),
    post({ mix: 'calls', seconds: 12, perSecond: callRate }),
  ]);
  print(`at ${rate}/s: ${steady.stored} stored, ${steady.refused} refused, median ${steady.median.toFixed(1)} ms`);
  verdict(print, `p99 at ${rate}/s`, `${steady.p99.toFixed(0)} ms`, `< ${latencyBar} ms`, steady.p99 < latencyBar);
  const spoken = `median ${calls.median.toFixed(0)} ms, p99 ${calls.p99.toFixed(0)} ms`;
  print(`  calls at ${callRate}/s, answered with what the hub says: ${calls.stored}, ${spoken}`);
  const before = await hub.usage();
  const full = await post({ mix: 'whatsapp', seconds: 8, connections: 64 });
  const cpu = ((await hub.usage()).cpu - before.cpu) / full.stored;
  const speed = `${full.perSecond.toFixed(0)}/s`;
  verdict(print, 'at saturation, 64 connections', speed, `>= ${saturationBar}/s`, full.perSecond >= saturationBar);
  print(`  p99 ${full.p99.toFixed(0)} ms, ${cpu.toFixed(2)} ms CPU of the hub each, with the work that follows`);
  const answered = [warm, steady, calls, full].reduce((sum, { stored }) => sum + stored, 0);
  const ledgers = (await channelsOf(hub)).map(({ operational }) => operational.ledger);
  const total = (count: 'received' | 'stored' | 'processed') => ledgers.reduce((sum, ledger) => sum + ledger[count], 0);
  // Some webhooks hold several items, and some are reports of what the hub sent.
  if (total('stored') < answered) throw new Error(`${answered} answered with 200, but ${total('stored')} stored.`);
  print(`  all ${answered} answered with 200 are in the ledgers; ${total('processed')} items were worked by then`);
}
