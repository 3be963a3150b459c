import { composePublicSchema, CompositionFault } from '../gateway/index.js';
import type { ComposeCheck } from '../plugins/host/index.js';
import { subgraphNames, type SubgraphName } from '../schema/index.js';

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
