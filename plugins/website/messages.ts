import { z } from 'zod';
import { jsonAnswer, readJson, type InboundContent, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { callerOf, limited, refuse, visitOf, type Context, type Visit } from './http.js';
import { visitorKey, type VisitorRecord } from './session.js';

/** Longest text of a visitor, in UTF-16 code units. */
export const longestText = 4_000;

const language = z.enum(['id', 'en']).optional();
const body = z.union([
  z.strictObject({
    /** Made by the widget, once per message: a retry is known by it. */
    id: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
    text: z
      .string()
      .max(longestText)
      .refine((text) => text.trim() !== ''),
    language,
  }),
  z.strictObject({
    id: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
    choice: z.strictObject({ id: z.string().min(1).max(200), title: z.string().min(1).max(200) }),
    language,
  }),
]);

/** What stands in a visitor's mailbox: what the hub says, and what the visitor said, so that other tabs show it too. */
export type MailboxValue =
  | { readonly from: 'hub'; readonly content: unknown }
  | { readonly from: 'visitor'; readonly id: string; readonly text: string; readonly at: string };

/**
 * `POST messages`: one text or tapped choice. Stored in the inbox first and shown in the visitor's own mailbox after, so
 * that what looks sent is sent. A repeated id changes nothing.
 */
export async function postMessage(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const access = visitOf(request, context);
  if ('refusal' in access) return access.refusal;
  const { visit } = access;
  const parsed = body.safeParse(await readJson(request));
  if (!parsed.success)
    return refuse(400, 'BAD_REQUEST', `Send { id, text } with 1 to ${longestText} characters, or { id, choice }.`);
  const limits = [
    ['message', visit.visitor],
    ['message-address', callerOf(request, context)],
  ] as const;
  const refusal = await limited(context, limits);
  if (refusal) return refusal;
  const known = await context.storage.get<VisitorRecord>(visitorKey(visit.visitor));
  if (!known) return refuse(401, 'SESSION_ENDED', 'The visitor is not known any more.');
  const message = parsed.data;
  const at = context.now();
  const content: InboundContent =
    'text' in message ? { kind: 'text', text: message.text } : { kind: 'choice', ...message.choice };
  const sender = senderOf(visit, known.value, message.language);
  const item = { kind: 'message', accountKey: visit.site, externalId: `${visit.visitor}.${message.id}` } as const;
  const { duplicates } = await context.receive([{ ...item, at, sender, content }]);
  const text = 'text' in message ? message.text : message.choice.title;
  const value: MailboxValue = { from: 'visitor', id: message.id, text, at: at.toISOString() };
  const sequence = await context.mailbox.append(visit.visitor, { id: `in.${message.id}`, value });
  return jsonAnswer(duplicates > 0 ? 200 : 202, { id: message.id, sequence });
}

function senderOf({ visitor }: Visit, { name, phone }: VisitorRecord, spoken: 'id' | 'en' | undefined) {
  return {
    key: visitor,
    ...(name ? { name } : {}),
    ...(phone ? { phone } : {}),
    ...(spoken ? { language: spoken } : {}),
  };
}
