import type { Socket } from 'node:net';
import type { Folder, StoredMail } from './folder.js';

/** Says whether the connection is to be cut instead of an answer. */
type Observer = (command: string, isBody: boolean) => boolean;

const nowhere: Folder = { name: 'INBOX', uidValidity: 0, uidNext: 1, mails: [] };
const capability = 'IMAP4rev1 IDLE AUTH=PLAIN SASL-IR';

/**
 * One connection of the simulator: CAPABILITY, NOOP, LOGIN, AUTHENTICATE PLAIN, LIST, SELECT, EXAMINE, SEARCH, FETCH,
 * IDLE, CLOSE, LOGOUT, with and without UID. Unknown commands are answered BAD, as RFC 3501 wants.
 */
export class ImapSession {
  private buffered = Buffer.alloc(0);
  private loggedIn = false;
  private opened = false;
  /** Number of mails that the reader was told of. */
  private told = 0;
  /** Takes the next line instead of a command: the answer to a `+`. */
  private continuation: ((line: string) => void) | undefined;

  private folder: Folder = nowhere;

  /** @param folderOf the folder that a login opens, or null for a wrong one */
  constructor(
    private readonly socket: Socket,
    private readonly folderOf: (user: string, password: string) => Folder | null,
    private readonly observe: Observer,
  ) {}

  begin(): void {
    this.socket.on('data', (chunk) => this.take(chunk));
    this.say(`* OK [CAPABILITY ${capability}] simulator ready`);
  }

  /** Tells who waits with IDLE that a folder has got mail. */
  news(folder: Folder): void {
    if (this.opened && this.folder === folder && this.continuation) this.tell();
  }

  private tell(): void {
    const { length } = this.folder.mails;
    if (length > this.told) this.say(`* ${length} EXISTS`);
    this.told = length;
  }

  private take(chunk: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    for (let end = this.lineEnd(); end >= 0; end = this.lineEnd()) {
      const line = this.buffered.subarray(0, end).toString('utf8');
      this.buffered = this.buffered.subarray(end + 2);
      this.line(line);
    }
  }

  /** End of the first whole command, -1 without one. A line that ends in a literal goes on after it. */
  private lineEnd(from = 0): number {
    const end = this.buffered.indexOf('\r\n', from);
    if (end < 0) return -1;
    const literal = /\{(\d+)(\+?)\}$/.exec(this.buffered.subarray(from, end).toString('latin1'));
    if (!literal) return end;
    const after = end + 2 + Number(literal[1]);
    if (this.buffered.length >= after) return this.lineEnd(after);
    if (literal[2] === '' && this.buffered.length === end + 2) this.say('+ go on');
    return -1;
  }

  private line(line: string): void {
    const waiting = this.continuation;
    if (waiting) {
      this.continuation = undefined;
      return waiting(line);
    }
    const [, tag = '*', name = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/is.exec(line) ?? [];
    const command = name.toUpperCase();
    if (this.observe(command, command.endsWith('FETCH') && /BODY(\.PEEK)?\[/i.test(rest))) {
      this.socket.destroy();
      return;
    }
    this.answer(tag, command, rest);
  }

  private answer(tag: string, command: string, rest: string): void {
    const open = this.openCommands[command];
    if (open) return open(tag, rest);
    const inside = this.insideCommands[command];
    if (!inside) return this.say(`${tag} BAD unknown command`);
    if (!this.loggedIn) return this.say(`${tag} NO log in first`);
    inside(tag, rest, command);
  }

  private readonly openCommands: Readonly<Record<string, (tag: string, rest: string) => void>> = {
    CAPABILITY: (tag) => this.say(`* CAPABILITY ${capability}`, `${tag} OK done`),
    NOOP: (tag) => this.say(`${tag} OK done`),
    LOGOUT: (tag) => {
      this.say('* BYE see you', `${tag} OK done`);
      this.socket.end();
    },
    LOGIN: (tag, rest) => {
      const [user = '', password = ''] = strings(rest);
      this.enter(tag, user, password);
    },
    AUTHENTICATE: (tag, rest) => {
      const [mechanism = '', initial] = rest.split(' ');
      if (mechanism.toUpperCase() !== 'PLAIN') return this.say(`${tag} NO only PLAIN`);
      const enter = (response: string) => {
        const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
        this.enter(tag, user, password);
      };
      if (initial !== undefined) return enter(initial);
      this.continuation = enter;
      this.say('+ ');
    },
  };

  private readonly insideCommands: Readonly<Record<string, (tag: string, rest: string, command: string) => void>> = {
    LIST: (tag) => this.say(`* LIST (\\HasNoChildren) "/" "${this.folder.name}"`, `${tag} OK done`),
    LSUB: (tag) => this.say(`* LSUB () "/" "${this.folder.name}"`, `${tag} OK done`),
    SELECT: (tag, rest) => this.open(tag, rest, 'READ-WRITE'),
    EXAMINE: (tag, rest) => this.open(tag, rest, 'READ-ONLY'),
    CLOSE: (tag) => {
      this.opened = false;
      this.say(`${tag} OK done`);
    },
    IDLE: (tag) => {
      this.continuation = () => this.say(`${tag} OK done`);
      this.say('+ idling');
      this.tell();
    },
    SEARCH: (tag, rest, command) => this.search(tag, rest, command),
    'UID SEARCH': (tag, rest, command) => this.search(tag, rest, command),
    FETCH: (tag, rest, command) => this.fetch(tag, rest, command),
    'UID FETCH': (tag, rest, command) => this.fetch(tag, rest, command),
  };

  private enter(tag: string, user: string, password: string): void {
    const folder = this.folderOf(user, password);
    this.loggedIn = folder !== null;
    this.folder = folder ?? nowhere;
    this.say(
      this.loggedIn ? `${tag} OK [CAPABILITY ${capability}] in` : `${tag} NO [AUTHENTICATIONFAILED] wrong for ${user}`,
    );
  }

  private open(tag: string, rest: string, mode: string): void {
    const { name, mails, uidNext, uidValidity } = this.folder;
    if ((strings(rest)[0] ?? '').toUpperCase() !== name.toUpperCase())
      return this.say(`${tag} NO [NONEXISTENT] no folder`);
    this.opened = true;
    this.told = mails.length;
    this.say(
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
      `* ${mails.length} EXISTS`,
      '* 0 RECENT',
      `* OK [UIDVALIDITY ${uidValidity}] valid`,
      `* OK [UIDNEXT ${uidNext}] next`,
      `${tag} OK [${mode}] open`,
    );
  }

  /** Of the keys only `UID <set>` and sequence sets count; others hold for every mail. */
  private search(tag: string, rest: string, command: string): void {
    if (!this.opened) return this.say(`${tag} BAD no folder is open`);
    const byUid = /\bUID ([\d:,*]+)/i.exec(rest)?.[1];
    const found = byUid === undefined ? this.chosen('1:*', false) : this.chosen(byUid, true);
    const numbers = found.map((mail) => (command.startsWith('UID') ? mail.uid : this.folder.mails.indexOf(mail) + 1));
    this.say(`* SEARCH${numbers.map((number) => ` ${number}`).join('')}`, `${tag} OK done`);
  }

  private fetch(tag: string, rest: string, command: string): void {
    if (!this.opened) return this.say(`${tag} BAD no folder is open`);
    const [, set = '', wanted = ''] = /^([\d:,*]+) (.*)$/s.exec(rest) ?? [];
    for (const mail of this.chosen(set, command.startsWith('UID'))) {
      this.socket.write(
        Buffer.concat([
          Buffer.from(`* ${this.folder.mails.indexOf(mail) + 1} FETCH (${about(mail, wanted)}`),
          ...body(mail, wanted),
          Buffer.from(')\r\n'),
        ]),
      );
    }
    this.say(`${tag} OK done`);
  }

  private chosen(set: string, byUid: boolean): StoredMail[] {
    const { mails } = this.folder;
    const keyOf = (mail: StoredMail, i: number) => (byUid ? mail.uid : i + 1);
    const last = mails.length === 0 ? 0 : keyOf(mails[mails.length - 1] as StoredMail, mails.length - 1);
    const ranges = set.split(',').map((part) => {
      const ends = part.split(':').map((end) => (end === '*' ? last : Number(end)));
      return [Math.min(...ends), Math.max(...ends)] as const;
    });
    return mails.filter((mail, i) => ranges.some(([low, high]) => keyOf(mail, i) >= low && keyOf(mail, i) <= high));
  }

  private say(...lines: string[]): void {
    if (!this.socket.destroyed) this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
  }
}

/** Quoted strings, literals and atoms of an argument list. */
function strings(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"|\{(\d+)\+?\}\r\n|(\S+)/gs)) {
    const [, quoted, length, atom] = match;
    if (length !== undefined) found.push(text.slice(match.index + match[0].length).slice(0, Number(length)));
    else found.push(quoted === undefined ? (atom as string) : quoted.replace(/\\(.)/g, '$1'));
  }
  return found;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function about({ uid, source, receivedAt }: StoredMail, wanted: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(receivedAt.getUTCDate())}-${months[receivedAt.getUTCMonth()]}-${receivedAt.getUTCFullYear()}`;
  const parts = [`UID ${uid}`];
  if (/\bINTERNALDATE\b/i.test(wanted))
    parts.push(`INTERNALDATE "${day} ${receivedAt.toISOString().slice(11, 19)} +0000"`);
  if (/\bRFC822\.SIZE\b/i.test(wanted)) parts.push(`RFC822.SIZE ${source.length}`);
  if (/\bFLAGS\b/i.test(wanted)) parts.push('FLAGS ()');
  return parts.join(' ');
}

/** The whole body or `<start.length>` of it, as a literal. */
function body({ source }: StoredMail, wanted: string): Buffer[] {
  const [asked, start, length] = /BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(wanted) ?? [];
  if (asked === undefined) return [];
  const first = Number(start ?? 0);
  const part = start === undefined ? source : source.subarray(first, first + Number(length));
  return [Buffer.from(` BODY[]${start === undefined ? '' : `<${first}>`} {${part.length}}\r\n`), part];
}
