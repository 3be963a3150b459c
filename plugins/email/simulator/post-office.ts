import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Folder } from './folder.js';
import { emptyFolder, ImapSimulator } from './imap-server.js';

export interface PostOfficeOptions {
  /** The hub's mailbox. */
  readonly address: string;
  readonly password: string;
  /** 0 or absent: free ones. */
  readonly imapPort?: number;
  readonly smtpPort?: number;
  /** Awaited with each mail of the hub before it is answered. */
  readonly taken?: (mail: Submitted) => Promise<void>;
}

/** What the next submission of the hub meets. */
export type PostalFault =
  /** The answer to RCPT TO. */
  | { readonly kind: 'refuse'; readonly code: number; readonly text: string }
  /** Takes the mail and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the mail and cuts the connection. */
  | { readonly kind: 'cut' }
  /** Takes the mail; the answer is that of a proxy and no SMTP. */
  | { readonly kind: 'garbage' };

/** A mail as it was submitted. */
export interface Submitted {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: Buffer;
}

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

/**
 * Mail servers on loopback, without TLS: SMTP for submission (a real server) and IMAP over the folders of everybody who
 * has got mail. A mail to the hub's address, plus-addresses included, ends in its INBOX.
 */
export class PostOffice {
  /** Mail of the hub that was taken, oldest first. */
  readonly submitted: Submitted[] = [];
  /** Submissions of the hub that were begun. */
  attempts = 0;
  private readonly faults: PostalFault[] = [];
  private readonly folders = new Map<string, Folder>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly options: PostOfficeOptions,
    readonly imap: ImapSimulator,
    private readonly smtp: SMTPServer,
  ) {
    smtp.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Starts both servers. Rejects with EADDRINUSE when a given port is taken. */
  static async start(options: PostOfficeOptions): Promise<PostOffice> {
    const { address: user, password, imapPort = 0, smtpPort = 0 } = options;
    let office: PostOffice | null = null;
    const folderOf = (address: string) => (office as PostOffice | null)?.folderOf(address) ?? null;
    const imap = await ImapSimulator.start({ user, password, port: imapPort, folderOf });
    const smtp = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.username === user && auth.password === password
          ? done(null, { user })
          : done(refusal(535, '5.7.8 wrong login')),
      onMailFrom: (_address, session, done) => {
        if (session.user !== undefined && office) office.attempts += 1;
        done();
      },
      onRcptTo: (_address, session, done) => done(office?.refusalOf(session)),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void office?.take(Buffer.concat(chunks), session, done));
      },
    });
    smtp.on('error', () => undefined);
    try {
      smtp.listen(smtpPort, '127.0.0.1');
      await once(smtp.server, 'listening');
    } catch (error) {
      await imap.close();
      throw error;
    }
    office = new PostOffice(options, imap, smtp);
    return office;
  }

  get smtpPort(): number {
    return (this.smtp.server.address() as AddressInfo).port;
  }

  /** The next submissions of the hub meet these. */
  fail(...faults: PostalFault[]): void {
    this.faults.push(...faults);
  }

  /** The folder of an address; everybody has one. */
  folderOf(address: string): Folder {
    const [local = '', domain = ''] = address.toLowerCase().split('@');
    const plain = `${local.split('+')[0]}@${domain}`;
    if (plain === this.options.address) return this.imap.folder;
    const known = this.folders.get(plain) ?? emptyFolder();
    this.folders.set(plain, known);
    return known;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.smtp.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([closed, this.imap.close()]);
  }

  private refusalOf(session: SMTPServerSession): Error | null {
    const [fault] = this.faults;
    if (session.user === undefined || fault?.kind !== 'refuse') return null;
    this.faults.shift();
    return refusal(fault.code, fault.text);
  }

  private async note(mail: Submitted): Promise<void> {
    this.submitted.push(mail);
    await this.options.taken?.(mail);
  }

  private async take(source: Buffer, session: SMTPServerSession, done: () => void): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    const fault = session.user === undefined ? undefined : this.faults.shift();
    if (session.user !== undefined) await this.note({ from: mailFrom ? mailFrom.address : '', to, source });
    for (const address of to) this.imap.deliver(source, new Date(), this.folderOf(address));
    if (fault === undefined) return done();
    const socket = [...this.sockets].find(({ remotePort }) => remotePort === session.remotePort);
    if (fault.kind === 'cut') socket?.destroy();
    if (fault.kind === 'garbage') socket?.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  }
}
