import type { Mail } from './mail.js';

/**
 * Milliseconds within which a host may send one sender at most one automatic answer that nobody asked for (RFC 3834,
 * section 2): a capability, which the hub keeps to.
 */
export const automaticAnswerInterval = 24 * 3_600_000;

type Sign = (mail: Mail) => boolean;

const has =
  (name: string): Sign =>
  (mail) =>
    mail.header(name).length > 0;
const saying =
  (name: string, words: RegExp): Sign =>
  (mail) =>
    mail.header(name).some((value) => words.test(value));
/** Local parts of programs; RFC 2142 names postmaster and lists, the rest is custom. */
const daemons =
  /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo|.+-(bounces?|request|owner)|owner-.+)([+=-].*)?@/;

/** Reasons in the order in which they are looked for; RFC 3834 and what the large servers add to it. */
const signs: readonly (readonly [reason: string, Sign])[] = [
  ['auto-submitted', (mail) => mail.header('auto-submitted').some((value) => !/^no\s*(;|\(|$)/i.test(value))],
  ['empty return path', saying('return-path', /^<\s*>$/)],
  ['report', saying('content-type', /^multipart\/report\b/i)],
  ['mailing list', (mail) => ['list-id', 'list-unsubscribe', 'list-post'].some((name) => has(name)(mail))],
  ['precedence', saying('precedence', /^(bulk|list|junk|auto_reply)\b/i)],
  ['response suppressed', saying('x-auto-response-suppress', /\b(all|autoreply|oof)\b/i)],
  ['autoreply', (mail) => ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => has(name)(mail))],
  ['daemon', ({ from }) => from !== null && daemons.test(from.address)],
];

/**
 * Why a mail was not written by a person for us, or null. Such a mail never becomes a message, so nothing can answer
 * it: two robots cannot keep each other busy.
 * @param own addresses of ours
 */
export function automaticReason(mail: Mail, own: readonly string[]): string | null {
  if (mail.from !== null && own.includes(mail.from.address)) return 'own address';
  return signs.find(([, holds]) => holds(mail))?.[0] ?? null;
}
