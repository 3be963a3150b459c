import { createHmac, randomUUID } from 'node:crypto';

/** Parameters of a webhook. */
export type Form = Readonly<Record<string, string>>;

/** Twilio's signature of a form, written from its description: the address, then each name and value by name. */
export function signatureOf(authToken: string, url: string, form: Form): string {
  const sorted = Object.keys(form).sort();
  const text = url + sorted.map((name) => `${name}${form[name]}`).join('');
  return createHmac('sha1', authToken).update(text).digest('base64');
}

/** What came back for a webhook. */
export interface Delivered {
  readonly url: string;
  readonly form: Form;
  /** HTTP statuses, one for each time it was posted; 0: no answer in time. */
  readonly statuses: readonly number[];
  /** Bodies, one for each time. */
  readonly bodies: readonly string[];
}

export interface DeliveryOptions {
  readonly authToken: string;
  /** The address as Twilio knows it: what is signed. */
  readonly publicUrl: string;
  /** Where it leads to: the way through the proxy. */
  readonly webhookUrl: string;
  /** How often every webhook is posted, one after the other. */
  readonly times: number;
  /** Milliseconds after which Twilio gives up. */
  readonly patience: number;
}

/** Posts a signed webhook, as often as asked. */
export async function deliver(options: DeliveryOptions, url: string, form: Form): Promise<Delivered> {
  const { authToken, publicUrl, webhookUrl, times, patience } = options;
  if (!url.startsWith(publicUrl)) throw new Error('A document of the hub leads to an address that is not its own.');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-twilio-signature': signatureOf(authToken, url, form),
    'i-twilio-idempotency-token': randomUUID(),
    'user-agent': 'TwilioProxy/1.1',
  };
  const statuses: number[] = [];
  const bodies: string[] = [];
  for (let i = 0; i < times; i++) {
    const answer = await post(`${webhookUrl}${url.slice(publicUrl.length)}`, headers, form, patience);
    statuses.push(answer.status);
    bodies.push(answer.body);
  }
  return { url, form, statuses, bodies };
}

async function post(url: string, headers: Record<string, string>, form: Form, patience: number) {
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form).toString(), signal });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}
