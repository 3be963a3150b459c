import type { InboundContent } from './content.js';
import type { ProviderError } from './inbound.js';

/** What a message says of its picture, film, sound or file: by it the plugin fetches the bytes. */
export type MediaReference = Extract<InboundContent, { kind: 'media' }>;

/** What became of a fetch. */
export type MediaOutcome =
  | {
      readonly status: 'found';
      readonly mimeType: string;
      readonly fileName?: string;
      /** Read once; the host checks size, type and hash. */
      readonly bytes: AsyncIterable<Uint8Array>;
    }
  /** It cannot be had (any more): expired, deleted, refused. */
  | { readonly status: 'gone'; readonly error: ProviderError }
  /** Ask again, not before so many milliseconds. */
  | { readonly status: 'later'; readonly retryAfter?: number; readonly error: ProviderError };

/**
 * Whether an address that a provider (or a stranger through it) names may be fetched: https on a host of the list or
 * below it, with the standard port, or exactly an origin of the list (`http://127.0.0.1:4010`, for simulators). Guards
 * against requests into the own network, and keeps tokens from strangers.
 */
export function isAllowedAddress(address: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, origin, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  if (allowed.includes(origin)) return true;
  return (
    protocol === 'https:' && port === '' && allowed.some((host) => hostname === host || hostname.endsWith(`.${host}`))
  );
}

/** The bytes of an answer, in pieces. */
export async function* bytesOf(response: Response): AsyncIterable<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value as Uint8Array;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
