import { bytesOf, isAllowedAddress, type MediaOutcome, type MediaReference, type PluginContext } from '../sdk/index.js';
import type { WhatsAppConfig } from './config.js';
import { record, text, type Json } from './json.js';

/** Where Meta keeps media. The bearer token goes there, so no other host may be named. */
const hosts = ['fbsbx.com', 'fbcdn.net', 'whatsapp.net', 'facebook.com'];

/** Codes that say that a medium is not there (any more): expired after 7 days, deleted, or never ours. */
const goneCodes = new Set(['33', '100', '131052']);

type Context = PluginContext<WhatsAppConfig>;
type Missing = Exclude<MediaOutcome, { status: 'found' }>;

const later = (code: string, message: string, retryAfter?: number): Missing => ({
  status: 'later',
  error: { code, message },
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
const gone = (code: string, message: string): Missing => ({ status: 'gone', error: { code, message } });

/**
 * Fetches a medium: the Graph API gives an address that lives five minutes, and the bytes for the bearer token. Never
 * throws for what Meta answers. The host checks size, type and hash.
 */
export async function media(reference: MediaReference, context: Context): Promise<MediaOutcome> {
  const { mediaId, mimeType, fileName } = reference;
  if (mediaId === undefined || !/^[A-Za-z0-9_-]{1,128}$/.test(mediaId))
    return gone('NO_MEDIA_ID', 'there is no id to fetch it by');
  const { apiBase, phoneNumberId } = context.config;
  const found = await ask(`${apiBase}/${mediaId}?phone_number_id=${phoneNumberId}`, context);
  if ('status' in found) return found;
  const described = (await found.answer.json().catch(() => undefined)) as unknown;
  const { url, mime_type } = record(described);
  const address = text(url);
  if (address === undefined) return later('NO_URL', 'an answer without an address');
  if (!isAllowedAddress(address, [...hosts, ...loopbackOrigin(apiBase)]))
    return gone('FOREIGN_ADDRESS', 'the address is not one of Meta');
  const downloaded = await ask(address, context);
  if ('status' in downloaded) {
    // The id was known a moment ago: its address has run out, and the next try gets another.
    return downloaded.status === 'gone' ? later(downloaded.error.code, downloaded.error.message) : downloaded;
  }
  return {
    status: 'found',
    mimeType: text(mime_type) ?? mimeType ?? 'application/octet-stream',
    ...(fileName === undefined ? {} : { fileName }),
    bytes: bytesOf(downloaded.answer),
  };
}

/** A simulator serves its media beside its API. */
function loopbackOrigin(apiBase: string): string[] {
  const { hostname, origin } = new URL(apiBase);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? [origin] : [];
}

async function ask(address: string, { config, fetch, signal }: Context): Promise<{ answer: Response } | Missing> {
  let answer: Response;
  try {
    const headers = { authorization: `Bearer ${config.accessToken}` };
    answer = await fetch(address, { headers, redirect: 'error', signal });
  } catch {
    return later('NO_ANSWER', 'the Graph API cannot be reached');
  }
  if (answer.ok) return { answer };
  const body = (await answer.json().catch(() => undefined)) as unknown;
  return refusal(answer, record(record(body).error));
}

function refusal({ status, headers }: Response, error: Json): Missing {
  const code = text(error.code);
  if (status === 404 || status === 410 || (status === 400 && code !== undefined && goneCodes.has(code)))
    return gone(code ?? `HTTP_${status}`, 'the medium is not there any more');
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
  return later(code ?? `HTTP_${status}`, 'the Graph API does not give the medium now', wait);
}
