const narrow = /[iljtfrI.,:;|!'()[\] ]/;
const wide = /[mwMW@%&]/;

/**
 * Estimate, a little generous, of the width of a text in CSS pixels: the report has no browser to ask. Taken from the
 * advance widths of Arial, which the other faces of the report's font list come close to.
 */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let width = 0;
  for (const character of text) {
    if (narrow.test(character)) width += 0.31;
    else if (wide.test(character)) width += 0.88;
    else if (character >= 'A' && character <= 'Z') width += 0.71;
    else width += (character.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.575;
  }
  return width * fontSize * (bold ? 1.06 : 1);
}

/** Breaks a text at spaces into at most `maxLines` lines of `maxWidth`; what does not fit ends in an ellipsis. */
export function wrapText(text: string, maxWidth: number, fontSize: number, maxLines: number, bold = false): string[] {
  const fits = (line: string) => textWidth(line, fontSize, bold) <= maxWidth;
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, maxLines);
  const cutOff = lines.length > maxLines;
  return kept.map((line, index) => shorten(line, cutOff && index === kept.length - 1, fits));
}

function shorten(line: string, mustShorten: boolean, fits: (line: string) => boolean): string {
  if (!mustShorten && fits(line)) return line;
  const characters = [...line];
  while (characters.length > 1 && !fits(`${characters.join('')}…`)) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
