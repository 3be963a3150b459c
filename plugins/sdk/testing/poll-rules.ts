import type { InboundItem } from '../index.js';
import { itemFault } from './fuzz.js';
import { Polling, quietWait } from './polling.js';
import { NotApplicable, type Finding } from './report.js';
import { grace } from './sending.js';
import { itemKey, type Rule } from './world.js';

/** Asking a provider that brings nothing by itself. */
export const pollRules: readonly Rule[] = [
  {
    id: 'poll.items',
    proves: 'Everything that lies at the provider is given once, as items that can be stored.',
    check: ofPollers(givesAll),
  },
  {
    id: 'poll.checkpoint',
    proves: 'The checkpoint moves only with items, and is short enough to be stored.',
    check: ofPollers(checkpoints),
  },
  {
    id: 'poll.again',
    proves: 'A call with an older checkpoint gives the same items with the same keys: nothing is lost by a crash.',
    check: ofPollers(again),
  },
  {
    id: 'poll.down',
    proves: 'A provider that does not answer makes poll throw, and nothing is lost when it comes back.',
    check: ofPollers(down),
  },
  {
    id: 'poll.garbage',
    proves: 'A broken thing at the provider keeps nothing else back.',
    check: ofPollers(garbage),
  },
  {
    id: 'poll.deadline',
    proves: 'poll ends with its AbortSignal, whatever it waits for.',
    check: ofPollers(deadlines),
  },
];

function ofPollers(check: (polling: Polling) => Promise<Finding>): Rule['check'] {
  return async (world) => {
    if (!world.plugin.operational?.poll) return new NotApplicable('the plugin does not poll');
    if (!world.subject.polled)
      return 'the subject has no `polled`: play the provider that is asked (see the plugin guide)';
    const provider = await world.subject.polled();
    try {
      return await check(new Polling(world, provider));
    } finally {
      await provider.close();
    }
  };
}

const keysOf = (items: readonly InboundItem[]) => items.map(itemKey);

async function givesAll(polling: Polling): Promise<Finding> {
  const { provider } = polling;
  const begin = await polling.drain(null, 0);
  await provider.deliver(5);
  const first = await polling.drain(begin.checkpoint, 5);
  await provider.deliver(2);
  const { items } = await polling.drain(first.checkpoint, 2);
  const all = [...begin.items, ...first.items, ...items];
  const fault = all.map(itemFault).find((found) => found !== null);
  if (fault) return `poll gives an item that cannot be stored: ${fault}`;
  const keys = new Set(keysOf(all));
  if (keys.size !== 7) return `7 things lie at the provider; poll gave ${keys.size} different keys`;
  return all.length === 7
    ? null
    : `poll gave ${all.length} items for 7 things: move the checkpoint behind what was given`;
}

async function checkpoints(polling: Polling): Promise<Finding> {
  const begin = await polling.drain(null, 0);
  await polling.provider.deliver(3);
  const { checkpoint } = await polling.drain(begin.checkpoint, 3);
  if (checkpoint !== null && (typeof checkpoint !== 'string' || checkpoint.length > 16_000))
    return 'the checkpoint is no text of at most 16000 characters';
  const quiet = await polling.poll(checkpoint, { wait: quietWait });
  if (quiet.ended === 'late') return 'poll does not end with its signal while it waits for news';
  if ('thrown' in quiet.ended && !quiet.waited) return 'poll throws when there is nothing new: give no items';
  if ('value' in quiet.ended && quiet.ended.value.checkpoint !== checkpoint)
    return 'the checkpoint moves without items: return the one that was given while nothing is new';
  await polling.provider.deliver(1);
  const { items, checkpoint: moved } = await polling.drain(checkpoint, 1);
  if (items.length !== 1) return `one more thing gives ${items.length} items`;
  return moved === checkpoint ? 'the checkpoint stays where it was although an item was given' : null;
}

async function again(polling: Polling): Promise<Finding> {
  const { checkpoint } = await polling.drain(null, 0);
  await polling.provider.deliver(4);
  const first = await polling.drain(checkpoint, 4);
  await polling.provider.deliver(1);
  const second = await polling.drain(checkpoint, 5);
  const after = new Set(keysOf(second.items));
  if (keysOf(first.items).some((key) => !after.has(key)))
    return 'what was given before has another key, or is gone, when it is asked for again: derive keys from the provider, and delete nothing in the call that reads it';
  return after.size === 5 ? null : `5 things behind a checkpoint gave ${after.size} different keys`;
}

async function down(polling: Polling): Promise<Finding> {
  const { checkpoint } = await polling.drain(null, 0);
  await polling.provider.deliver(3);
  await polling.provider.become('down');
  for (let count = 0; count < 2; count++) {
    const { ended, waited } = await polling.poll(checkpoint);
    if (ended === 'late' || waited) return 'poll does not end when the provider refuses: throw';
    if (!('thrown' in ended))
      return 'poll answers although the provider does not: throw, so that the host tries again and health shows it';
  }
  await polling.provider.become('up');
  const { items } = await polling.drain(checkpoint, 3);
  return items.length === 3 ? null : `after the provider came back ${items.length} of 3 things are given`;
}

async function garbage(polling: Polling): Promise<Finding> {
  const { provider } = polling;
  if (!provider.deliverGarbage) return new NotApplicable('the provider can hold nothing broken');
  const { checkpoint } = await polling.drain(null, 0);
  await provider.deliver(1);
  await provider.deliverGarbage();
  await provider.deliver(1);
  const { items } = await polling.drain(checkpoint, 3);
  const fault = items.map(itemFault).find((found) => found !== null);
  if (fault) return `a broken thing gives an item that cannot be stored: ${fault}`;
  const keys = new Set(keysOf(items));
  return keys.size >= 2 ? null : `beside a broken thing ${keys.size} of 2 sound ones are given`;
}

async function deadlines(polling: Polling): Promise<Finding> {
  await polling.provider.deliver(1);
  await polling.provider.become('silent');
  const { ended } = await polling.poll(null, { wait: 200, hangs: true });
  if (ended === 'late')
    return `poll does not end ${grace} ms after its signal ended: pass \`signal\` to every request and wait`;
  return 'thrown' in ended ? null : 'poll answers although the provider is silent: throw';
}
