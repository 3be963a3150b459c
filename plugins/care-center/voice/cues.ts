import { placeholders, type Language, type Menu, type MenuQuestion, type MessageContent } from '../../sdk/index.js';

type FixedText = keyof Menu['texts'];

/** What words of the hub are for, as far as the menu tells: the telephone acts on it, other channels only show it. */
export type Cue =
  | { readonly kind: 'question'; readonly question: MenuQuestion; readonly language: Language }
  | {
      readonly kind: 'text';
      readonly name: FixedText;
      readonly language: Language;
      /** What stood in the placeholders. */
      readonly values: Readonly<Record<string, string>>;
      /** Where the text stands in the message. */
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'words'; readonly language: Language };

interface Known {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly language: Language;
  readonly question?: MenuQuestion;
  readonly fixed?: FixedText;
}

const languages: readonly Language[] = ['id', 'en'];
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text with placeholders as a pattern; a value is as short as it can be, the last one may end the message. */
function patternOf(text: string, atEnd: boolean): RegExp {
  const parts = text.split(/\{\w+\}/).map(escaped);
  const last = parts.at(-1) === '' ? '([\\s\\S]+)' : '([\\s\\S]+?)';
  const body = parts
    .slice(1)
    .reduce((all, part, i) => `${all}${i === parts.length - 2 ? last : '([\\s\\S]+?)'}${part}`, parts[0] ?? '');
  return new RegExp(atEnd ? `${body}$` : body);
}

const cache = new WeakMap<Menu, readonly Known[]>();

function knownTexts(menu: Menu): readonly Known[] {
  const before = cache.get(menu);
  if (before) return before;
  const questions = Object.values(menu.nodes).flatMap((node) => (node.kind === 'script' ? node.questions : []));
  const known = languages.flatMap((language): Known[] => {
    const of = (text: string, atEnd: boolean, rest: Partial<Known> = {}): Known => ({
      pattern: patternOf(text, atEnd),
      names: placeholders(text),
      language,
      ...rest,
    });
    return [
      ...questions.map((question) => of(question.text[language], true, { question })),
      ...Object.entries(menu.texts).flatMap(([name, text]) =>
        text ? [of(text[language], false, { fixed: name as FixedText })] : [],
      ),
      ...questions.flatMap((question) =>
        'confirm' in question && question.confirm ? [of(question.confirm[language], true)] : [],
      ),
      ...questions.map((question) => of(question.invalid[language], false)),
      ...Object.values(menu.nodes).flatMap((node) => (node.kind === 'choices' ? [of(node.text[language], true)] : [])),
      ...Object.values(menu.articles).map((article) => of(article.body[language], false)),
    ];
  });
  cache.set(menu, known);
  return known;
}

/** What the words of a message are for, by the menu that they come from; empty for an officer's own words. Pure. */
export function cuesOf(menu: Menu, content: MessageContent): Cue[] {
  const text = 'text' in content ? content.text : '';
  return knownTexts(menu).flatMap(({ pattern, names, language, question, fixed }): Cue[] => {
    const found = pattern.exec(text);
    if (!found) return [];
    if (question) return [{ kind: 'question', question, language }];
    if (!fixed) return [{ kind: 'words', language }];
    const values = Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? '']));
    return [{ kind: 'text', name: fixed, language, values, from: found.index, to: found.index + found[0].length }];
  });
}
