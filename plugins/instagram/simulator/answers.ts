import type { ProviderAnswer } from '../../sdk/testing/index.js';

/** What the next calls that match `path` (every call when absent) shall meet. Used up one entry a call. */
export type Fault = { readonly path?: RegExp } & (
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly subcode?: number;
      readonly status?: number;
      readonly transient?: boolean;
      readonly message?: string;
      readonly retryAfter?: number;
    }
  /** Carries the call out but never answers. */
  | { readonly kind: 'hang' }
  /** Carries the call out and cuts the connection. */
  | { readonly kind: 'cut' }
  /** An answer of 5xx without Meta's JSON, after carrying the call out or not. */
  | { readonly kind: 'gateway-error'; readonly carriedOut: boolean }
);

/** Meta's error answer. */
export function graphError(
  code: number,
  options: { subcode?: number; status?: number; transient?: boolean; message?: string; retryAfter?: number } = {},
): Exclude<ProviderAnswer, string> {
  const { subcode, status = 400, transient, message = 'Simulated', retryAfter } = options;
  return {
    status,
    json: {
      error: {
        message: `(#${code}) ${message}`,
        type: 'OAuthException',
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(transient === undefined ? {} : { is_transient: transient }),
        fbtrace_id: 'simulated',
      },
    },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

export const ok = (json: unknown): Exclude<ProviderAnswer, string> => ({ status: 200, json });
