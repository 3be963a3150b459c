import { z } from 'zod';
import { jsonAnswer, readJson, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { callerOf, foreignPage, isOwn, limited, refuse, type Context } from './http.js';
import { readIdentity } from './identity.js';
import { useOnce } from './limits.js';
import { originAllowed, originsOf } from './sites.js';
import { issueToken, randomId, readToken } from './tokens.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Moves with the wording of the consent text: whoever agreed to an older one is asked again. */
export const consentVersion = '2026-11';

/** Milliseconds a session lives, a visitor is remembered, and the opened chat may be left before its first use. */
export const lifetimes = { session: 15 * minute, visitor: 30 * day, start: 60 * minute } as const;

/** Nobody reads and accepts the consent text in less, in milliseconds. */
export const fastestStart = 700;

/** What is kept of a visitor: that, when and to what it agreed, and what a host page's server said about it. */
export interface VisitorRecord {
  readonly site: string;
  readonly consent: string;
  readonly consentAt: string;
  readonly name?: string;
  readonly phone?: string;
}

/** Where the record of a visitor stands. */
export const visitorKey = (visitor: string): string => `visitor/${visitor}`;

const body = z.object({
  site: z.string().max(40),
  /** Origin of the page that embeds the widget, as the browser told the frame. */
  page: z.string().max(300),
  consent: z.string().max(20).optional(),
  start: z.string().max(1_000).optional(),
  resume: z.string().max(1_000).optional(),
  identity: z.string().max(4_000).optional(),
  /** Seen by robots only. */
  company: z.string().max(200).optional(),
});
type SessionRequest = z.infer<typeof body>;

/** Who shall get the session, or why nobody. */
type Claim =
  | { readonly visitor: string; readonly isNew: boolean; readonly name?: string; readonly phone?: string }
  | { readonly refusal: RouteAnswer };

/**
 * `POST session`: a short-lived session for somebody who comes back (`resume`), is signed in on the host page
 * (`identity`), or is new (`start`). Nothing is kept about anybody before the consent.
 */
export async function openSession(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const foreign = foreignPage(request);
  if (foreign) return foreign;
  const parsed = body.safeParse(await readJson(request));
  if (!parsed.success) return refuse(400, 'BAD_REQUEST', 'The body is no session request.');
  const asked = parsed.data;
  const allowed = originsOf(context.config.sites, asked.site);
  if (!allowed) return refuse(404, 'UNKNOWN_SITE', 'There is no such site key.');
  if (!isOwn(asked.page, request) && !originAllowed(allowed, asked.page))
    return refuse(403, 'ORIGIN_NOT_ALLOWED', 'The page’s origin is not among those of the site key.');
  const refusal = await limited(context, [['session', callerOf(request, context)]]);
  if (refusal) return refusal;
  const claim = await claimOf(asked, context);
  return 'refusal' in claim ? claim.refusal : grant(asked, claim, context);
}

async function claimOf(asked: SessionRequest, context: Context): Promise<Claim> {
  const { config, now } = context;
  if (asked.identity !== undefined) {
    const identity = await readIdentity(asked.identity, asked.site, config, now());
    if (identity) return { ...identity, isNew: false };
    return { refusal: refuse(401, 'IDENTITY_REFUSED', 'The identity token of the page is not valid.') };
  }
  if (asked.resume !== undefined) {
    const known = readToken(config.secret, 'visitor', asked.resume, now());
    if (known?.site === asked.site) return { visitor: known.visitor, isNew: false };
    return { refusal: refuse(401, 'VISITOR_UNKNOWN', 'The visitor is not known any more: start anew.') };
  }
  return newVisitor(asked, context);
}

/** A new visitor opened the chat, read for a moment, and does so once per opening. */
async function newVisitor(asked: SessionRequest, context: Context): Promise<Claim> {
  const now = context.now();
  const start = readToken(context.config.secret, 'start', asked.start, now);
  if (start?.site !== asked.site)
    return { refusal: refuse(401, 'START_ENDED', 'The start is not valid or has ended: open the chat again.') };
  if (asked.company || now.getTime() - start.at < fastestStart)
    return { refusal: refuse(422, 'LOOKS_AUTOMATIC', 'That looked like a program: wait a moment and try again.') };
  const visitor = randomId();
  if (!(await useOnce(context, `start/${start.id}`, visitor, lifetimes.start)))
    return { refusal: refuse(401, 'START_ENDED', 'This start was used already: open the chat again.') };
  return { visitor, isNew: true };
}

async function grant(
  asked: SessionRequest,
  claim: Exclude<Claim, { refusal: unknown }>,
  context: Context,
): Promise<RouteAnswer> {
  const { config, now, storage } = context;
  const { visitor, name, phone } = claim;
  const known = (await storage.get<VisitorRecord>(visitorKey(visitor)))?.value;
  const agreed = asked.consent === consentVersion;
  if (!agreed && known?.consent !== consentVersion)
    return refuse(403, 'CONSENT_NEEDED', `Show the consent text and send consent: "${consentVersion}".`);
  const at = now().getTime();
  const record: VisitorRecord = {
    site: asked.site,
    consent: consentVersion,
    consentAt: known?.consent === consentVersion ? known.consentAt : now().toISOString(),
    ...(name ? { name } : {}),
    ...(phone ? { phone } : {}),
  };
  const remembered = new Date(at + lifetimes.visitor);
  await storage.put(visitorKey(visitor), record, { expiresAt: remembered });
  const expiresAt = new Date(at + lifetimes.session);
  const payload = { visitor, site: asked.site };
  return jsonAnswer(200, {
    token: issueToken(config.secret, 'session', payload, expiresAt),
    /** Milliseconds, so that the browser's own clock does not matter. */
    lifetime: lifetimes.session,
    // Who is signed in on the host page comes back with a new identity, and leaves nothing on the device.
    ...(asked.identity === undefined ? { resume: issueToken(config.secret, 'visitor', payload, remembered) } : {}),
  });
}
