import { generateKeyPairSync } from 'node:crypto';
import type { PluginContext } from '../../sdk/index.js';
import { simulatedServiceAccount, type MobileJknConfig } from '../config.js';
import { record, text } from '../json.js';

/** The service account as far as it is needed. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly email: string;
  readonly privateKey: string;
  readonly tokenUri: string;
}

/** Why there is no access token. `refused`: the account itself is at fault, and waiting does not help. */
export class NoAccessToken extends Error {
  override readonly name = 'NoAccessToken';
  constructor(
    readonly reason: 'malformed' | 'refused' | 'unreachable',
    message: string,
  ) {
    super(message);
  }
}

type Context = Pick<PluginContext<MobileJknConfig>, 'config' | 'fetch' | 'signal' | 'now' | 'storage'>;

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const storageKey = 'fcm:access-token';
/** Milliseconds before its end at which a token is not used any more. */
const margin = 5 * 60_000;
const googleTokenUri = 'https://oauth2.googleapis.com/token';

let simulatedKey: string | undefined;

/** A key that nobody outside this process knows; made once, when it is first needed. */
function simulatedPrivateKey(): string {
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  simulatedKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8) as string;
  return simulatedKey;
}

/**
 * Loads what signs in at Google, so that the first push does not wait for it. Asks nobody; may be called again.
 */
export async function warmUp({ fcmServiceAccount }: Pick<MobileJknConfig, 'fcmServiceAccount'>): Promise<void> {
  await import('google-auth-library');
  if (fcmServiceAccount === simulatedServiceAccount) simulatedPrivateKey();
}

/** Reads the service account of the configuration. @throws NoAccessToken 'malformed' */
export function serviceAccountOf({
  fcmBase,
  fcmServiceAccount,
}: Pick<MobileJknConfig, 'fcmBase' | 'fcmServiceAccount'>): ServiceAccount {
  if (fcmServiceAccount === simulatedServiceAccount) {
    const email = 'mobile-jkn@simulated.example';
    return { projectId: 'simulated', email, privateKey: simulatedPrivateKey(), tokenUri: `${fcmBase}/token` };
  }
  const given = record(parsed(fcmServiceAccount));
  const [projectId, email, privateKey] = [text(given.project_id), text(given.client_email), text(given.private_key)];
  if (!projectId || !email || !privateKey)
    throw new NoAccessToken('malformed', 'the service account lacks project_id, client_email or private_key');
  return { projectId, email, privateKey, tokenUri: text(given.token_uri) ?? googleTokenUri };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A token for FCM: the kept one while it is good, shared by all processes, else a new one. @throws NoAccessToken */
export async function accessToken(context: Context): Promise<string> {
  const kept = await context.storage.get<{ token: string; expiresAt: number }>(storageKey);
  if (kept && kept.value.expiresAt - margin > context.now().getTime()) return kept.value.token;
  const { token, expiresAt } = await fetchToken(context, serviceAccountOf(context.config));
  await context.storage.put(storageKey, { token, expiresAt }, { expiresAt: new Date(expiresAt) });
  return token;
}

/** Drops the kept token, because the provider does not take it. */
export const dropAccessToken = ({ storage }: Pick<Context, 'storage'>): Promise<void> => storage.delete(storageKey);

async function fetchToken(context: Context, account: ServiceAccount) {
  const { JWT } = await import('google-auth-library');
  const first = firstFault();
  const fetchImplementation: typeof fetch = (_url, init) => first.watch(askOnce(context, account.tokenUri, init));
  const client = new JWT({
    email: account.email,
    key: account.privateKey,
    scopes: [scope],
    transporterOptions: { fetchImplementation },
  });
  const authorized = client.authorize().catch(() => {
    throw new NoAccessToken('malformed', 'the key of the service account cannot sign');
  });
  const tokens = await Promise.race([authorized, first.fault]);
  if (!tokens.access_token) throw new NoAccessToken('refused', 'the token service gave no token');
  return { token: tokens.access_token, expiresAt: tokens.expiry_date ?? context.now().getTime() + margin };
}

/** The library repeats what fails; the host decides about repetitions, so the first fault ends the call. */
function firstFault() {
  let fail: (fault: unknown) => void = () => undefined;
  const fault = new Promise<never>((_, reject) => (fail = reject));
  fault.catch(() => undefined);
  let failed: unknown;
  const watch = async (answer: Promise<Response>): Promise<Response> => {
    answer.catch(() => undefined);
    if (failed !== undefined) throw failed;
    try {
      return await answer;
    } catch (error) {
      failed = error;
      fail(error);
      throw error;
    }
  };
  return { fault, watch };
}

async function askOnce({ fetch, signal }: Context, tokenUri: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const { method, headers, body } = init ?? {};
    response = await fetch(tokenUri, { method, headers, body: body as string, redirect: 'error', signal });
  } catch {
    throw new NoAccessToken('unreachable', 'the token service does not answer');
  }
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 400 || response.status === 401 || response.status === 403)
    throw new NoAccessToken('refused', `the token service refuses the service account (${response.status})`);
  throw new NoAccessToken('unreachable', `the token service answered ${response.status}`);
}
