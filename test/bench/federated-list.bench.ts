import { forkChild, verdict, withSeededFolder, type Print } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';
import { compare, sameAnswers } from './load.js';
import { listBody } from './seed.js';

export const name = 'federated list in process: 20 complaints -> participant -> channel, 32 connections';

const connections = 32;
const bar = 0.5;
const tokens = Array.from({ length: connections }, (_, index) => ({
  role: 'officer' as const,
  subject: `officer-${index}`,
}));

/** Loads the hub and one unfederated @apollo/server over the same resolvers in turn. */
export async function run(print: Print): Promise<void> {
  await withSeededFolder((ours) =>
    withSeededFolder(async (theirs) => {
      const hub = await forkChild<HubChildReady>('hub.child.js', {
        folder: ours,
        tokens,
      } satisfies HubChildInput);
      const one = await forkChild<HubChildReady>('unfederated.child.js', {
        folder: theirs,
        tokens,
      } satisfies HubChildInput);
      try {
        const targets = [
          { name: 'hub, five subgraphs', url: `${hub.ready.url}/graphql`, tokens: hub.ready.tokens, servers: [hub] },
          { name: 'one unfederated @apollo/server', url: one.ready.url, tokens: one.ready.tokens, servers: [one] },
        ] as const;
        await sameAnswers(targets, listBody);
        const { throughput, cpu } = await compare(print, targets, {
          connections,
          seconds: 4,
          rounds: 3,
          body: listBody,
        });
        verdict(print, 'throughput against unfederated', throughput.toFixed(2), `>= ${bar}`, throughput >= bar);
        print(`CPU a request, unfederated against hub: ${cpu.toFixed(2)}`);
      } finally {
        await hub.stop();
        await one.stop();
      }
    }),
  );
}
