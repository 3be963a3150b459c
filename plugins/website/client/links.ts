/** A piece of a text; with `href` it is a link. */
export interface TextPiece {
  readonly text: string;
  readonly href?: string;
}

const address = /https?:\/\/[^\s<>"'`]+/gi;
/** What ends a sentence rather than an address. */
const tail = /[.,;:!?)\]}…]+$/;

/** Splits a text at its web addresses. Nothing but http and https becomes a link, and only what a browser can parse. */
export function linkPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const found = match[0].replace(tail, '');
    const href = hrefOf(found);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Null: no browser could open it, or it hides where it leads behind a name and a password. */
function hrefOf(text: string): string | null {
  try {
    const { href, username, password } = new URL(text);
    return username === '' && password === '' ? href : null;
  } catch {
    return null;
  }
}
