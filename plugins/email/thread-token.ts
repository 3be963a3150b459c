import { createHmac } from 'node:crypto';
import { equalSecrets } from '../sdk/index.js';
import { domainOf, type EmailConfig } from './config.js';

type Threads = Pick<EmailConfig, 'threadSecret' | 'address'>;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const macLength = 16;
/** Mail servers may refuse a longer local part (RFC 5321, 4.5.3.1.1). */
const longestLocalPart = 64;

/** Lower-case base32 without padding: survives servers that fold the case of local parts. */
function base32(bytes: Buffer): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Buffer {
  let bits = 0;
  let value = 0;
  const bytes: number[] = [];
  for (const letter of text) {
    value = ((value << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((value >>> (bits -= 8)) & 0xff);
  }
  return Buffer.from(bytes);
}

/** A UUID as its 16 bytes under `u`, anything else as its UTF-8 under `t`. */
function encode(messageId: string): string {
  if (uuidForm.test(messageId)) return `u${base32(Buffer.from(messageId.replace(/-/g, ''), 'hex'))}`;
  return `t${base32(Buffer.from(messageId, 'utf8'))}`;
}

function decode(body: string): string {
  const bytes = fromBase32(body.slice(1));
  if (body.startsWith('t')) return bytes.toString('utf8');
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** 80 bits of HMAC-SHA256: enough against guessing by mail, short enough for a local part. */
function mac(body: string, secret: string): string {
  return base32(createHmac('sha256', secret).update(`kanal-thread:${body}`).digest()).slice(0, macLength);
}

/** The signed token of a message of ours: letters and digits and one hyphen, in lower case. */
export function tokenOf(messageId: string, { threadSecret }: Threads): string {
  const body = encode(messageId);
  return `${body}-${mac(body, threadSecret)}`;
}

/** The message of a token, or null when we have not signed it. Constant time in the signature. */
export function messageOf(token: string, { threadSecret }: Threads): string | null {
  const [, body, signature] = /^([ut][a-z2-7]{2,600})-([a-z2-7]{16})$/.exec(token.toLowerCase()) ?? [];
  if (body === undefined || signature === undefined) return null;
  return equalSecrets(signature, mac(body, threadSecret)) ? decode(body) : null;
}

/** The Message-ID under which a message of ours goes out; equal for every try. */
export function messageIdHeader(messageId: string, config: Threads): string {
  return `<ticket.${tokenOf(messageId, config)}@${domainOf(config)}>`;
}

/** Our message behind a Message-ID, or null when it is not one of ours. */
export function ownMessage(header: string, config: Threads): string | null {
  const [, token, domain] = /^<?ticket\.([A-Za-z2-7-]{1,640})@([^\s<>@]{1,255})>?$/.exec(header.trim()) ?? [];
  if (token === undefined || domain?.toLowerCase() !== domainOf(config)) return null;
  return messageOf(token, config);
}

/** The address that answers go to: ours with the token after a plus; ours alone where that is too long. */
export function replyAddress(messageId: string, config: Threads): string {
  const [local, domain] = config.address.split('@') as [string, string];
  const tagged = `${local}+${tokenOf(messageId, config)}`;
  return tagged.length > longestLocalPart ? config.address : `${tagged}@${domain}`;
}

/** What stands behind the subject, for programs that drop every header of threads. */
export function subjectTag(messageId: string, config: Threads): string {
  return `[#${tokenOf(messageId, config)}]`;
}

/** What a mail says about what it answers. */
export interface ThreadSigns {
  readonly inReplyTo: readonly string[];
  /** Oldest first, as the header has them. */
  readonly references: readonly string[];
  readonly recipients: readonly string[];
  readonly subject: string;
}

/**
 * The Message-ID of the message that a mail answers. Signed signs of ours go first: In-Reply-To, References from last
 * to first, plus-address, subject tag; then the bare In-Reply-To, which anybody can write.
 */
export function answeredMessage(signs: ThreadSigns, config: Threads): string | undefined {
  const tags = [...signs.recipients.map(plusOf), ...subjectTags(signs.subject)];
  const messages = [
    ...[...signs.inReplyTo, ...signs.references.toReversed()].map((id) => ownMessage(id, config)),
    ...tags.map((tag) => messageOf(tag, config)),
  ];
  const own = messages.find((message) => message !== null);
  return own === undefined ? signs.inReplyTo[0] : messageIdHeader(own as string, config);
}

const plusOf = (address: string) => /^[^+@]*\+([^@]*)@/.exec(address)?.[1] ?? '';
const subjectTags = (subject: string) =>
  [...subject.matchAll(/\[#([a-z2-7-]{1,640})\]/gi)].map((match) => match[1] ?? '');
