import { forkChild, verdict, withFolder, type Child, type Print } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';
import type { MetaReady, WebhookLoad, WebhookResult } from './webhook-load.child.js';

export const name = 'webhook to 200 with the item on disk: signed, distinct WhatsApp messages of 300 people';

const rate = 50;
const latencyBar = 100;
const saturationBar = 500;

/** Counts of the channel's ledger. */
interface Ledger {
  readonly received: number;
  readonly stored: number;
  readonly processed: number;
}

async function ledgerOf(hub: Child<HubChildReady>): Promise<Ledger> {
  const response = await fetch(`${hub.ready.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${hub.ready.tokens[0]}` },
    body: JSON.stringify({
      query: '{ channel(id: "whatsapp-pandawa") { operational { ledger { received stored processed } } } }',
    }),
  });
  const answer = (await response.json()) as { data: { channel: { operational: { ledger: Ledger } } } };
  return answer.data.channel.operational.ledger;
}

/** Posts webhooks at a steady rate, then as fast as the hub takes them; each is worked while the next ones come. */
export async function run(print: Print): Promise<void> {
  await withFolder(async (folder) => {
    const meta = await forkChild<MetaReady>('webhook-load.child.js', {});
    const input: HubChildInput = {
      folder,
      environment: { WHATSAPP_PANDAWA_API_BASE: meta.ready.apiBase },
      tokens: [{ role: 'officer' }],
    };
    const hub = await forkChild<HubChildReady>('hub.child.js', input);
    const url = `${hub.ready.url}/webhooks/whatsapp-pandawa`;
    const post = (load: Omit<WebhookLoad, 'url'>) => meta.ask<WebhookResult>({ url, ...load });
    try {
      const warm = await post({ seconds: 4, perSecond: rate });
      const steady = await post({ seconds: 12, perSecond: rate });
      print(`at ${rate}/s: ${steady.stored} stored, ${steady.refused} refused, median ${steady.median.toFixed(1)} ms`);
      verdict(print, `p99 at ${rate}/s`, `${steady.p99.toFixed(0)} ms`, `< ${latencyBar} ms`, steady.p99 < latencyBar);
      const before = await hub.usage();
      const full = await post({ seconds: 8, connections: 64 });
      const cpu = ((await hub.usage()).cpu - before.cpu) / full.stored;
      const speed = `${full.perSecond.toFixed(0)}/s`;
      verdict(print, 'at saturation, 64 connections', speed, `>= ${saturationBar}/s`, full.perSecond >= saturationBar);
      print(`  p99 ${full.p99.toFixed(0)} ms, ${cpu.toFixed(2)} ms CPU of the hub each, with the work that follows`);
      const answered = warm.stored + steady.stored + full.stored;
      const { received, stored, processed } = await ledgerOf(hub);
      if (stored !== answered) throw new Error(`${answered} answered with 200, but ${stored} of ${received} stored.`);
      print(`  all ${stored} answered with 200 are in the ledger; ${processed} were worked by then`);
    } finally {
      await hub.stop();
      await meta.stop();
    }
  });
}
