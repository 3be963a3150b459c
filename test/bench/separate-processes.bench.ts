import { forkChild, verdict, withSeededFolder, type Child, type Print } from './benchmark.js';
import type { GatewayInput, GatewayReady } from './gateway.child.js';
import { compare, sameAnswers, type Comparison, type Target } from './load.js';
import type { ReplayInput, ReplayReady } from './replay.child.js';
import { listBody } from './seed.js';
import type { SubgraphsInput, SubgraphsReady } from './subgraphs.child.js';

export const name =
  'separate processes: the same list through our gateway and through Apollo Gateway, subgraphs behind HTTP';

const connections = 32;
const bar = 2;
/** Different operations while answers are replayed; the first round records them. */
const recorded = 200;
const tokens = Array.from({ length: connections }, (_, index) => ({
  role: 'officer' as const,
  subject: `officer-${index}`,
}));

type Services = SubgraphsReady['services'];

/**
 * Loads both gateways in turn: first over subgraphs that replay what they said before, so that the gateway is what is
 * measured; then over the five subgraphs themselves and their store, which share this machine's cores with the gateway.
 */
export async function run(print: Print): Promise<void> {
  await withSeededFolder(async (folder) => {
    const subgraphs = await forkChild<SubgraphsReady>('subgraphs.child.js', {
      folder,
      tokens,
    } satisfies SubgraphsInput);
    const { services } = subgraphs.ready;
    const replay = await forkChild<ReplayReady>('replay.child.js', { services } satisfies ReplayInput);
    const parts = { print, folder, subgraphs };
    try {
      print('the gateway alone: subgraphs replay their answers');
      const alone = await compareGateways(parts, replay.ready.services, [replay], (index) =>
        listBody(index % recorded),
      );
      verdict(
        print,
        'throughput against Apollo Gateway',
        alone.throughput.toFixed(2),
        `>= ${bar}`,
        alone.throughput >= bar,
      );
      print(`CPU a request of the gateway process, Apollo's against ours: ${alone.cpu.toFixed(2)}`);
      print('the whole chain: five subgraphs and the store on the same cores');
      const chain = await compareGateways(parts, services, [subgraphs], listBody);
      print(`throughput against Apollo Gateway, whole chain: ${chain.throughput.toFixed(2)}`);
    } finally {
      await replay.stop();
      await subgraphs.stop();
    }
  });
}

interface Parts {
  readonly print: Print;
  readonly folder: string;
  readonly subgraphs: Child<SubgraphsReady>;
}

async function compareGateways(
  { print, folder, subgraphs }: Parts,
  services: Services,
  behind: readonly Child<unknown>[],
  body: (index: number) => string,
): Promise<Comparison> {
  const { secret, tokens: issued } = subgraphs.ready;
  const start = (kind: GatewayInput['kind']) =>
    forkChild<GatewayReady>('gateway.child.js', {
      kind,
      folder,
      subgraphs: { secret, services },
    } satisfies GatewayInput);
  const ours = await start('kanal');
  const apollo = await start('apollo');
  const target = (label: string, gateway: Child<GatewayReady>): Target => ({
    name: label,
    url: gateway.ready.url,
    tokens: issued,
    servers: [gateway],
    behind,
  });
  try {
    const targets = [target('our gateway', ours), target('Apollo Gateway', apollo)] as const;
    await sameAnswers(targets, body);
    return await compare(print, targets, { connections, seconds: 4, rounds: 3, body });
  } finally {
    await ours.stop();
    await apollo.stop();
  }
}
