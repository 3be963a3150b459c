import { composePublicSchema, CompositionFault } from '../gateway/index.js';
import { parse } from 'graphql';
import type { ComposeCheck } from '../plugins/host/index.js';
import type { ChannelPlugin } from '../plugins/sdk/index.js';
import { subgraphNames, type SubgraphName } from '../schema/index.js';
import { mergedSdl } from '../subgraphs/kernel/federated-schema.js';
import { publishedSdl } from './published-sdl.js';

/**
 * Checks a channels subgraph that plugins extend against the published SDL of the others: they may run elsewhere, and
 * what is published is what they answer with. A fault that the published channels subgraph has too is nobody's here.
 */
export function composesWithPublished(published: Partial<Record<SubgraphName, string>>): ComposeCheck {
  const faultsWith = (channelsSdl: string | undefined): readonly string[] => {
    const all = { ...published, ...(channelsSdl !== undefined && { channels: channelsSdl }) };
    const services = subgraphNames.flatMap((name) => (all[name] === undefined ? [] : [{ name, sdl: all[name] }]));
    try {
      composePublicSchema(services);
      return [];
    } catch (error) {
      if (error instanceof CompositionFault) return error.faults;
      throw error;
    }
  };
  return (channelsSdl) => {
    const faults = faultsWith(channelsSdl);
    if (faults.length === 0) return [];
    const before = new Set(faultsWith(undefined));
    return faults.filter((fault) => !before.has(fault));
  };
}

/** Why the published graph does not compose with what a plugin adds; empty when it does, or nothing is added. */
export async function composeFaultsOf({ graph }: ChannelPlugin): Promise<readonly string[]> {
  const published = await publishedSdl();
  if (graph === undefined || published.channels === undefined) return [];
  try {
    return composesWithPublished(published)(mergedSdl(published.channels, [{ document: parse(graph.sdl) }]));
  } catch (error) {
    return [(error as Error).message];
  }
}
