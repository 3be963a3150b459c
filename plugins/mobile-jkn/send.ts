import type { PluginContext, SendCommand, SendOutcome } from '../sdk/index.js';
import type { MobileJknConfig } from './config.js';
import { referenceIn } from './inbox/entry.js';
import { layDown } from './inbox/inbox.js';
import { keyedHash } from './keys.js';
import { isQuiet, preferencesOf } from './preferences.js';
import { devicesOf, removeDevice, type Device } from './push/devices.js';
import { push } from './push/fcm.js';
import type { PushResult } from './push/fcm-errors.js';

type Context = PluginContext<MobileJknConfig>;

/** How long it is remembered which devices were told, for repetitions. */
const memory = 2 * 24 * 3_600_000;

/**
 * Lays the message in the participant's inbox and tells every device that something is there. The message stands there
 * whatever becomes of the pushes; the outcome says whether the pushes are to be tried again. Never throws.
 */
export async function send(command: SendCommand, context: Context): Promise<SendOutcome> {
  const participantId = command.recipient.key;
  try {
    const { messageId, content, replyTo } = command;
    await layDown(context, participantId, messageId, { content, ...(replyTo && { replyTo }) });
  } catch {
    return { status: 'rejected', permanent: false, error: { code: 'INBOX', message: 'the inbox took nothing' } };
  }
  try {
    return outcomeOf(command.messageId, await pushAll(command, context));
  } catch {
    return { status: 'unknown', error: { code: 'PUSH', message: 'the devices could not be told' } };
  }
}

/** Tells the devices that were not told by an earlier try of the same message; all at once. */
async function pushAll(command: SendCommand, context: Context): Promise<PushResult[]> {
  const participantId = command.recipient.key;
  const preferences = await preferencesOf(context, participantId);
  if (isQuiet(preferences, context.now())) return [];
  const devices = await devicesOf(context, participantId);
  if (devices.length === 0) return [];
  const toldKey = `told:${keyedHash(context.config, 'message', command.messageId)}`;
  const told = (await context.storage.get<string[]>(toldKey))?.value ?? [];
  const waiting = devices.filter(({ installation }) => !told.includes(installation));
  const { messageId, attempt } = command;
  const reference = referenceIn(command.content);
  const results = await Promise.all(
    waiting.map((device) => {
      const language = preferences.language ?? device.language;
      return push(context, device, { messageId, attempt, language, ...(reference && { reference }) });
    }),
  );
  await forget(context, participantId, waiting, results);
  if (results.some(({ kind }) => kind === 'later')) await remember(context, toldKey, told, waiting, results);
  return results;
}

async function forget(context: Context, participantId: string, devices: readonly Device[], results: PushResult[]) {
  for (const [place, { installation }] of devices.entries())
    if (results[place]!.kind === 'gone') await removeDevice(context, participantId, installation);
}

async function remember(
  { storage, now }: Context,
  key: string,
  told: readonly string[],
  devices: readonly Device[],
  results: readonly PushResult[],
): Promise<void> {
  const done = devices.filter((_, place) => results[place]!.kind !== 'later').map(({ installation }) => installation);
  await storage.put(key, [...told, ...done], { expiresAt: new Date(now().getTime() + memory) });
}

type Later = Extract<PushResult, { kind: 'later' }>;

/** One outcome of many pushes: again while a device can still be told, else the best that happened. */
function outcomeOf(messageId: string, results: readonly PushResult[]): SendOutcome {
  const later = results.filter((result): result is Later => result.kind === 'later');
  if (later.length > 0) return laterOutcome(later);
  const accepted = { status: 'accepted', externalId: messageId } as const;
  if (results.some(({ kind }) => kind === 'accepted')) return accepted;
  const unknown = results.find((result) => result.kind === 'unknown');
  if (unknown) return { status: 'unknown', error: unknown.error };
  const never = results.find((result) => result.kind === 'never');
  return never ? { status: 'rejected', permanent: true, error: never.error } : accepted;
}

function laterOutcome(later: readonly Later[]): SendOutcome {
  const waits = later.flatMap(({ retryAfter }) => (retryAfter === undefined ? [] : [retryAfter]));
  const worst =
    later.find(({ effect }) => effect === 'STOP_ACCOUNT') ?? later.find(({ effect }) => effect) ?? later[0]!;
  return {
    status: 'rejected',
    permanent: false,
    error: worst.error,
    ...(waits.length > 0 && { retryAfter: Math.max(...waits) }),
    ...(worst.effect && { effect: worst.effect }),
  };
}
