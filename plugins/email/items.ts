import { createHash } from 'node:crypto';
import type { InboundContent, InboundItem, InboundMessage, InboundUnknown } from '../sdk/index.js';
import { addedAttachments, attachmentContents, refused } from './attachments.js';
import { authenticationOf } from './authentication.js';
import { automaticReason } from './automatic.js';
import { accountKeyOf, type EmailConfig } from './config.js';
import { isDeliveryReport, reportItem } from './delivery-report.js';
import { parseMail, type Mail, type MailAddress } from './mail.js';
import { answeredMessage } from './thread-token.js';
import { bounded, newWords } from './words.js';

/** A mail as the server handed it over. */
export interface FetchedMail {
  readonly source: Buffer;
  /** The whole mail was larger than the limit; `source` is its beginning. */
  readonly truncated: boolean;
  /** When the server got it (INTERNALDATE). */
  readonly receivedAt: Date | null;
  /** `<uidValidity>.<uid>`: with it attachments are fetched later. */
  readonly reference: string;
}

const week = 7 * 86_400_000;
const clockTolerance = 5 * 60_000;
const longestId = 998;

/**
 * A mail as items: a person's words first, then each attachment as an item of its own (variant `attachment-1`, ...);
 * or one receipt; or one unknown item with the reason. Never rejects: a mail that cannot be taken apart is kept by its
 * hash, so that it cannot hold up the mailbox.
 */
export async function toItems(fetched: FetchedMail, config: EmailConfig): Promise<InboundItem[]> {
  const accountKey = accountKeyOf(config);
  let mail: Mail;
  try {
    mail = await parseMail(fetched.source);
  } catch {
    const hash = createHash('sha256').update(fetched.source).digest('hex');
    const raw = { reason: 'cannot be taken apart', reference: fetched.reference, bytes: fetched.source.length };
    return [{ kind: 'unknown', accountKey, externalId: `sha256:${hash}`, at: fetched.receivedAt, name: 'mail', raw }];
  }
  const base = { accountKey, externalId: mail.messageId.slice(0, longestId), at: sentAt(mail, fetched) };
  if (isDeliveryReport(mail)) return [reportItem(mail, base, config)];
  const refusal = refusalOf(mail, config);
  if (refusal !== null) return [unknown(mail, base, fetched, refusal)];
  return messages(mail, base, fetched, config);
}

type Base = Pick<InboundItem, 'accountKey' | 'externalId' | 'at'>;
type Refusal = Readonly<{ name: string; reason: string }>;

/** Why a mail is no message of a person; null: it is one. */
function refusalOf(mail: Mail, config: EmailConfig): Refusal | null {
  const own = [config.address, ...(config.bounceAddress === undefined ? [] : [config.bounceAddress])];
  const automatic = automaticReason(mail, own);
  if (automatic !== null) return { name: 'automatic', reason: automatic };
  if (mail.from === null) return { name: 'no-sender', reason: 'no usable From' };
  const forged = authenticationOf(mail.header('authentication-results'), config.authservId) === 'fail';
  return forged ? { name: 'forged-sender', reason: 'dmarc=fail at our edge' } : null;
}

function unknown(mail: Mail, base: Base, { reference }: FetchedMail, { name, reason }: Refusal): InboundUnknown {
  const raw = { reason, reference, from: mail.from?.address ?? null, subject: mail.subject, text: bounded(mail.text) };
  return { ...base, kind: 'unknown', name, raw };
}

function messages(mail: Mail, base: Base, fetched: FetchedMail, config: EmailConfig): InboundMessage[] {
  const { address, name } = mail.from as MailAddress;
  const replyTo = answeredMessage(mail, config);
  const common = {
    ...base,
    kind: 'message' as const,
    sender: { key: address, ...(name === '' ? {} : { name }) },
    ...(replyTo === undefined ? {} : { replyTo: replyTo.slice(0, longestId) }),
  };
  const attachments = fetched.truncated
    ? [refused('MAIL_TOO_LARGE')]
    : attachmentContents(addedAttachments(mail.attachments), fetched.reference, config);
  const text = wordsOf(mail, replyTo !== undefined);
  const first: InboundContent = text === '' ? { kind: 'unsupported', rawType: 'empty mail' } : { kind: 'text', text };
  const skipFirst = text === '' && attachments.length > 0;
  return [
    ...(skipFirst ? [] : [{ ...common, content: first }]),
    ...attachments.map((content, i) => ({ ...common, variant: `attachment-${i + 1}`, content })),
  ];
}

/** An answer is its new words alone, so that "2" chooses; a new letter begins with its subject. */
function wordsOf({ subject, text }: Mail, answers: boolean): string {
  if (answers) return newWords(text);
  return [bounded(subject), bounded(text)].filter(Boolean).join('\n\n');
}

/**
 * The sender's own time where it is believable: not after the server got the mail, and at most a week before. Service
 * clocks run from it, so a broken or forged Date falls back to the server's time.
 */
function sentAt({ date }: Mail, { receivedAt }: FetchedMail): Date | null {
  if (date === null || receivedAt === null) return receivedAt ?? date;
  const age = receivedAt.getTime() - date.getTime();
  return age > week || age < -clockTolerance ? receivedAt : date;
}
