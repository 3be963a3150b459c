import MailComposer from 'nodemailer/lib/mail-composer';
import { plainText, type SendCommand } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import { messageIdHeader, replyAddress, subjectTag } from './thread-token.js';

/**
 * The bytes of a mail. Every try of a message gives the same Message-ID, so that a mail that did arrive twice is one
 * to any mail program. The threads of the recipient hold by In-Reply-To and References.
 */
export function composeMail(command: SendCommand, config: EmailConfig, date: Date): Promise<Buffer> {
  const { messageId, recipient, content, replyTo, author } = command;
  const parent = replyTo !== undefined && /^<[^<>\s]{1,990}>$/.test(replyTo) ? replyTo : undefined;
  const composer = new MailComposer({
    from: { name: config.displayName, address: config.address },
    to: { name: '', address: recipient.key },
    replyTo: { name: config.displayName, address: replyAddress(messageId, config) },
    subject: `${parent === undefined ? '' : 'Re: '}${config.subject} ${subjectTag(messageId, config)}`,
    messageId: messageIdHeader(messageId, config),
    ...(parent === undefined ? {} : { inReplyTo: parent, references: [parent] }),
    date,
    text: plainText(content),
    textEncoding: 'quoted-printable',
    headers: config.markAutomatic === 'all' && author !== 'OFFICER' ? automaticHeaders(parent !== undefined) : {},
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error: Error | null, message?: Buffer) => {
      if (error || !message) reject(error ?? new Error('nodemailer gave no message'));
      else resolve(message);
    });
  });
}

/** For what no officer wrote: RFC 3834, section 5; the second is what Exchange looks at. */
function automaticHeaders(replies: boolean): Record<string, string> {
  return {
    'Auto-Submitted': replies ? 'auto-replied' : 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
}
