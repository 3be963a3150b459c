import { setTimeout as pause } from 'node:timers/promises';
import { forkChild, verdict, withSeededFolder, type Child, type Print } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';
import type { Deliveries, SubscribersInput, SubscribersQuestion } from './subscribers.child.js';

export const name = 'fan-out: complaintUpdates with participant and channel to 2,000 WebSockets of equal rights';

const subscribers = 2_000;
const deliveriesBar = 20_000;
const latencyBar = 250;
const memoryBar = 20;
/** Events a second that make a little more than the bar's deliveries. */
const steadyRate = Math.ceil(deliveriesBar / subscribers) + 1;
const steadySeconds = 10;
const burstEvents = 120;
const burstLanes = 8;

let filed = 0;

async function fileComplaint({ ready }: Child<HubChildReady>): Promise<void> {
  const input = {
    idempotencyKey: `fan-out-${(filed += 1)}`,
    channelId: 'whatsapp-pandawa',
    category: 'CLAIM',
    description: `Klaim belum dibayar, kejadian ke-${filed}.`,
    region: '61.71',
    participantId: 'par_bench_1',
  };
  const response = await fetch(`${ready.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ready.tokens[0]}` },
    body: JSON.stringify({
      query:
        'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { ... on ComplaintFiled { repeated } } }',
      variables: { input },
    }),
  });
  const text = await response.text();
  if (text !== '{"data":{"fileComplaint":{"repeated":false}}}') throw new Error(`Not filed: ${text}`);
}

/** Files at a steady rate, whatever the answers do. */
async function steadily(hub: Child<HubChildReady>, count: number): Promise<void> {
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    await pause(Math.max(0, began + (index * 1000) / steadyRate - performance.now()));
    sent.push(fileComplaint(hub));
  }
  await Promise.all(sent);
}

/** Files as fast as some lanes can. */
async function inBurst(hub: Child<HubChildReady>, count: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await fileComplaint(hub);
  };
  await Promise.all(Array.from({ length: burstLanes }, lane));
}

type Audience = Child<object>;
const tell = (audience: Audience, question: SubscribersQuestion) => audience.ask<Deliveries>(question);

/** What the subscribers received of some changes; throws when one is missing after 10 s. */
async function received(audience: Audience, expected: number, change: () => Promise<void>): Promise<Deliveries> {
  await tell(audience, { kind: 'begin' });
  await change();
  for (const end = Date.now() + 10_000; ; await pause(100)) {
    const report = await tell(audience, { kind: 'report' });
    if (report.count === expected) return report;
    if (Date.now() > end || report.count > expected) throw new Error(`${report.count} of ${expected} deliveries.`);
  }
}

/** Memory when collections free no more. */
async function settled(hub: Child<HubChildReady>) {
  for (let round = 0; round < 4; round++) {
    await pause(500);
    await hub.usage();
  }
  return hub.usage();
}

async function memoryOf(print: Print, hub: Child<HubChildReady>, audience: Audience): Promise<void> {
  await tell(audience, { kind: 'connect', count: 20 });
  await received(audience, 20 * 20, () => inBurst(hub, 20));
  const before = await settled(hub);
  const began = performance.now();
  await tell(audience, { kind: 'connect', count: subscribers });
  print(`${subscribers} subscribers connected in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const after = await settled(hub);
  const each = (bytes: number) => bytes / 1000 / (subscribers - 20);
  const resident = each(after.rss - before.rss);
  verdict(
    print,
    'resident memory a subscriber',
    `${resident.toFixed(1)} kB`,
    `<= ${memoryBar} kB`,
    resident <= memoryBar,
  );
  print(`  heap and buffers a subscriber: ${each(after.heap - before.heap).toFixed(1)} kB`);
}

/** Connects the subscribers, changes complaints at a steady rate and then in a burst. */
export async function run(print: Print): Promise<void> {
  await withSeededFolder(async (folder) => {
    const partners = Array.from({ length: subscribers }, (_, index) => ({
      role: 'partner' as const,
      subject: `partner-${index}`,
      regions: ['61'],
    }));
    const input: HubChildInput = { folder, tokens: [{ role: 'officer' }, ...partners] };
    const hub = await forkChild<HubChildReady>('hub.child.js', input);
    const url = `${hub.ready.url.replace('http', 'ws')}/graphql`;
    const audience = await forkChild<object>('subscribers.child.js', {
      url,
      tokens: hub.ready.tokens.slice(1),
    } satisfies SubscribersInput);
    try {
      await memoryOf(print, hub, audience);
      await received(audience, 10 * subscribers, () => steadily(hub, 10));
      const count = steadyRate * steadySeconds;
      const steady = await received(audience, count * subscribers, () => steadily(hub, count));
      print(`at ${steadyRate} changes/s, ${steady.perSecond.toFixed(0)} deliveries/s: median ${steady.median} ms`);
      verdict(
        print,
        'p99 from the change to its receipt',
        `${steady.p99} ms`,
        `< ${latencyBar} ms`,
        steady.p99 < latencyBar,
      );
      const before = await hub.usage();
      const burst = await received(audience, burstEvents * subscribers, () => inBurst(hub, burstEvents));
      const cpu = ((await hub.usage()).cpu - before.cpu) / burst.count;
      const speed = `${burst.perSecond.toFixed(0)}/s`;
      verdict(
        print,
        'deliveries, as fast as they come',
        speed,
        `>= ${deliveriesBar}/s`,
        burst.perSecond >= deliveriesBar,
      );
      print(`  ${(cpu * 1000).toFixed(1)} us CPU of the hub each; ${burst.sample.length} bytes: ${burst.sample}`);
    } finally {
      await audience.stop();
      await hub.stop();
    }
  });
}
