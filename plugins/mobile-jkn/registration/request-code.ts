import { randomUUID } from 'node:crypto';
import { fill, type Language, type ServiceContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { installationId, keyedHash } from '../keys.js';
import { codeMessage } from '../texts.js';
import { takeEach, takeOfHour, type Limit } from './limits.js';
import { codeHash, codeLifetime, keepChallenge, newCode, resendAfter } from './one-time-code.js';
import { mobileNumber } from './phone.js';
import { problem, refused, type Problem, type Refused } from './refusal.js';
import { sendShortMessage } from './sms-gateway.js';

/** Who asks for a code. Nothing here tells the hub which person it is about, so nothing can be told back. */
export interface CodeRequest {
  readonly phone: string;
  readonly installation: string;
  readonly language?: Language | null;
}

/** How asking for a code ends; the same for numbers that are known and that are not. */
export type CodeRequested =
  | { readonly kind: 'sent'; readonly challenge: string; readonly expiresAt: Date; readonly resendAt: Date }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | Refused;

const hour = 3_600_000;
const day = 24 * hour;

/** Sends a six-digit code to a phone, within the limits of the phone, of the installation and of the app. */
export async function requestCode(
  context: ServiceContext<MobileJknConfig>,
  request: CodeRequest,
): Promise<CodeRequested> {
  const { config, storage } = context;
  const now = context.now();
  const language = request.language ?? 'id';
  const phone = mobileNumber(request.phone);
  const problems = [
    ...(phone ? [] : [problem('phone', 'A mobile number looks like 0812… or +62812….')]),
    ...(installationId.test(request.installation)
      ? []
      : [problem('installation', 'The id of an installation has 8 to 64 letters, digits, _ or -.')]),
  ];
  if (!phone || problems.length > 0) return { kind: 'invalid', problems };
  const wait = await takeEach(storage, limitsOf(config, phone, request.installation), now);
  const crowded = wait || (await takeOfHour(storage, 'limit:all-codes', config.codesPerHour, now));
  if (crowded > 0) return refused('WAIT', language, { wait: crowded });
  const id = randomUUID();
  const code = newCode();
  const expiresAt = now.getTime() + codeLifetime;
  const hash = codeHash(config, id, request.installation, code);
  const { installation } = request;
  await keepChallenge(storage, id, { hash, phone, installation, expiresAt, tries: 0, proven: false, refusals: 0 });
  const text = fill(codeMessage[language], { code, minutes: String(codeLifetime / 60_000) });
  if (!(await sendShortMessage(context, { to: phone, text, reference: id }))) return refused('NOT_SENT', language, {});
  return {
    kind: 'sent',
    challenge: id,
    expiresAt: new Date(expiresAt),
    resendAt: new Date(now.getTime() + resendAfter),
  };
}

/** The pause before another code first: it is met by impatience, the others by abuse. */
function limitsOf(config: MobileJknConfig, phone: string, installation: string): Limit[] {
  const phoneKey = `limit:phone:${keyedHash(config, 'phone', phone)}`;
  const installationKey = `limit:installation:${keyedHash(config, 'installation', installation)}`;
  return [
    { key: `${phoneKey}:resend`, most: 1, within: resendAfter },
    { key: `${phoneKey}:hour`, most: 5, within: hour },
    { key: `${phoneKey}:day`, most: 10, within: day },
    { key: `${installationKey}:hour`, most: 5, within: hour },
    { key: `${installationKey}:day`, most: 10, within: day },
  ];
}
