/** Text that is already HTML or SVG. Only `markup` and `raw` make it, so whatever comes from data is escaped. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a `markup` template. Strings and numbers are escaped; null, undefined and false print nothing. */
export type Insert = Markup | string | number | null | undefined | false | readonly Insert[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text for element content and for quoted attributes; control characters that HTML forbids become U+FFFD. */
function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to replace
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
  return clean.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Template tag: literal parts are HTML, inserts are escaped unless they are `Markup`. Attributes must be quoted. */
export function markup(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.map((part, index) => part + render(inserts[index])).join(''));
}

/** Declares text of ours (a style sheet) to be HTML already. Never call it with anything that came from a file of the user's. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function render(insert: Insert): string {
  if (insert === null || insert === undefined || insert === false) return '';
  if (insert instanceof Markup) return insert.text;
  if (Array.isArray(insert)) return insert.map(render).join('');
  return escapeText(String(insert));
}
