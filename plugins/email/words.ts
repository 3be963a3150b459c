/** Longest text that is taken over, in UTF-16 code units. */
export const longestWords = 20_000;

const introductions = [
  /^(on|pada)\b.{4,300}\b(wrote|menulis)\s*:$/i,
  /^-{2,}\s*(original message|pesan asli|forwarded message|pesan terusan)\s*-{2,}$/i,
  /^_{20,}$/,
];
const introductionStart = /^(on|pada)\b.{4,300}$/i;
const introductionEnd = /\b(wrote|menulis)\s*:$/i;

/**
 * The words that a person added: without quotations of what they answer and without a signature ("-- "). When
 * nothing is left (an answer below or within the quotation), everything stays.
 */
export function newWords(text: string): string {
  const lines = text.slice(0, 200_000).split('\n');
  const end = lines.findIndex((line, i) => endsHere(line, lines[i + 1] ?? ''));
  const kept = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'));
  const words = bounded(kept.join('\n'));
  return words === '' ? bounded(text) : words;
}

function endsHere(line: string, next: string): boolean {
  if (line === '-- ') return true;
  const bare = line.trim();
  if (introductions.some((form) => form.test(bare))) return true;
  return introductionStart.test(bare) && bare.length < 300 && introductionEnd.test(next.trim()) && next.length < 300;
}

/** Trims, squeezes empty lines and cuts. */
export function bounded(text: string): string {
  return text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, longestWords)
    .replace(/[\uD800-\uDBFF]$/, '');
}
