import type { InboundStatus, InboundUnknown, ProviderError } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import type { Mail } from './mail.js';
import { messageIdHeader, ownMessage } from './thread-token.js';

type Base = Pick<InboundStatus, 'accountKey' | 'externalId' | 'at'>;

/** Whether a mail reports on the delivery of another (RFC 3464). */
export function isDeliveryReport(mail: Mail): boolean {
  const [type = ''] = mail.header('content-type');
  return /^multipart\/report\b/i.test(type) && mail.attachments.some(isStatusPart);
}

const isStatusPart = ({ contentType }: { readonly contentType: string }) =>
  ['message/delivery-status', 'message/global-delivery-status'].includes(contentType);

/** Longest status part that is read. */
const longestReport = 100_000;

/**
 * A report as an item. Only a failure of exactly one message that carries our signature is a FAILED: anybody can send
 * a forged bounce, nobody can sign the id. Delays, successes and reports about strangers are kept as unknown.
 */
export function reportItem(mail: Mail, base: Base, config: EmailConfig): InboundStatus | InboundUnknown {
  const fields = statusFields(mail);
  const action = fields.get('action')?.toLowerCase() ?? '';
  const code = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.[1] ?? '';
  const messages = reportedMessages(mail, config);
  const [message] = messages;
  if (action === 'failed' && message !== undefined && messages.length === 1) {
    const externalId = messageIdHeader(message, config);
    const error = deliveryError(code);
    return { ...base, kind: 'status', externalId, variant: 'FAILED', status: 'FAILED', reference: message, error };
  }
  const raw = { reason: messages.length === 1 ? 'no failure' : 'no signed message', action, status: code };
  return { ...base, kind: 'unknown', name: 'delivery-report', raw: { ...raw, messages } };
}

/** The fields of the first failed recipient, else of the last one: RFC 3464 puts a block of fields for each. */
function statusFields(mail: Mail): Map<string, string> {
  const part = mail.attachments.find(isStatusPart);
  const blocks = (part?.content.toString('utf8') ?? '')
    .slice(0, longestReport)
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((block) => new Map(block.split('\n').map(field)))
    .filter((block) => block.has('action'));
  return blocks.find((block) => block.get('action')?.toLowerCase() === 'failed') ?? blocks.at(-1) ?? new Map();
}

function field(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

/** Messages of ours that the report names: in the returned mail or its headers, or in its own thread headers. */
function reportedMessages(mail: Mail, config: EmailConfig): string[] {
  const parts = mail.attachments.filter((part) => !isStatusPart(part)).map(({ content }) => content.toString('latin1'));
  const texts = [...parts, mail.text, ...mail.inReplyTo, ...mail.references];
  const ids = texts.flatMap((text) =>
    text.slice(0, longestReport).match(/<ticket\.[A-Za-z2-7-]{1,640}@[^\s<>]{1,255}>/g),
  );
  const own = ids.map((id) => (id ? ownMessage(id, config) : null)).filter((id) => id !== null);
  return [...new Set(own)];
}

/** Classes of RFC 3463: fixed words, so that no address of a person reaches an error. */
const subjects: Readonly<Record<string, string>> = {
  '1': 'the address does not take mail',
  '2': 'the mailbox does not take mail',
  '3': 'the mail system of the recipient has a fault',
  '4': 'the way to the recipient has a fault',
  '5': 'the mail servers did not understand each other',
  '6': 'the content cannot be carried',
  '7': 'a policy of the recipient refuses the mail',
};

/** An enhanced status code as an error; an empty one is told as such. */
export function deliveryError(code: string): ProviderError {
  const message = subjects[code.split('.')[1] ?? ''] ?? 'the mail could not be delivered';
  return { code: code === '' ? 'BOUNCED' : code, message };
}
