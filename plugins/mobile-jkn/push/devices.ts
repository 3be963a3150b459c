import type { Language, PluginContext, StoredEntry } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { keyedHash } from '../keys.js';

export const platforms = ['ANDROID', 'IOS'] as const;
export type Platform = (typeof platforms)[number];

/** An installation of the app that wants to be told. */
export interface Device {
  readonly installation: string;
  readonly token: string;
  readonly platform: Platform;
  readonly appVersion: string;
  readonly language: Language;
  readonly registeredAt: string;
  readonly lastSeenAt: string;
}

/** Who has a token: a telephone that changes hands must not go on telling its former owner's news. */
interface TokenOwner {
  readonly address: string;
  readonly installation: string;
}

/** Milliseconds without a sign of life after which a device is forgotten; FCM drops idle Android tokens then, too. */
export const idleLifetime = 270 * 24 * 3_600_000;
/** Devices of one participant; a new one takes the place of the one that was seen least lately. */
export const mostDevices = 10;

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'storage' | 'now'>;

const addressOf = ({ config }: Context, participantId: string) => keyedHash(config, 'participant', participantId);
const deviceKey = (address: string, installation: string) => `device:${address}:${installation}`;
const tokenKey = ({ config }: Context, token: string) => `token:${keyedHash(config, 'device-token', token)}`;

/** Devices of a participant that were seen in the last 270 days, most lately seen first. */
export async function devicesOf(context: Context, participantId: string): Promise<Device[]> {
  const prefix = deviceKey(addressOf(context, participantId), '');
  const entries = await context.storage.list<Device>(prefix);
  return entries.map(({ value }: StoredEntry<Device>) => value).sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
}

/** Enters a device, or says that it is alive. Its token is taken from whoever had it. */
export async function registerDevice(
  context: Context,
  participantId: string,
  given: Omit<Device, 'registeredAt' | 'lastSeenAt'>,
): Promise<Device> {
  const { storage } = context;
  const address = addressOf(context, participantId);
  const now = context.now();
  const lasting = { expiresAt: new Date(now.getTime() + idleLifetime) };
  const owner = await storage.get<TokenOwner>(tokenKey(context, given.token));
  if (owner && (owner.value.address !== address || owner.value.installation !== given.installation))
    await storage.delete(deviceKey(owner.value.address, owner.value.installation));
  const key = deviceKey(address, given.installation);
  const before = (await storage.get<Device>(key))?.value;
  if (before && before.token !== given.token) await storage.delete(tokenKey(context, before.token));
  const lastSeenAt = now.toISOString();
  const device: Device = { ...given, registeredAt: before?.registeredAt ?? lastSeenAt, lastSeenAt };
  const holder: TokenOwner = { address, installation: given.installation };
  await storage.put(tokenKey(context, given.token), holder, lasting);
  await storage.put(key, device, lasting);
  for (const idle of (await devicesOf(context, participantId)).slice(mostDevices))
    await removeDevice(context, participantId, idle.installation);
  return device;
}

/** Forgets a device. False when there was none. */
export async function removeDevice(context: Context, participantId: string, installation: string): Promise<boolean> {
  const key = deviceKey(addressOf(context, participantId), installation);
  const stands = await context.storage.get<Device>(key);
  if (!stands) return false;
  await context.storage.delete(tokenKey(context, stands.value.token));
  await context.storage.delete(key);
  return true;
}
