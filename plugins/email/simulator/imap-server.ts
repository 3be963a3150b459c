import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Folder } from './folder.js';
import { ImapSession } from './imap-session.js';

export interface ImapSimulatorOptions {
  readonly user: string;
  readonly password: string;
  readonly port?: number;
  /** Folders of other people, who log in with any password; absent: nobody else has one. */
  readonly folderOf?: (user: string) => Folder | null;
}

/** A folder without mail. */
export const emptyFolder = (): Folder => ({ name: 'INBOX', uidValidity: 1, uidNext: 1, mails: [] });

/**
 * The provider's side of a mailbox on loopback: one folder INBOX, RFC 3501 as far as a reader needs it (see
 * ImapSession). No TLS: it serves 127.0.0.1 only.
 */
export class ImapSimulator {
  readonly folder: Folder = emptyFolder();
  /** Commands so far, without arguments, such as `UID FETCH`. */
  readonly commands: string[] = [];
  /** The next `FETCH` of a body is answered by a cut connection. */
  cutNextFetch = false;
  /** The next connection is taken and never answered. */
  hangNext = false;
  private readonly sockets = new Map<Socket, ImapSession | null>();
  private readonly server: Server;

  private constructor(private readonly options: ImapSimulatorOptions) {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(options: ImapSimulatorOptions): Promise<ImapSimulator> {
    const simulator = new ImapSimulator(options);
    await new Promise<void>((resolve, reject) => {
      simulator.server.once('error', reject);
      simulator.server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return simulator;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Puts a mail into a folder, by default that of the account. @returns its uid */
  deliver(source: Buffer | string, receivedAt = new Date(), folder = this.folder): number {
    const uid = folder.uidNext++;
    folder.mails.push({ uid, source: Buffer.from(source as string), receivedAt });
    for (const session of this.sockets.values()) session?.news(folder);
    return uid;
  }

  /** The folder as after a restore: the same mails under new uids and another uidValidity. */
  rebuild(): void {
    const { mails } = this.folder;
    this.folder.uidValidity += 1;
    this.folder.mails = mails.map((mail, i) => ({ ...mail, uid: i + 1 }));
    this.folder.uidNext = mails.length + 1;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(socket: Socket): void {
    socket.setNoDelay(true);
    this.sockets.set(socket, null);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (this.hangNext) {
      this.hangNext = false;
      return;
    }
    const { user, password, folderOf } = this.options;
    const open = (name: string, given: string) => {
      if (name === user) return given === password ? this.folder : null;
      return folderOf?.(name) ?? null;
    };
    const session = new ImapSession(socket, open, (command, isBody) => {
      this.commands.push(command);
      const cut = isBody && this.cutNextFetch;
      if (cut) this.cutNextFetch = false;
      return cut;
    });
    this.sockets.set(socket, session);
    session.begin();
  }
}
