import { staleness, type InboundItem } from '../index.js';
import { fuzzRule } from './fuzz.js';
import { seededRandom, shuffled } from './random.js';
import { NotApplicable, type Finding } from './report.js';
import type { WebhookSample } from './subject.js';
import { ofWebhooks } from './verify-rules.js';
import { itemKey, parsed, samplesOf, unsigned, type InboundRule, type World } from './world.js';

const day = 86_400_000;

/** Reading: every item, once, with the sender's own time. */
export const parseRules: readonly InboundRule[] = [
  { id: 'parse.every-item', proves: 'Every item of a webhook is returned.', check: ofWebhooks(everyItem) },
  { id: 'parse.batch', proves: 'A batch in any order gives the items of its parts.', check: ofWebhooks(batches) },
  {
    id: 'parse.stable-keys',
    proves: 'Replayed and reordered webhooks give the same keys: parse is pure and keeps no state.',
    check: ofWebhooks(stableKeys),
  },
  { id: 'parse.distinct-keys', proves: 'Different items have different keys.', check: ofWebhooks(distinctKeys) },
  {
    id: 'parse.sender-time',
    proves: 'Items carry the time of the sender, as it was stated.',
    check: ofWebhooks(senderTime),
  },
  {
    id: 'parse.clock-skew',
    proves: "A sender's clock that runs ahead is kept as stated, so that the host can judge it.",
    check: ofWebhooks(clockSkew),
  },
  { ...fuzzRule, check: ofWebhooks(fuzzRule.check) },
];

const itemsOf = (world: World, sample: WebhookSample) => parsed(world, unsigned(sample));
const keysOf = (world: World, sample: WebhookSample) => itemsOf(world, sample).map(itemKey);

function everyItem(world: World): Finding {
  for (const sample of samplesOf(world, new Date())) {
    const keys = new Set(keysOf(world, sample));
    if (keys.size !== sample.items)
      return `"${sample.name}" holds ${sample.items} items; parse gave ${keys.size} different keys: return every one, unknown ones too`;
  }
  return null;
}

function batches(world: World): Finding {
  const { subject } = world;
  if (!subject.batch) return new NotApplicable('the provider posts one item at a time (the subject has no `batch`)');
  const samples = samplesOf(world, new Date());
  const expected = [...new Set(samples.flatMap((sample) => keysOf(world, sample)))].sort().join();
  const random = seededRandom(world.seed);
  for (let i = 0; i < 10; i++) {
    const mixed = shuffled(samples, random).map(({ body }) => body);
    const body = subject.batch([...mixed, ...mixed.slice(0, 1)]);
    const keys = [...new Set(keysOf(world, { name: 'batch', body, items: 0 }))].sort().join();
    if (keys !== expected)
      return 'a batch of all samples gives other items than the samples alone: read all entries, each by itself';
  }
  return null;
}

function stableKeys(world: World): Finding {
  const samples = samplesOf(world, new Date(0));
  const first = new Map(samples.map((sample) => [sample, JSON.stringify(itemsOf(world, sample))]));
  const random = seededRandom(world.seed);
  for (const sample of shuffled([...samples, ...samples, ...samples, ...samples], random)) {
    const request = unsigned(sample);
    const before = Buffer.from(request.rawBody);
    if (JSON.stringify(parsed(world, request)) !== first.get(sample))
      return `"${sample.name}" parsed again gives another answer: derive ids from the body, never from a counter, a clock or chance`;
    if (!before.equals(request.rawBody)) return `parse changes the bytes of "${sample.name}"`;
  }
  return null;
}

function distinctKeys(world: World): Finding {
  const owners = new Map<string, string>();
  for (const sample of samplesOf(world, new Date())) {
    for (const key of new Set(keysOf(world, sample))) {
      const owner = owners.get(key);
      if (owner !== undefined)
        return `"${owner}" and "${sample.name}" hold an item with one key: use the provider's id of each item, and \`variant\` where one id has several`;
      owners.set(key, sample.name);
    }
  }
  return null;
}

/** Newest stated time of items; null without any. */
function newest(items: readonly InboundItem[]): number | null {
  const times = items.flatMap(({ at }) => (at === null ? [] : [at.getTime()]));
  return times.length === 0 ? null : Math.max(...times);
}

function senderTime(world: World): Finding {
  const { undated } = world.subject;
  let dated = false;
  for (const at of [new Date('2021-03-04T05:06:07Z'), new Date(Date.now() - day)]) {
    for (const sample of samplesOf(world, at)) {
      const time = newest(itemsOf(world, sample));
      dated ||= time !== null;
      if (time !== null && Math.abs(time - at.getTime()) > 60_000)
        return `an item of "${sample.name}" was sent at ${at.toISOString()} and is dated ${new Date(time).toISOString()}: use the provider's time, mind seconds and milliseconds`;
    }
  }
  if (dated) return null;
  if (undated !== undefined) return new NotApplicable(undated);
  return 'no item carries a time: set `at` from the provider, or say in the subject (`undated`) why there is none';
}

function clockSkew(world: World): Finding {
  const now = new Date();
  const samples = (ahead: number) => samplesOf(world, new Date(now.getTime() + ahead));
  const judge = (sample: WebhookSample) => staleness(itemsOf(world, sample), now, day);
  const dated = samples(0).filter((sample) => newest(itemsOf(world, sample)) !== null);
  if (dated.length === 0) return new NotApplicable('no item carries a time');
  const names = new Set(dated.map(({ name }) => name));
  const tooEarly = samples(120_000).find((sample) => judge(sample) !== null);
  if (tooEarly) return `"${tooEarly.name}" two minutes ahead is refused: keep the time as it was stated`;
  const missed = samples(600_000).find((sample) => names.has(sample.name) && judge(sample) !== 'future');
  return missed
    ? `"${missed.name}" ten minutes ahead is not seen to be: do not cut the sender's time to the present`
    : null;
}
