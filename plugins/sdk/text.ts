/** The languages in which texts reach participants: Indonesian and English. */
export const languages = ['id', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in every language. It may hold `{placeholder}`s, filled by `fill`. */
export type Text = Readonly<Record<Language, string>>;

/** Fills `{name}` placeholders. A placeholder without a value stays as it is, so that its absence is seen. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The placeholders of a text, each once, in order of appearance. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string))];
}
