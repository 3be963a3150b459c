import { bytesOf, isAllowedAddress, type MediaOutcome, type MediaReference } from '../sdk/index.js';
import type { GraphContext } from './graph.js';

/** Where Meta keeps what people attach; addresses are signed and end after some days. */
const hosts = ['fbsbx.com', 'cdninstagram.com', 'fbcdn.net'];

/** Fetches an attachment by its address, without any token. Never throws for what Meta answers. */
export async function media({ url, mimeType }: MediaReference, context: GraphContext): Promise<MediaOutcome> {
  const { config, fetch, signal } = context;
  const simulator = config.apiHost?.startsWith('http://127.0.0.1:') ? [new URL(config.apiHost).origin] : [];
  if (url === undefined || !isAllowedAddress(url, [...hosts, ...simulator]))
    return { status: 'gone', error: { code: 'FOREIGN_ADDRESS', message: 'the address is not one of Meta' } };
  let answer: Response;
  try {
    answer = await fetch(url, { redirect: 'error', signal });
  } catch {
    return { status: 'later', error: { code: 'NO_ANSWER', message: 'the attachment cannot be reached' } };
  }
  const type = answer.headers.get('content-type') ?? mimeType ?? 'application/octet-stream';
  if (answer.ok) return { status: 'found', mimeType: type, bytes: bytesOf(answer) };
  await answer.body?.cancel();
  const error = { code: `HTTP_${answer.status}`, message: 'the attachment is not given' };
  return { status: [403, 404, 410].includes(answer.status) ? 'gone' : 'later', error };
}
