import { createHash } from 'node:crypto';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import { staleness, type InboundItem } from '../sdk/index.js';
import type { AnswerDesk } from './answering.js';
import { accepted, busy, pluginAnswer, refuse } from './answers.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { InboxWriter } from './inbox-writer.js';
import type { HostMeters } from './meters.js';
import { toInboxRow } from './rows.js';
import type { IngressAnswer, IngressRequest } from './types.js';

export interface IngressParts {
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly writer: InboxWriter;
  readonly desk: AnswerDesk;
  readonly vault: Vault;
  readonly log: Logger;
  readonly meters: HostMeters;
  readonly now: () => number;
  /** A webhook was refused; counted in the ledger soon after. */
  readonly rejected: (channelId: string) => void;
  readonly stopping: () => boolean;
}

const unsigned = () => refuse('UNAUTHENTICATED', 'The signature of this webhook is missing, wrong or stale.');

/** The way of a webhook: authenticity on the raw bytes, every item parsed, all stored in one durable write, then 200. */
export async function receive(parts: IngressParts, request: IngressRequest): Promise<IngressAnswer> {
  const started = parts.now();
  const channel = parts.channels.get(request.channelId);
  const answer = await answerTo(parts, channel, request).catch((error: unknown) => {
    parts.log.error({ err: error, channel: request.channelId }, 'a webhook could not be stored');
    return busy();
  });
  if (channel)
    parts.meters.webhooks.observe({ channel: channel.id, status: answer.status }, (parts.now() - started) / 1000);
  return answer;
}

async function answerTo(
  parts: IngressParts,
  channel: ChannelRuntime | undefined,
  request: IngressRequest,
): Promise<IngressAnswer> {
  if (!channel?.capabilities.webhook) return refuse('NOT_FOUND', 'No channel takes webhooks here.');
  if (parts.stopping()) return busy();
  const shaken = shakeHands(channel, request);
  if (shaken) return shaken;
  if (request.method !== 'POST')
    return refuse('BAD_REQUEST', 'Webhooks come by POST.', { status: 405, headers: { allow: 'GET, POST' } });
  const limit = channel.capabilities.webhook.maximumBytes;
  if (request.tooLarge || request.rawBody.length > limit)
    return reject(parts, channel, refuse('PAYLOAD_TOO_LARGE', `A webhook holds at most ${limit} bytes.`));
  if (!isGenuine(parts, channel, request)) return reject(parts, channel, unsigned());
  return store(parts, channel, request, channel.capabilities.webhook.retryPeriod);
}

function reject(parts: IngressParts, channel: ChannelRuntime, answer: IngressAnswer): IngressAnswer {
  parts.rejected(channel.id);
  parts.meters.items.inc({ channel: channel.id, result: 'rejected' });
  return answer;
}

function shakeHands({ account }: ChannelRuntime, request: IngressRequest): IngressAnswer | null {
  const answer = account.plugin.operational?.handshake?.(request, account.config) ?? null;
  return answer && pluginAnswer(answer);
}

/** A plugin without `verify`, or one that throws, lets nothing in. */
function isGenuine(parts: IngressParts, channel: ChannelRuntime, request: IngressRequest): boolean {
  const { account } = channel;
  try {
    return account.plugin.operational?.verify?.(request, account.config).genuine === true;
  } catch (error) {
    parts.log.error(
      { err: channel.withoutSecrets(error), channel: channel.id },
      'verify threw; the webhook is refused',
    );
    return false;
  }
}

async function store(
  parts: IngressParts,
  channel: ChannelRuntime,
  request: IngressRequest,
  retryPeriod: number,
): Promise<IngressAnswer> {
  const receivedAt = new Date(parts.now());
  const items = parseItems(parts, channel, request);
  if (items === null) return reject(parts, channel, refuse('BAD_REQUEST', 'The body is not JSON of this provider.'));
  if (staleness(items, receivedAt, retryPeriod) !== null) return reject(parts, channel, unsigned());
  const answers = channel.account.plugin.operational?.answer !== undefined;
  const bare = items.map((item, place) => toInboxRow(parts.vault, channel.id, item, receivedAt, place));
  const rows = answers ? parts.desk.awaiting(channel, bare) : bare;
  if (rows.length > 0) {
    const { stored, duplicates } = await parts.writer.write(channel.id, rows);
    channel.lastInboundAt = receivedAt;
    parts.meters.items.inc({ channel: channel.id, result: 'stored' }, stored);
    parts.meters.items.inc({ channel: channel.id, result: 'duplicate' }, duplicates);
  }
  return answers ? parts.desk.answer(channel, request, rows) : accepted;
}

/** Null: not the provider's format. A parser that fails on a genuine webhook loses nothing: the body is kept as one unknown item. */
function parseItems(parts: IngressParts, channel: ChannelRuntime, request: IngressRequest): InboundItem[] | null {
  try {
    return channel.account.plugin.operational?.parse?.(request) ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    parts.log.error(
      { err: channel.withoutSecrets(error), channel: channel.id },
      'parse threw; the webhook is kept as an unknown item',
    );
    channel.degrade('The plugin could not read a genuine webhook.');
    return [unreadable(request.rawBody)];
  }
}

function unreadable(rawBody: Buffer): InboundItem {
  const externalId = createHash('sha256').update(rawBody).digest('hex');
  return {
    kind: 'unknown',
    accountKey: 'unknown',
    externalId,
    at: null,
    name: 'unreadable',
    raw: rawBody.toString('base64'),
  };
}
