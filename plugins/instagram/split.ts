import { textBytes } from './capabilities.js';

const bytesOf = (text: string) => Buffer.byteLength(text, 'utf8');

/**
 * Splits a text into messages of at most `limit` bytes of UTF-8, at the last paragraph, line, sentence or word that
 * fits, and inside a word only when it alone is too long (never inside a character). Nothing but the white space at
 * the cuts is lost.
 */
export function splitText(text: string, limit = textBytes): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (bytesOf(rest) > limit) {
    const head = fitting(rest, limit);
    const cut = cutOf(head, rest);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

const characters = new Intl.Segmenter('id', { granularity: 'grapheme' });

/** The longest beginning of whole characters within the limit; of a single huge character at least one code point. */
function fitting(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of characters.segment(text)) {
    bytes += bytesOf(segment);
    if (bytes > limit) break;
    end = index + segment.length;
  }
  return end > 0 ? text.slice(0, end) : codePoints(text, limit);
}

function codePoints(text: string, limit: number): string {
  let head = '';
  for (const point of text) {
    if (head !== '' && bytesOf(head + point) > limit) break;
    head += point;
  }
  return head;
}

/** Where to cut: a better kind of place is taken only in the second half, so that no part gets tiny. */
function cutOf(head: string, text: string): number {
  if (/\s/.test(text[head.length] ?? '')) return head.length;
  for (const place of [/\n\s*\n(?![\s\S]*\n\s*\n)/, /\n(?!.*\n)/s, /[.!?…]\s(?!.*[.!?…]\s)/s]) {
    const at = head.search(place);
    if (at >= head.length / 2) return at + 1;
  }
  const space = head.search(/\s\S*$/);
  return space > 0 ? space : head.length;
}
