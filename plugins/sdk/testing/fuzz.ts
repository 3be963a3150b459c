import type { InboundItem } from '../index.js';
import { seededRandom } from './random.js';
import type { Finding } from './report.js';
import type { WebhookSample } from './subject.js';
import { bytesOf, parsed, samplesOf, unsigned, type InboundRule, type World } from './world.js';

/** parse is total: odd bodies give items that can be stored, or SyntaxError for what is not the provider's format. */
export const fuzzRule: InboundRule = {
  id: 'parse.fuzz',
  proves: 'parse answers any body with items that can be stored, or with SyntaxError.',
  check: (world) => {
    const random = seededRandom(world.seed);
    const samples = samplesOf(world, new Date());
    for (let i = 0; i < world.fuzz; i++) {
      const sample = samples[i % samples.length] as WebhookSample;
      const fault = faultOf(world, { ...sample, body: mutant(sample.body, random) });
      if (fault) return `seed ${world.seed}, body ${i} (from "${sample.name}"): ${fault}`;
    }
    return Object.hasOwn(Object.prototype, 'polluted') ? 'parse wrote into Object.prototype' : null;
  },
};

function faultOf(world: World, sample: WebhookSample): Finding {
  try {
    const items = parsed(world, unsigned(sample));
    if (!Array.isArray(items)) return 'parse gave no list';
    return items.map(itemFault).find((fault) => fault !== null) ?? null;
  } catch (error) {
    return error instanceof SyntaxError
      ? null
      : `parse threw ${(error as Error).name}: check the shape of what you read, and keep what you do not know as an unknown item`;
  }
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const kinds = new Set(['message', 'status', 'error', 'unknown']);

/** Why the host could not store an item; null: it could. */
export function itemFault(item: InboundItem): string | null {
  const message = item.kind === 'message' ? item : undefined;
  const checks: [boolean, string][] = [
    [kinds.has(item.kind), 'an item has no known kind'],
    [isText(item.externalId), 'an item has no external id (a non-empty text)'],
    [isText(item.accountKey), 'an item has no account key (a non-empty text)'],
    [item.at === null || Number.isFinite(item.at?.getTime?.()), 'an item has an impossible time; use null'],
    [!message || isText(message.sender?.key), 'a message has no sender key (a non-empty text)'],
    [!message || isText(message.content?.kind), 'a message has no content'],
    [storable(item), 'an item cannot be stored as JSON'],
  ];
  return checks.find(([sound]) => !sound)?.[1] ?? null;
}

function storable(item: InboundItem): boolean {
  try {
    return typeof JSON.stringify(item) === 'string';
  } catch {
    return false;
  }
}

const oddValues: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e21,
  Number.MAX_SAFE_INTEGER,
  true,
  [],
  {},
  [null],
  [[[[]]]],
  { $gt: '' },
  '\u0000',
  '\ud800',
  '2026-13-45T99:99:99Z',
  'x'.repeat(5000),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
];

/** A body that is almost like one given. Seven of eight bodies have members replaced by odd values; the eighth is damaged in its bytes. */
export function mutant(body: unknown, random: () => number): unknown {
  const structured = typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
  return structured && random() < 0.875 ? mutate(body, random) : damage(bytesOf(body), random);
}

function mutate(value: unknown, random: () => number): unknown {
  if (random() < 0.06) return oddValues[Math.floor(random() * oddValues.length)];
  if (Array.isArray(value)) return value.map((item) => mutate(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mutate(member, random)]));
}

/** Cuts the bytes short, or overwrites a few of them. */
function damage(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  if (random() < 0.3) return copy.subarray(0, Math.floor(random() * copy.length));
  for (let i = 0; i < 4; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
}
