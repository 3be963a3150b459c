import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

const port = (standard: number) => z.coerce.number().int().min(1).max(65_535).default(standard);
const host = z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'expected a host name or address');
const security = z.enum(['tls', 'starttls', 'none']);
const bytes = (standard: number) => z.coerce.number().int().min(1_000).max(50_000_000).default(standard);
const address = z
  .string()
  .regex(/^[^\s@<>,;:"()[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}$/, 'expected an address such as layanan@jkn.example')
  .transform((text) => text.toLowerCase());

/** Attachment types that reach an officer unless the account says otherwise: pictures and documents, nothing that runs. */
export const usualAttachmentTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/plain',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

const shape = z.object({
  address: setting(address, { description: 'Address that people write to and that answers them.' }),
  displayName: setting(z.string().min(1).max(100).default('Layanan JKN'), {
    description: 'Name beside the address in what the hub sends.',
  }),
  subject: setting(z.string().min(1).max(120).default('Layanan JKN / JKN service'), {
    description: 'Subject of what the hub sends; the thread token follows it.',
  }),
  user: setting(z.string().min(1).max(200).optional(), { description: 'Login name; absent: the address.' }),
  password: secretText({ description: 'Password of the mailbox (IMAP), and of SMTP when that has none of its own.' }),
  imapHost: setting(host, { description: 'IMAP server.' }),
  imapPort: setting(port(993), { description: 'Port of the IMAP server.' }),
  imapSecurity: setting(security.default('tls'), {
    description: 'tls (from the first byte), starttls, or none (loopback only).',
  }),
  mailbox: setting(z.string().min(1).max(200).default('INBOX'), { description: 'Folder that is read.' }),
  firstRead: setting(z.enum(['new', 'all']).default('new'), {
    description: 'What the first start reads: only mail that arrives from then on, or all that the folder holds.',
  }),
  smtpHost: setting(host, { description: 'SMTP server for submission.' }),
  smtpPort: setting(port(587), { description: 'Port of the SMTP server.' }),
  smtpSecurity: setting(security.default('starttls'), {
    description: 'tls (from the first byte), starttls, or none (loopback only).',
  }),
  smtpUser: setting(z.string().min(1).max(200).optional(), {
    description: 'Login name of SMTP; absent: that of IMAP.',
  }),
  smtpPassword: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Password of SMTP, when it is another than that of the mailbox.', secret: true }),
  threadSecret: z.string().min(16, 'expected at least 16 characters').meta({
    description: 'At least 16 characters; key of the signed thread tokens. A change breaks the threads of old mail.',
    secret: true,
  }),
  bounceAddress: setting(address.optional(), {
    description: 'Envelope sender, to which bounces go; it must end in the folder that is read. Absent: the address.',
  }),
  authservId: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9.-]{1,253}$/, 'expected a host name')
      .optional(),
    { description: "The authserv-id of your own edge. Only its Authentication-Results count; absent: nobody's." },
  ),
  markAutomatic: setting(z.enum(['all', 'none']).default('all'), {
    description: 'all: mail of the hub carries Auto-Submitted, so that other robots do not answer it.',
  }),
  attachmentTypes: setting(z.string().default(usualAttachmentTypes.join(',')), {
    description: 'Media types of attachments that are let in, separated by commas.',
  }),
  maximumAttachmentBytes: setting(bytes(10_000_000), { description: 'Largest attachment that is let in.' }),
  maximumMessageBytes: setting(bytes(25_000_000), {
    description: 'Larger mail is read by its beginning only, without attachments.',
  }),
});

/** One mailbox. Environment names follow the account: `EMAIL_LAYANAN_IMAP_HOST` and so on. There is no default account. */
export const emailConfig = shape.superRefine((config, context) => {
  for (const side of ['imap', 'smtp'] as const) {
    if (config[`${side}Security`] === 'none' && !isLoopback(config[`${side}Host`])) {
      const message = 'must be tls or starttls, because the server is not on this machine';
      context.addIssue({ code: 'custom', path: [`${side}Security`], message });
    }
  }
});

export type EmailConfig = z.infer<typeof emailConfig>;

/** Whether a host is this machine, so that no wire carries the password. */
export function isLoopback(name: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(name);
}

/** The provider's account of an item: one folder of one address. */
export function accountKeyOf({ address, mailbox }: EmailConfig): string {
  return `${address}/${mailbox}`;
}

/** The domain of our Message-IDs. */
export function domainOf({ address }: Pick<EmailConfig, 'address'>): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The allow-list of attachment types, in lower case. */
export function allowedTypes({ attachmentTypes }: Pick<EmailConfig, 'attachmentTypes'>): Set<string> {
  return new Set(attachmentTypes.split(',').map((type) => type.trim().toLowerCase()));
}
