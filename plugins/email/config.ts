import { z } from 'zod';
import { secretText, setting } from '../sdk/index.js';

const port = z.coerce.number().int().min(1).max(65_535).optional();
const host = z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'expected a host name or address');
const security = z.enum(['tls', 'starttls', 'none']).optional();
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

/** The host that stands for the simulator on this machine: the development default, refused in production. */
export const simulatorHost = 'simulator';

const shape = z.object({
  address: setting(address, {
    description: 'Address that people write to and that answers them.',
    developmentDefault: 'layanan@jkn.example',
  }),
  displayName: setting(z.string().min(1).max(100).default('Layanan JKN'), {
    description: 'Name beside the address in what the hub sends.',
  }),
  subject: setting(z.string().min(1).max(120).default('Layanan JKN / JKN service'), {
    description: 'Subject of what the hub sends; the thread token follows it.',
  }),
  user: setting(z.string().min(1).max(200).optional(), { description: 'Login name; absent: the address.' }),
  password: secretText({
    description: 'Password of the mailbox (IMAP), and of SMTP when that has none of its own.',
    developmentDefault: 'dev-mailbox-password',
  }),
  imapHost: setting(host, { description: 'IMAP server.', developmentDefault: simulatorHost }),
  imapPort: setting(port, { description: 'Port of the IMAP server; absent: 993.' }),
  imapSecurity: setting(security, {
    description: 'tls (from the first byte; default), starttls, or none (loopback only).',
  }),
  mailbox: setting(z.string().min(1).max(200).default('INBOX'), { description: 'Folder that is read.' }),
  firstRead: setting(z.enum(['new', 'all']).default('new'), {
    description: 'What the first start reads: only mail that arrives from then on, or all that the folder holds.',
  }),
  smtpHost: setting(host, { description: 'SMTP server for submission.', developmentDefault: simulatorHost }),
  smtpPort: setting(port, { description: 'Port of the SMTP server; absent: 587.' }),
  smtpSecurity: setting(security, {
    description: 'tls (from the first byte), starttls (default), or none (loopback only).',
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
    developmentDefault: 'dev-thread-secret-of-email',
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
    description: 'all: mail that no officer wrote carries Auto-Submitted, so that other robots do not answer it.',
  }),
  attachmentTypes: setting(z.string().default(usualAttachmentTypes.join(',')), {
    description: 'Media types of attachments that are let in, separated by commas.',
  }),
  maximumAttachmentBytes: setting(bytes(10_000_000), { description: 'Largest attachment that is let in.' }),
  maximumMessageBytes: setting(bytes(25_000_000), {
    description: 'Larger mail is read by its beginning only, without attachments.',
  }),
});

/** One mailbox. Environment names follow the account: `EMAIL_IMAP_HOST` and so on. */
export const emailConfig = shape.superRefine((config, context) => {
  for (const side of ['imap', 'smtp'] as const) {
    const { host, security } = serverOf(config, side);
    if (security === 'none' && !isLoopback(host)) {
      const message = 'must be tls or starttls, because the server is not on this machine';
      context.addIssue({ code: 'custom', path: [`${side}Security`], message });
    }
  }
});

export type EmailConfig = z.infer<typeof emailConfig>;

/** Where to log in. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
}

const standards = {
  imap: { port: 993, security: 'tls' },
  smtp: { port: 587, security: 'starttls' },
} as const;
/** The ports of the simulator, on loopback and without TLS. */
const simulated = { imap: { port: 4143, security: 'none' }, smtp: { port: 4025, security: 'none' } } as const;

/** The server of one side of an account, with the standard port and security where the settings name none. */
export function serverOf(
  config: Readonly<Record<`${'imap' | 'smtp'}Host`, string>> &
    Partial<Pick<EmailConfig, `${'imap' | 'smtp'}${'Port' | 'Security'}`>>,
  side: 'imap' | 'smtp',
): MailServer {
  const named = config[`${side}Host`];
  const usual = named === simulatorHost ? simulated[side] : standards[side];
  return {
    host: named === simulatorHost ? '127.0.0.1' : named,
    port: config[`${side}Port`] ?? usual.port,
    security: config[`${side}Security`] ?? usual.security,
  };
}

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
