import { forkChild, verdict, withSeededFolder, type Print } from './benchmark.js';
import type { GatewayInput, GatewayReady } from './gateway.child.js';
import { compare, sameAnswers, type Target } from './load.js';
import { listBody } from './seed.js';
import type { SubgraphsInput, SubgraphsReady } from './subgraphs.child.js';

export const name =
  'separate processes: the same list through our gateway and through Apollo Gateway, subgraphs behind HTTP';

const connections = 32;
const bar = 2;
const tokens = Array.from({ length: connections }, (_, index) => ({
  role: 'officer' as const,
  subject: `officer-${index}`,
}));

/** Loads both gateways in turn, over the same five subgraphs in a process of their own. */
export async function run(print: Print): Promise<void> {
  await withSeededFolder(async (folder) => {
    const subgraphs = await forkChild<SubgraphsReady>('subgraphs.child.js', {
      folder,
      tokens,
    } satisfies SubgraphsInput);
    const start = (kind: GatewayInput['kind']) =>
      forkChild<GatewayReady>('gateway.child.js', { kind, folder, subgraphs: subgraphs.ready } satisfies GatewayInput);
    const ours = await start('kanal');
    const apollo = await start('apollo');
    const target = (label: string, gateway: typeof ours): Target => ({
      name: label,
      url: gateway.ready.url,
      tokens: subgraphs.ready.tokens,
      servers: [gateway],
      behind: [subgraphs],
    });
    try {
      const targets = [target('our gateway', ours), target('Apollo Gateway', apollo)] as const;
      await sameAnswers(targets, listBody);
      const { throughput, cpu } = await compare(print, targets, { connections, seconds: 4, rounds: 3, body: listBody });
      verdict(print, 'throughput against Apollo Gateway', throughput.toFixed(2), `>= ${bar}`, throughput >= bar);
      print(`CPU a request of the gateway process, Apollo's against ours: ${cpu.toFixed(2)}`);
    } finally {
      await ours.stop();
      await apollo.stop();
      await subgraphs.stop();
    }
  });
}
