import type { Language, RouteAnswer, RouteRequest } from '../sdk/index.js';
import type { WebsiteConfig } from './config.js';
import { turnstileHome } from './turnstile.js';

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML, in content and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign]!);

/** The language that a page is asked in: `?lang=`, else the browser's, else Indonesian. */
export function languageOf({ query, headers }: Pick<RouteRequest, 'query' | 'headers'>): Language {
  const asked = query.get('lang') ?? headers['accept-language'] ?? '';
  return /^en\b/i.test(asked) ? 'en' : 'id';
}

export interface PageOptions {
  /** Origins that may show the page in a frame. */
  readonly origins: readonly string[];
  readonly config: Pick<WebsiteConfig, 'turnstileSecret' | 'turnstileBase'>;
  /** The page has a Turnstile check, where that is configured. */
  readonly turnstile?: boolean;
}

/** No inline script, nothing from elsewhere, and no frame but those of the site key. */
function contentPolicy({ origins, config, turnstile }: PageOptions): string {
  const { turnstileSecret, turnstileBase = turnstileHome } = config;
  const check = turnstile && turnstileSecret !== undefined ? ` ${new URL(turnstileBase).origin}` : '';
  return [
    "default-src 'none'",
    `script-src 'self'${check}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${check}`,
    `frame-src 'self'${check}`,
    `frame-ancestors 'self' ${origins.join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** A page as an answer: never kept by caches, because it holds a token. */
export function pageAnswer(html: string, options: PageOptions): RouteAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentPolicy(options),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    },
    body: html,
  };
}
