import type { PluginContext } from '../sdk/index.js';
import { apiBase, type InstagramConfig } from './config.js';
import { record, text, type Json } from './json.js';
import { usageOf, type Usage } from './usage.js';

export type GraphContext = PluginContext<InstagramConfig>;

/** A call of the Graph API. */
export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below host and version, without a leading slash: `17841…/media`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/**
 * What came back. `refused`: Meta said no, with its code where there was one. `unreachable`: the request cannot have
 * arrived. `lost`: it may have arrived, but no (readable) answer came.
 */
export type GraphAnswer =
  | { readonly kind: 'ok'; readonly json: Json; readonly usage: Usage }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string | undefined;
      readonly subcode: string | undefined;
      /** Meta says that the same request may succeed later. */
      readonly transient: boolean;
      /** The message says that too few people are behind a figure; the only thing its wording is asked for. */
      readonly tooFew: boolean;
      /** Milliseconds, by the Retry-After header. */
      readonly retryAfter: number | undefined;
      readonly usage: Usage;
    }
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'lost'; readonly code: string };

/** Faults of the network before any byte of the request can have left: safe to try again. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** One call under the context's deadline. Never throws. The token travels in a header, never in the address. */
export async function callGraph(call: GraphCall, context: GraphContext): Promise<GraphAnswer> {
  const { config, signal } = context;
  const query = call.query ? `?${new URLSearchParams(call.query).toString()}` : '';
  try {
    const response = await context.fetch(`${apiBase(config)}/${call.path}${query}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${config.accessToken}`,
        ...(call.body && { 'content-type': 'application/json' }),
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
      redirect: 'error',
      signal,
    });
    return await readAnswer(response);
  } catch (error) {
    const code = text(record((error as Error | undefined)?.cause).code);
    return code !== undefined && neverLeft.has(code)
      ? { kind: 'unreachable', code }
      : { kind: 'lost', code: code ?? 'NO_ANSWER' };
  }
}

async function readAnswer(response: Response): Promise<GraphAnswer> {
  const usage = usageOf(response.headers);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    return typeof body === 'object' && body !== null
      ? { kind: 'ok', json: record(body), usage }
      : { kind: 'lost', code: 'NO_JSON' };
  }
  const error = record(record(body).error);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    kind: 'refused',
    status: response.status,
    code: text(error.code),
    subcode: text(error.error_subcode),
    transient: error.is_transient === true,
    tooFew: /not enough (users|viewers|people|data)/i.test(text(error.message) ?? ''),
    retryAfter: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
    usage,
  };
}

/** A path segment of a foreign id: nothing but what Meta's ids are made of may reach the address. */
export function isGraphId(id: string): boolean {
  return /^[A-Za-z0-9_=.-]{1,256}$/.test(id) && !/^\.+$/.test(id);
}
