import { randomBytes } from 'node:crypto';

/** A number of a simulated business account. */
export interface SimulatedNumber {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly displayNumber: string;
}

/** A simulated person: digits of the number without `+`. */
export interface SimulatedPerson {
  readonly waId: string;
  readonly name: string;
  /** Business-scoped user id, for people who hide their number. */
  readonly userId?: string;
}

/** One item of a webhook's `value`. */
export interface WebhookPart {
  readonly messages?: readonly object[];
  readonly statuses?: readonly object[];
  readonly contacts?: readonly object[];
  readonly errors?: readonly object[];
}

/** An id as WhatsApp makes them. */
export function newMessageId(): string {
  return `wamid.${randomBytes(18).toString('base64')}`;
}

const seconds = (at: Date) => String(Math.floor(at.getTime() / 1000));

/** The envelope of one or more parts: each part is one change of one entry. */
export function envelope(number: SimulatedNumber, parts: readonly WebhookPart[]): object {
  const metadata = { display_phone_number: number.displayNumber, phone_number_id: number.phoneNumberId };
  return {
    object: 'whatsapp_business_account',
    entry: parts.map((part) => ({
      id: number.accountId,
      changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...part } }],
    })),
  };
}

/** A message of a person. `content` is the typed part, such as `{ type: 'text', text: { body: 'Halo' } }`. */
export function messagePart(
  person: SimulatedPerson,
  content: object,
  at = new Date(),
  id = newMessageId(),
): WebhookPart {
  const scoped = person.userId ? { user_id: person.userId } : {};
  return {
    contacts: [{ profile: { name: person.name }, wa_id: person.waId, ...scoped }],
    messages: [{ from: person.waId, id, timestamp: seconds(at), ...content }],
  };
}

/** A status of a message of the hub. */
export function statusPart(options: {
  id: string;
  status: string;
  recipient: string;
  reference?: string;
  at?: Date;
  errorCode?: number;
}): WebhookPart {
  const { id, status, recipient, reference, at = new Date(), errorCode } = options;
  return {
    statuses: [
      {
        id,
        status,
        timestamp: seconds(at),
        recipient_id: recipient,
        ...(reference ? { biz_opaque_callback_data: reference } : {}),
        ...(errorCode ? { errors: [{ code: errorCode, title: 'Simulated', message: 'Simulated' }] } : {}),
      },
    ],
  };
}

export const textContent = (body: string) => ({ type: 'text', text: { body } });

export const listReply = (id: string, title: string) => ({
  type: 'interactive',
  interactive: { type: 'list_reply', list_reply: { id, title } },
});

export const buttonReply = (id: string, title: string) => ({
  type: 'interactive',
  interactive: { type: 'button_reply', button_reply: { id, title } },
});
