import type { Language } from '../../sdk/index.js';
import { installationId } from '../keys.js';
import { preferencesOf, setPreferences, timeOfDay, type Preferences, type Zone } from '../preferences.js';
import { devicesOf, registerDevice, type Device, type Platform } from '../push/devices.js';
import { problem, type Problem } from '../registration/refusal.js';
import { invalid, participantOf, type AppContext } from './answers.js';

/** An installation as GraphQL gives it. */
export interface DeviceInput {
  readonly installation: string;
  readonly token: string;
  readonly platform: Platform;
  readonly appVersion: string;
  readonly language: Language;
}

const longestToken = 4_096;

/** True when a version is older than another; both are like 4.8.0. */
export function isOlder(version: string, than: string): boolean {
  const [given, wanted] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const place = wanted.findIndex((part, index) => (given[index] ?? 0) !== part);
  return place >= 0 && (given[place] ?? 0) < wanted[place]!;
}

/** The token stays with the hub. */
const shown = ({ config }: AppContext, { token: _token, ...device }: Device) => ({
  __typename: 'MobileJknDevice',
  ...device,
  registeredAt: new Date(device.registeredAt),
  lastSeenAt: new Date(device.lastSeenAt),
  mustUpdate: isOlder(device.appVersion, config.minimumAppVersion),
});

export async function devices(context: AppContext) {
  return (await devicesOf(context, participantOf(context))).map((device) => shown(context, device));
}

export async function enterDevice(context: AppContext, input: DeviceInput) {
  const participantId = participantOf(context);
  const { installation, token, platform, appVersion, language } = input;
  const problems: Problem[] = [];
  if (!installationId.test(installation))
    problems.push(problem('installation', 'The id of an installation has 8 to 64 letters, digits, _ or -.'));
  if (token.trim() === '' || token.length > longestToken)
    problems.push(problem('token', 'Give the registration token that FCM gave to the app.'));
  if (!/^\d{1,4}\.\d{1,4}\.\d{1,6}$/.test(appVersion))
    problems.push(problem('appVersion', 'A version looks like 4.8.0.'));
  if (problems.length > 0) return invalid(problems);
  const given = { installation, token, platform, appVersion, language };
  return shown(context, await registerDevice(context, participantId, given));
}

/** Preferences as GraphQL gives them: what was left out is missing. */
export interface PreferencesInput {
  readonly push: boolean;
  readonly language?: Language | null;
  readonly quietFrom?: string | null;
  readonly quietTo?: string | null;
  readonly zone: Zone;
}

export const preferences = (context: AppContext) => preferencesOf(context, participantOf(context));

export async function changePreferences(context: AppContext, input: PreferencesInput) {
  const participantId = participantOf(context);
  const { push, language = null, quietFrom = null, quietTo = null, zone } = input;
  const given: Preferences = { push, language, quietFrom, quietTo, zone };
  const problems = [...timeFaults('quietFrom', quietFrom), ...timeFaults('quietTo', quietTo)];
  if ((quietFrom === null) !== (quietTo === null))
    problems.push(problem('quietTo', 'Quiet hours have a beginning and an end, or neither.'));
  if (problems.length > 0) return invalid(problems);
  return { __typename: 'MobileJknPreferences', ...(await setPreferences(context, participantId, given)) };
}

const timeFaults = (field: string, value: string | null): Problem[] =>
  value === null || timeOfDay.test(value) ? [] : [problem(field, 'A time of day looks like 22:00.')];
