import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { ChannelEvent, Touchpoint } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostMeters } from './meters.js';

/** Words of a plugin for a method or place: short, without anything of a person. */
const word = /^[A-Za-z][A-Za-z0-9 _.-]{0,59}$/;
const stages: readonly string[] = ['SEARCH', 'LEARN', 'REGISTER', 'SERVICE'] satisfies readonly Touchpoint['stage'][];

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
    return checked(analytical.touchpoint({ ...event }));
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

function checked(touchpoint: Touchpoint | null): Touchpoint | null {
  if (touchpoint === null) return null;
  const { stage, method, place } = touchpoint;
  if (!stages.includes(stage)) throw new TypeError(`A stage is one of ${stages.join(', ')}.`);
  for (const text of [method, place]) {
    if (typeof text !== 'string' || !word.test(text))
      throw new TypeError('Method and place are words of 1 to 60 characters.');
  }
  return { stage, method, place };
}
