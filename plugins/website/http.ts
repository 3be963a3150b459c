import { isIPv6 } from 'node:net';
import { jsonAnswer, type RouteAnswer, type RouteRequest, type ServiceContext } from '../sdk/index.js';
import type { WebsiteConfig } from './config.js';
import { takeToken } from './limits.js';
import { pseudonym, readToken } from './tokens.js';

export type Context = ServiceContext<WebsiteConfig>;

/** A refusal that the widget can read: `code` tells it what to do, `message` tells a developer why. */
export function refuse(status: number, code: string, message: string, retryAfter?: number): RouteAnswer {
  const answer = jsonAnswer(status, { error: { code, message } });
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(retryAfter / 1_000)) } };
}

/** The hub's own origin, as browsers see it. */
export const ownOrigin = ({ baseUrl }: Pick<RouteRequest, 'baseUrl'>): string => new URL(baseUrl).origin;

/**
 * Whether a request comes from a page of the hub itself: the frame of the widget or a form. Browsers state the origin
 * with every POST and cannot be made to lie about it; other pages are refused, so that none can speak for a visitor.
 */
export function fromOwnPage(request: RouteRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined ? request.method === 'GET' : isOwn(origin, request);
}

/** A hub without a public address is on this machine, where it goes by two names. */
export function isOwn(origin: string, request: Pick<RouteRequest, 'baseUrl'>): boolean {
  const own = ownOrigin(request);
  return origin === own || (own.startsWith('http://localhost') && origin === own.replace('localhost', '127.0.0.1'));
}

/** The refusal of a request from a foreign page; null: it comes from a page of ours. */
export const foreignPage = (request: RouteRequest): RouteAnswer | null =>
  fromOwnPage(request) ? null : refuse(403, 'FOREIGN_PAGE', 'Only the pages of this channel may call it.');

/** A caller's address as limits know it: hashed, and an IPv6 network as one caller. */
export function callerOf(request: Pick<RouteRequest, 'remoteAddress'>, { config }: Context): string {
  const address = request.remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');
  const network = isIPv6(address) ? networkOf(address) : address;
  return pseudonym(config.secret, 'address', network);
}

/** The first 64 bits: what a provider gives one customer. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * Token buckets by what is asked, per caller's address and per visitor. Those of addresses leave room for an office or a
 * mobile network behind one address.
 */
export const rates = {
  start: { perSecond: 2, burst: 60 },
  session: { perSecond: 1, burst: 60 },
  message: { perSecond: 0.5, burst: 10 },
  'message-address': { perSecond: 20, burst: 200 },
  receipt: { perSecond: 5, burst: 60 },
  stream: { perSecond: 0.5, burst: 30 },
  form: { perSecond: 0.1, burst: 10 },
  track: { perSecond: 0.1, burst: 20 },
  'track-ticket': { perSecond: 1 / 60, burst: 5 },
} as const;

/** Takes a token for every limit; the refusal with its wait when one is exhausted. */
export async function limited(
  context: Context,
  limits: readonly (readonly [name: keyof typeof rates, subject: string])[],
): Promise<RouteAnswer | null> {
  for (const [name, subject] of limits) {
    const wait = await takeToken(context, `${name}/${subject}`, rates[name]);
    if (wait > 0) return refuse(429, 'RATE_LIMITED', 'Too many requests: wait a moment.', wait);
  }
  return null;
}

/** The header that carries a session; not in an address, because addresses end in logs. */
export const sessionHeader = 'x-visit-token';

/** For whom a session speaks. */
export interface Visit {
  readonly visitor: string;
  readonly site: string;
  readonly expiresAt: Date;
}

/** The session of a request from a page of ours, or its refusal. */
export function visitOf(request: RouteRequest, { config, now }: Context): { visit: Visit } | { refusal: RouteAnswer } {
  const foreign = foreignPage(request);
  if (foreign) return { refusal: foreign };
  const visit = readToken(config.secret, 'session', request.headers[sessionHeader], now());
  if (visit) return { visit };
  return { refusal: refuse(401, 'SESSION_ENDED', 'The session is not valid or has ended: ask for a new one.') };
}
