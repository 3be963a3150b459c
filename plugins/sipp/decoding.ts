import { FileFault } from './faults.js';

const utf8Mark = [0xef, 0xbb, 0xbf];

/** Encodings that are decoded; the default is UTF-8. */
export const charsets = ['utf-8', 'windows-1252'] as const;
export type Charset = (typeof charsets)[number];

/** The charset of a content type; null: one that is not decoded. */
export function charsetOf(contentType: string): Charset | null {
  const named = /;\s*charset="?([\w-]+)"?/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  if (['utf-8', 'utf8', 'us-ascii'].includes(named)) return 'utf-8';
  return ['windows-1252', 'cp1252', 'iso-8859-1', 'latin1'].includes(named) ? 'windows-1252' : null;
}

/**
 * Text of a stream of bytes, chunk by chunk, without a byte-order mark. A sign that is cut by the end of a chunk waits
 * for the next one.
 * @throws FileFault when the bytes are no text, or not in this encoding
 */
export async function* decoded(body: AsyncIterable<Buffer>, charset: Charset): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset, { fatal: true });
  let first = true;
  for await (const chunk of body) {
    if (chunk.length === 0) continue;
    if (first) refuseOtherFormats(chunk);
    const marked = first && charset !== 'utf-8' && utf8Mark.every((byte, i) => chunk[i] === byte);
    first = false;
    const text = decodeOrRefuse(decoder, marked ? chunk.subarray(utf8Mark.length) : chunk, true);
    if (text.includes('\0')) throw new FileFault('NOT_TEXT');
    if (text !== '') yield text;
  }
  const rest = decodeOrRefuse(decoder, undefined, false);
  if (rest !== '') yield rest;
}

function refuseOtherFormats(start: Buffer): void {
  const [a, b] = start;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw new FileFault('UTF16');
  // The beginning of a zip archive, which .xlsx is, and of the older .xls.
  if ((a === 0x50 && b === 0x4b) || (a === 0xd0 && b === 0xcf)) throw new FileFault('NOT_TEXT');
}

function decodeOrRefuse(decoder: TextDecoder, bytes: Buffer | undefined, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw new FileFault('ENCODING');
  }
}
