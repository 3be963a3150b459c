import { z } from 'zod';
import { jsonAnswer, readJson, type InboundStatus, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { limited, refuse, visitOf, type Context } from './http.js';
import type { MailboxValue } from './messages.js';

const body = z.strictObject({
  status: z.enum(['DELIVERED', 'READ']),
  /** Sequences of the visitor's own mailbox, within a hundred of one another. */
  sequences: z.array(z.int().min(1).max(Number.MAX_SAFE_INTEGER)).min(1).max(100),
});

/**
 * `POST receipts`: the widget showed messages, or the visitor has seen them. Sequences are looked up in the visitor's own
 * mailbox, so that nobody can speak about the messages of others.
 */
export async function postReceipts(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const access = visitOf(request, context);
  if ('refusal' in access) return access.refusal;
  const { visitor, site } = access.visit;
  const parsed = body.safeParse(await readJson(request));
  if (!parsed.success) return refuse(400, 'BAD_REQUEST', 'Send { status: DELIVERED or READ, sequences }.');
  const refusal = await limited(context, [['receipt', visitor]]);
  if (refusal) return refusal;
  const { status, sequences } = parsed.data;
  const wanted = new Set(sequences);
  const first = Math.min(...sequences);
  const entries = await context.mailbox.read(visitor, first - 1, 100);
  const items = entries
    .filter(({ sequence, value }) => wanted.has(sequence) && (value as MailboxValue).from === 'hub')
    .map(({ id }): InboundStatus => ({
      kind: 'status',
      accountKey: site,
      externalId: id,
      variant: status,
      at: context.now(),
      status,
      reference: id,
    }));
  if (items.length > 0) await context.receive(items);
  return jsonAnswer(200, { taken: items.length });
}
