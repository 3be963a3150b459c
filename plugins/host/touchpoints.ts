import type { Logger } from '../../subgraphs/kernel/logging.js';
import { touchpointFault, type ChannelEvent, type Touchpoint } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostMeters } from './meters.js';

export interface TouchpointParts {
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly meters: HostMeters;
  readonly log: Logger;
}

/** Channels whose mapping has failed in this process: the log says so once, the metric counts. */
const reported = new WeakSet<ChannelRuntime>();

/**
 * What an event of a channel means for the journey, by the plugin's own mapping. Null: nothing, or the mapping threw or gave
 * something that is no touchpoint; that is counted, and loses nothing else.
 */
export function touchpointOf(parts: TouchpointParts, channelId: string, event: ChannelEvent): Touchpoint | null {
  const channel = parts.channels.get(channelId);
  const analytical = channel?.account.plugin.analytical;
  if (!channel || !analytical) return null;
  try {
    const touchpoint = analytical.touchpoint({ ...event });
    if (touchpoint === null) return null;
    const fault = touchpointFault(touchpoint);
    if (fault) throw new TypeError(fault);
    const { stage, method, place } = touchpoint;
    return { stage, method, place };
  } catch (error) {
    parts.meters.touchpointFailures.inc({ channel: channelId });
    if (!reported.has(channel)) {
      reported.add(channel);
      const err = channel.withoutSecrets(error);
      parts.log.error(
        { err, channel: channelId },
        'the plugin cannot map an event to a touchpoint; such events are left out',
      );
    }
    return null;
  }
}
