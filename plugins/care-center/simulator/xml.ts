/** An element of a document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, trimmed. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const token = /<\?xml[^?]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(#x?[0-9A-Fa-f]+|\w+);|&/g, (whole, name: string | undefined) => {
    if (name?.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name?.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    const character = name === undefined ? undefined : entities[name];
    if (character === undefined) throw new SyntaxError(`an entity that XML does not know: ${whole}`);
    return character;
  });
}

/**
 * Reads a document without DTD, CDATA and namespaces, as TwiML is one.
 * @throws SyntaxError for what is not well-formed
 */
export function parseXml(document: string): Element {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  token.lastIndex = 0;
  let at = 0;
  for (let match = token.exec(document); match; match = token.exec(document)) {
    at = token.lastIndex;
    take(match, open);
  }
  if (at !== document.length) throw new SyntaxError(`not well-formed at character ${at}`);
  const [element, ...others] = root.children;
  if (open.length !== 1 || !element || others.length > 0 || root.text.trim() !== '')
    throw new SyntaxError('a document is one element, and every element is closed');
  return element;
}

function take(match: RegExpExecArray, open: Open[]): void {
  const [, slash, name, attributes = '', empty, text] = match;
  const parent = open.at(-1)!;
  if (text !== undefined) parent.text += decoded(text);
  if (name === undefined) return;
  if (slash === '/') {
    if (parent.name !== name || open.length < 2) throw new SyntaxError(`</${name}> closes nothing`);
    close(open);
    return;
  }
  open.push({ name, attributes: attributesOf(attributes), children: [], text: '' });
  if (empty === '/') close(open);
}

function close(open: Open[]): void {
  const { text, ...rest } = open.pop()!;
  open.at(-1)!.children.push({ ...rest, text: text.trim() });
}

function attributesOf(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in found) throw new SyntaxError(`the attribute ${name} stands twice`);
    found[name] = decoded(value);
  }
  return found;
}
