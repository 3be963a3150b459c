import type { Language, PluginContext } from '../sdk/index.js';
import type { MobileJknConfig } from './config.js';
import { keyedHash } from './keys.js';

export const zones = { WIB: 7, WITA: 8, WIT: 9 } as const;
export type Zone = keyof typeof zones;

/** How somebody wants to be told. Messages come to the inbox in any case. */
export interface Preferences {
  readonly push: boolean;
  /** Null: the language of each device. */
  readonly language: Language | null;
  /** `HH:MM` in `zone`; null: no quiet hours. From 22:00 to 06:00 goes over midnight. */
  readonly quietFrom: string | null;
  readonly quietTo: string | null;
  readonly zone: Zone;
}

/** Of who has said nothing. */
export const defaultPreferences: Preferences = {
  push: true,
  language: null,
  quietFrom: null,
  quietTo: null,
  zone: 'WIB',
};

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'storage'>;

const keyOf = ({ config }: Context, participantId: string) =>
  `preferences:${keyedHash(config, 'participant', participantId)}`;

export async function preferencesOf(context: Context, participantId: string): Promise<Preferences> {
  return (await context.storage.get<Preferences>(keyOf(context, participantId)))?.value ?? defaultPreferences;
}

export async function setPreferences(
  context: Context,
  participantId: string,
  given: Preferences,
): Promise<Preferences> {
  await context.storage.put(keyOf(context, participantId), given);
  return given;
}

/** A time of day as the app writes it. */
export const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** True when a push would disturb: pushes are off, or it is a quiet hour. Indonesia has no summer time. */
export function isQuiet({ push, quietFrom, quietTo, zone }: Preferences, now: Date): boolean {
  if (!push) return true;
  if (quietFrom === null || quietTo === null) return false;
  const [from, to] = [minutes(quietFrom), minutes(quietTo)];
  const local = (now.getUTCHours() * 60 + now.getUTCMinutes() + zones[zone] * 60) % (24 * 60);
  return from <= to ? local >= from && local < to : local >= from || local < to;
}
