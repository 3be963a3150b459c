import { secretValues, settingsOf, type ChannelPlugin, type InboundItem, type WebhookRequest } from '../index.js';
import type { Finding } from './report.js';
import type { ConformanceSubject, SimulatedProvider, WebhookSample } from './subject.js';
import type { Witness } from './witness.js';

/** What every rule of one run looks at. */
export interface World {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kit runs plugins of any configuration type
  readonly subject: ConformanceSubject<any>;
  readonly plugin: ChannelPlugin;
  readonly seed: number;
  /** Number of fuzzed bodies. */
  readonly fuzz: number;
  /** Started for the run; undefined: the plugin does not send, or the subject has none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
  readonly provider?: SimulatedProvider<any>;
  /** Remembers all that the plugin said that may end in a log or an answer. */
  readonly witness: Witness;
}

/** A rule of the contract. */
export interface Rule {
  readonly id: string;
  readonly proves: string;
  check(world: World): Finding | Promise<Finding>;
}

/** A rule about webhooks alone: needs no provider and no time. */
export interface InboundRule extends Rule {
  check(world: World): Finding;
}

/** The raw bytes of a sample. */
export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A sample as an unsigned request. */
export function unsigned(sample: WebhookSample, rawBody = bytesOf(sample.body)): WebhookRequest {
  return { method: 'POST', headers: { ...sample.headers }, query: new URLSearchParams(sample.query), rawBody };
}

/** A sample as a genuine request at a time. */
export function signedSample<Config>(
  subject: ConformanceSubject<Config>,
  sample: WebhookSample,
  at: Date,
): WebhookRequest {
  const request = unsigned(sample);
  const headers = subject.sign?.(request.rawBody, { at, query: request.query }) ?? {};
  return { ...request, headers: { ...request.headers, ...headers } };
}

export const signed = ({ subject }: World, sample: WebhookSample, at: Date): WebhookRequest =>
  signedSample(subject, sample, at);

export const samplesOf = ({ subject }: World, now: Date): readonly WebhookSample[] => subject.samples?.(now) ?? [];

export const genuine = (world: World, request: WebhookRequest, config: unknown = world.subject.config): boolean =>
  world.plugin.operational?.verify?.(request, config).genuine === true;

export const parsed = (world: World, request: WebhookRequest): InboundItem[] =>
  world.plugin.operational?.parse?.(request) ?? [];

/** The unique key under which the host stores an item. */
export function itemKey(item: InboundItem): string {
  return JSON.stringify([item.accountKey, item.externalId, item.kind, item.variant ?? null]);
}

/** Settings with every secret replaced by one that the provider does not know. */
export function withWrongSecrets(plugin: ChannelPlugin, config: unknown): Record<string, unknown> {
  const settings = config as Record<string, unknown>;
  const wrong = settingsOf(plugin.config)
    .filter(({ secret, key }) => secret && typeof settings[key] === 'string')
    .map(({ key }) => [key, `wrong-${String(settings[key])}`.slice(0, 200)]);
  return { ...settings, ...Object.fromEntries(wrong) };
}

/** Secret values of the subject's configurations. */
export function secretsOf({ subject, plugin, provider }: World): string[] {
  const configs = [subject.config, ...(provider ? [provider.config] : [])] as Record<string, unknown>[];
  return [...new Set(configs.flatMap((config) => secretValues(plugin.config, config)))];
}
