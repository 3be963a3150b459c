import { jsonAnswer, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { callerOf, foreignPage, limited, refuse, type Context } from './http.js';
import { consentVersion, lifetimes } from './session.js';
import { originsOf } from './sites.js';
import { issueToken, randomId } from './tokens.js';

/** When officers are there; null: the hub does not say. */
export interface Opening {
  readonly openNow: boolean;
  /** ISO 8601 with offset, or null when no next opening is known. */
  readonly opensAt: string | null;
}

const openingQuery = `query WebsiteOpening($channel: ID!) {
  channel(id: $channel) { operational { openNow opensAt } }
}`;

/** The opening hours as the hub shows them to everybody. Null when it does not answer: the chat works without. */
export async function openingOf({ hub, channelId }: Context): Promise<Opening | null> {
  try {
    const { data } = await hub.execute<{ channel: { operational: Opening | null } | null }>(
      openingQuery,
      { channel: channelId },
      { as: 'channel' },
    );
    return data?.channel?.operational ?? null;
  } catch {
    return null;
  }
}

/** `GET start`: what the widget needs when somebody opens it. It keeps nothing of the visitor. */
export async function start(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const foreign = foreignPage(request);
  if (foreign) return foreign;
  const site = request.query.get('site');
  if (!site || !originsOf(context.config.sites, site)) return refuse(404, 'UNKNOWN_SITE', 'There is no such site key.');
  const refusal = await limited(context, [['start', callerOf(request, context)]]);
  if (refusal) return refusal;
  const at = context.now().getTime();
  const token = issueToken(
    context.config.secret,
    'start',
    { id: randomId(), site, at },
    new Date(at + lifetimes.start),
  );
  const { privacyNotice = null } = context.config;
  return jsonAnswer(200, { start: token, consent: consentVersion, privacyNotice, opening: await openingOf(context) });
}
