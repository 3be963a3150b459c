import { ImapFlow, type ImapFlowOptions, type MailboxObject } from 'imapflow';
import { isLoopback, serverOf, type EmailConfig } from './config.js';

/** What an IMAP server did; the words are ours, so that neither login nor mail can reach a log. */
export class MailboxError extends Error {
  override readonly name = 'MailboxError';
  constructor(
    readonly code: 'LOGIN_REFUSED' | 'FOLDER_MISSING' | 'NO_ANSWER',
    detail?: string,
  ) {
    super(`${said[code]}${detail === undefined ? '' : ` (${detail})`}`);
  }
}

const said = {
  LOGIN_REFUSED: 'The IMAP server refused the login. Check user and password of the account.',
  FOLDER_MISSING: 'The IMAP server does not open the folder. Check the setting "mailbox".',
  NO_ANSWER: 'The IMAP server could not be asked.',
} as const;

/** Milliseconds of silence after which a server counts as gone. */
const silence = 20_000;

function options(config: EmailConfig): ImapFlowOptions {
  const { host, port, security } = serverOf(config, 'imap');
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth: { user: config.user ?? config.address, pass: config.password },
    tls: { rejectUnauthorized: !isLoopback(host) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
  };
}

/**
 * Opens the folder read-only (EXAMINE: nothing is marked as seen), works, and closes the connection whatever happens.
 * @throws MailboxError for all that the server or the network does
 */
export async function withMailbox<T>(
  config: EmailConfig,
  signal: AbortSignal,
  work: (client: ImapFlow, folder: MailboxObject) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow(options(config));
  let fault: unknown;
  client.on('error', (error: unknown) => {
    fault ??= error;
  });
  const abort = () => client.close();
  let stage: 'login' | 'folder' | 'work' = 'login';
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    await client.connect();
    stage = 'folder';
    const folder = await client.mailboxOpen(config.mailbox, { readOnly: true });
    stage = 'work';
    const result = await work(client, folder);
    await client.logout().catch(() => undefined);
    return result;
  } catch (error) {
    throw described(error, stage, fault);
  } finally {
    signal.removeEventListener('abort', abort);
    client.close();
  }
}

interface ImapFault {
  readonly code?: unknown;
  readonly authenticationFailed?: boolean;
  readonly responseStatus?: unknown;
}

function described(error: unknown, stage: 'login' | 'folder' | 'work', fault: unknown): MailboxError {
  if (error instanceof MailboxError) return error;
  const { code, authenticationFailed, responseStatus } = error as ImapFault;
  if (authenticationFailed) return new MailboxError('LOGIN_REFUSED');
  if (stage === 'folder' && responseStatus === 'NO') return new MailboxError('FOLDER_MISSING');
  const known = [code, (fault as ImapFault | undefined)?.code].find((each) => typeof each === 'string');
  return new MailboxError('NO_ANSWER', /^[A-Za-z_]{1,40}$/.test(String(known)) ? String(known) : undefined);
}
