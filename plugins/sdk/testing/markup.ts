const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const strayAmpersand = /&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[a-zA-Z]\w*;)/;

/** Why a text is not well-formed XML (XML 1.0, 2.1; document types are not looked at); null: it is. */
export function markupFault(text: string): string | null {
  const elements = new Elements();
  for (let place = 0; place < text.length;) {
    const next = text.indexOf('<', place);
    const fault = elements.words(text.slice(place, next < 0 ? undefined : next));
    if (fault) return fault;
    if (next < 0) break;
    token.lastIndex = next;
    const found = token.exec(text);
    if (!found) return 'the markup has a < that is not escaped, or a broken tag';
    const [whole, closing = '', name, attributes = '', single = ''] = found;
    const broken = name === undefined ? null : elements.tag(name, attributes, closing !== '', single !== '');
    if (broken) return broken;
    place = next + whole.length;
  }
  return elements.end();
}

/** The elements that are open while a text is read. */
class Elements {
  private readonly open: string[] = [];
  private roots = 0;

  words(text: string): string | null {
    if (strayAmpersand.test(text)) return 'the markup has an & that is not escaped';
    if (text.includes(']]>')) return 'the markup has a ]]> that is not escaped';
    return this.open.length === 0 && text.trim() !== '' ? 'the markup has text outside its root' : null;
  }

  tag(name: string, attributes: string, closes: boolean, isSingle: boolean): string | null {
    if (strayAmpersand.test(attributes)) return 'an attribute has an & that is not escaped';
    if (closes) return this.open.pop() === name ? null : `the markup closes ${name}, which is not open`;
    if (this.open.length === 0) this.roots += 1;
    if (!isSingle) this.open.push(name);
    return null;
  }

  end(): string | null {
    if (this.open.length > 0) return `the markup does not close ${this.open.join(', ')}`;
    return this.roots === 1 ? null : `the markup has ${this.roots} roots`;
  }
}
