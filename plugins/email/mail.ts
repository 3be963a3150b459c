import { createHash } from 'node:crypto';
import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';

/** One address of a mail, in lower case. */
export interface MailAddress {
  readonly address: string;
  readonly name: string;
}

/** A part of a mail that is no text of it. */
export interface MailPart {
  /** In lower case; `application/octet-stream` where the mail states none. */
  readonly contentType: string;
  readonly fileName: string;
  readonly content: Buffer;
  /** Shown by the HTML in its place: a picture of a signature, a tracking pixel. */
  readonly related: boolean;
}

/** A mail taken apart: everything here was written by a stranger. */
export interface Mail {
  /** As the header has it, or synthesised from the bytes. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly from: MailAddress | null;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly date: Date | null;
  /** Plain text; HTML is reduced to text and never rendered. */
  readonly text: string;
  readonly attachments: readonly MailPart[];
  /** Values of a header from top to bottom; name in lower case. */
  header(name: string): string[];
}

/** HTML beyond this many characters is not read: such a mail is a newsletter. */
const longestHtml = 1_000_000;

const options = {
  skipTextToHtml: true,
  skipImageLinks: true,
  keepCidLinks: true,
  keepDeliveryStatus: true,
  maxHtmlLengthToParse: longestHtml,
};

/**
 * Takes a mail apart. Whatever the bytes are, there is an answer or an Error, never anything between. HTML that is too
 * long or too broken to be reduced is left out; the rest of its mail is read.
 * @param source the mail as the server holds it
 */
export async function parseMail(source: Buffer): Promise<Mail> {
  const parsed = await simpleParser(source, options).catch(() =>
    simpleParser(source, { ...options, skipHtmlToText: true }),
  );
  const header = (name: string) => headerValues(parsed, name);
  return {
    messageId: messageIdOf(parsed, source),
    inReplyTo: identifiers(header('in-reply-to')),
    references: identifiers(header('references')),
    from: addresses(parsed.from)[0] ?? null,
    recipients: [...addresses(parsed.to), ...addresses(parsed.cc)]
      .map(({ address }) => address)
      .concat(...['delivered-to', 'x-original-to'].map((name) => header(name).map(clean))),
    subject: clean(parsed.subject ?? '').slice(0, 300),
    date: dateOf(header('date')[0]),
    text: cleanText(parsed.html ? withoutAddresses(parsed.text ?? '') : (parsed.text ?? '')),
    attachments: parsed.attachments.map(toPart),
    header,
  };
}

/** The parser's types promise more than it keeps: broken headers give `false`. */
function toPart(part: { contentType: unknown; filename?: unknown; content: unknown; related?: unknown }): MailPart {
  const { contentType, filename, content, related } = part;
  return {
    contentType: typeof contentType === 'string' ? contentType.toLowerCase() : 'application/octet-stream',
    fileName: typeof filename === 'string' ? clean(filename) : '',
    content: Buffer.isBuffer(content) ? content : Buffer.alloc(0),
    related: related === true,
  };
}

/** The header itself: the parser puts the present where it cannot read one, and a mail must parse twice the same. */
function dateOf(value: string | undefined): Date | null {
  const time = Date.parse(value?.slice(0, 100) ?? '');
  return Number.isFinite(time) ? new Date(time) : null;
}

/** Addresses of pictures and links, as the reduction of HTML puts them in brackets: tracking, and nothing to read. */
const withoutAddresses = (text: string) => text.replace(/ ?\[(?:https?:|cid:|data:|mailto:)[^\]\s]{0,4000}\]/gi, '');

/** Unfolded values, top first. */
function headerValues({ headerLines }: ParsedMail, name: string): string[] {
  return headerLines
    .filter(({ key }) => key === name)
    .map(({ line }) =>
      line
        .slice(line.indexOf(':') + 1)
        .replace(/\r?\n[ \t]*/g, ' ')
        .trim(),
    );
}

/** Message-IDs, in order, at most 100: nothing longer than a line may hold is one. */
function identifiers(values: readonly string[]): string[] {
  return values
    .flatMap((value) => [...value.slice(0, 50_000).matchAll(/<[^<>\s]{1,990}>/g)].map(([id]) => id))
    .slice(-100);
}

/** RFC 5322 wants an id; a mail without one gets the hash of its bytes, so that it is known again. */
function messageIdOf(parsed: ParsedMail, source: Buffer): string {
  const [id] = identifiers(headerValues(parsed, 'message-id'));
  return id ?? `<sha256.${createHash('sha256').update(source).digest('hex')}@synthesised.invalid>`;
}

function addresses(given: AddressObject | AddressObject[] | undefined): MailAddress[] {
  const lists = given === undefined ? [] : Array.isArray(given) ? given : [given];
  return lists.flatMap(({ value }) =>
    value
      .flatMap((entry) => (entry.group ? entry.group : [entry]))
      .flatMap(({ address, name }) => {
        const bare = clean(address ?? '').toLowerCase();
        return isAddress(bare) ? [{ address: bare, name: clean(name ?? '').slice(0, 200) }] : [];
      }),
  );
}

/** Whether a text is one plain address that a mail can be sent to. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()[\]\\\p{Cc}]{1,190}$/u.test(text);
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** One line without control characters. */
export function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(loneSurrogate, '\uFFFD')
    .trim();
}

/** Lines without other control characters. */
function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .replace(loneSurrogate, '\uFFFD');
}
