import { pluginFaults, staleness, type ChannelPlugin, type InboundItem, type WebhookRequest } from '../index.js';
import { seededRandom } from './random.js';

/** What the kit needs to know of a plugin to play its provider. */
export interface ConformanceSubject<Config> {
  readonly plugin: ChannelPlugin<Config>;
  readonly config: Config;
  /** Headers that make a body genuine. */
  sign(rawBody: Buffer): Record<string, string>;
  /** Genuine webhook bodies with what they hold, the more kinds the better; times are near `now`. */
  samples(now: Date): readonly { readonly name: string; readonly body: unknown; readonly items: number }[];
}

/** One rule of the contract and whether the plugin keeps it. */
export interface CheckResult {
  readonly rule: string;
  readonly passed: boolean;
  /** The first breach, in words that say what to change. */
  readonly fault?: string;
}

type Check = <Config>(subject: ConformanceSubject<Config>) => string | null;

/**
 * Runs the inbound rules of the contract against a plugin and reports each. Needs no host and no network.
 * @param seed of the fuzzed bodies; print it with the report, so that a failure can be repeated
 */
export function checkInbound<Config>(subject: ConformanceSubject<Config>, seed = 1): CheckResult[] {
  const checks: Readonly<Record<string, Check>> = {
    ...rules,
    'parses any body without harm': (given) => fuzz(given, seed),
  };
  return Object.entries(checks).map(([rule, check]) => {
    try {
      const fault = check(subject);
      return fault === null ? { rule, passed: true } : { rule, passed: false, fault };
    } catch (error) {
      return { rule, passed: false, fault: `threw ${(error as Error).name}` };
    }
  });
}

const rules: Readonly<Record<string, Check>> = {
  'manifest and menu are sound': ({ plugin }) => pluginFaults(plugin)[0] ?? null,
  'a genuine webhook is accepted': (subject) =>
    verifies(subject, (bytes) => subject.sign(bytes)) ? null : 'verify refused it',
  'a missing signature is refused': (subject) =>
    verifies(subject, () => ({})) ? 'verify accepted a webhook without headers' : null,
  'a changed body is refused': changedBody,
  'a damaged signature is refused': damagedSignature,
  'every item of a batch is returned': everyItem,
  'parse is pure and keys are stable': pure,
  'items carry the time of the sender': senderTime,
};

const bytesOf = (body: unknown) => Buffer.from(JSON.stringify(body));

function request(rawBody: Buffer, headers: Record<string, string>): WebhookRequest {
  return { method: 'POST', headers, query: new URLSearchParams(), rawBody };
}

function verifies<Config>(
  subject: ConformanceSubject<Config>,
  headers: (bytes: Buffer) => Record<string, string>,
): boolean {
  return subject.samples(new Date()).every(({ body }) => {
    const bytes = bytesOf(body);
    return subject.plugin.operational?.verify?.(request(bytes, headers(bytes)), subject.config).genuine === true;
  });
}

function changedBody<Config>(subject: ConformanceSubject<Config>): string | null {
  for (const { name, body } of subject.samples(new Date())) {
    const bytes = bytesOf(body);
    const headers = subject.sign(bytes);
    const changed = Buffer.concat([bytes, Buffer.from(' ')]);
    if (subject.plugin.operational?.verify?.(request(changed, headers), subject.config).genuine)
      return `accepted a changed "${name}"`;
  }
  return null;
}

function damagedSignature<Config>(subject: ConformanceSubject<Config>): string | null {
  for (const { name, body } of subject.samples(new Date())) {
    const bytes = bytesOf(body);
    for (const damage of [(value: string) => value.slice(0, -1), (value: string) => `${value}0`, () => 'x', flipLast]) {
      const headers = Object.fromEntries(
        Object.entries(subject.sign(bytes)).map(([key, value]) => [key, damage(value)]),
      );
      if (subject.plugin.operational?.verify?.(request(bytes, headers), subject.config).genuine)
        return `accepted "${name}" with a damaged signature`;
    }
  }
  return null;
}

const flipLast = (value: string) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');

function itemsOf<Config>(subject: ConformanceSubject<Config>, body: unknown): InboundItem[] {
  return subject.plugin.operational?.parse?.(request(bytesOf(body), {})) ?? [];
}

/** The unique key under which the host stores an item. */
export function itemKey(item: InboundItem): string {
  return JSON.stringify([item.accountKey, item.externalId, item.kind, item.variant ?? null]);
}

function everyItem<Config>(subject: ConformanceSubject<Config>): string | null {
  for (const { name, body, items } of subject.samples(new Date())) {
    const keys = new Set(itemsOf(subject, body).map(itemKey));
    if (keys.size !== items) return `"${name}" holds ${items} items; parse gave ${keys.size} different keys`;
  }
  return null;
}

function pure<Config>(subject: ConformanceSubject<Config>): string | null {
  for (const { name, body } of subject.samples(new Date(0))) {
    const [first, second] = [itemsOf(subject, body), itemsOf(subject, body)];
    if (JSON.stringify(first) !== JSON.stringify(second)) return `"${name}" parsed twice gives two answers`;
  }
  return null;
}

/** A webhook recorded long ago must be seen to be old: dates come from the sender, not from the clock. */
function senderTime<Config>(subject: ConformanceSubject<Config>): string | null {
  const retryPeriod = subject.plugin.capabilities.webhook?.retryPeriod ?? 0;
  const now = new Date();
  const past = new Date(now.getTime() - 2 * retryPeriod - 60_000);
  for (const { name, body } of subject.samples(past)) {
    const items = itemsOf(subject, body);
    const dated = items.some((item) => item.at !== null);
    if (dated && staleness(items, now, retryPeriod) !== 'old')
      return `"${name}" of ${past.toISOString()} is not seen as stale`;
  }
  return null;
}

const oddValues: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e21,
  true,
  [],
  {},
  [null],
  { $gt: '' },
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  { __proto__: null },
];

/** 2,000 bodies with parts replaced by odd values: parse must answer with items that can be stored, or throw SyntaxError. */
function fuzz<Config>(subject: ConformanceSubject<Config>, seed: number): string | null {
  const random = seededRandom(seed);
  const samples = subject.samples(new Date());
  for (let i = 0; i < 2000; i++) {
    const sample = samples[i % samples.length];
    const body = mutate(sample?.body, random);
    const fault = storable(() => itemsOf(subject, body));
    if (fault) return `seed ${seed}, body ${i} (from "${sample?.name}"): ${fault}`;
  }
  return null;
}

function storable(parse: () => InboundItem[]): string | null {
  try {
    return (
      parse()
        .map(itemFault)
        .find((fault) => fault !== null) ?? null
    );
  } catch (error) {
    return error instanceof SyntaxError ? null : `parse threw ${(error as Error).name}`;
  }
}

function itemFault(item: InboundItem): string | null {
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  if (!isText(item.externalId)) return 'an item has no external id';
  if (!isText(item.accountKey)) return 'an item has no account key';
  if (item.at !== null && !Number.isFinite(item.at.getTime())) return 'an item has an impossible time';
  return item.kind === 'message' && !isText(item.sender.key) ? 'a message has no sender key' : null;
}

function mutate(value: unknown, random: () => number): unknown {
  if (random() < 0.06) return oddValues[Math.floor(random() * oddValues.length)];
  if (Array.isArray(value)) return value.map((item) => mutate(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mutate(member, random)]));
}
