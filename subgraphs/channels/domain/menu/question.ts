import type { MenuQuestion } from '../../../../plugins/sdk/index.js';
import { offerOf, type MenuInput } from './input.js';
import type { Answers, MenuFacts } from './state.js';
import type { Regency } from '../regions/regency-finder.js';

/** What an answer came to: a value to keep, several regencies to choose from, or nothing that fits. */
export type Answered =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'ambiguous'; readonly regencies: readonly Regency[] }
  | { readonly kind: 'invalid' };

const invalid: Answered = { kind: 'invalid' };
const value = (text: string): Answered => ({ kind: 'value', value: text });

/** Longest answer that is kept when a question names no limit. */
export const defaultMaximumLength = 4_000;

/** Id of an offered answer: it names its question, so that a tap on an older message cannot answer another one. */
export const answerId = (node: string, field: string, answer: string) => `${node}:${field}:${answer}`;

/** What may be said to "is that right?": key 1 or 2, or the label. */
export const confirmations = [
  { id: 'yes', keypad: '1', label: { id: 'Benar', en: 'Correct' } },
  { id: 'again', keypad: '2', label: { id: 'Ulangi', en: 'Say it again' } },
] as const;

/** Id of an offered confirmation; never that of an answer. */
export const confirmationId = (node: string, field: string, id: string) => `confirm:${node}:${field}:${id}`;

/** The confirmation that an input means; null: none. */
export function confirmationOf(node: string, { field }: MenuQuestion, input: MenuInput): 'yes' | 'again' | null {
  if (input.kind === 'text') return offerOf(confirmations, input.text)?.id ?? null;
  const tapped = confirmations.find(
    ({ id }) => input.kind === 'choice' && input.id === confirmationId(node, field, id),
  );
  return tapped?.id ?? null;
}

/** True when a question is to be asked: all its conditions hold. */
export function applies(question: MenuQuestion, answers: Answers, facts: MenuFacts): boolean {
  return (question.when ?? []).every((condition) => {
    if ('answer' in condition) return answers[condition.answer] === condition.equals;
    const known = condition.fact === 'participant' ? facts.participant : facts.region !== null;
    return known === (condition.is === 'known');
  });
}

/** Checks an answer to a question of a script node. */
export function answerTo(node: string, question: MenuQuestion, input: MenuInput, facts: MenuFacts): Answered {
  const text = textOf(node, question, input);
  if (text === null) return invalid;
  switch (question.kind) {
    case 'choice':
      return choiceAnswer(question, text);
    case 'text':
      return fitsText(question, text) ? value(text) : invalid;
    case 'number':
      return numberAnswer(question, text);
    case 'date':
      return dateAnswer(question.range ?? 'any', text, facts.today);
    case 'region':
      return regionAnswer(facts.findRegencies(text));
  }
}

/** The text of an answer; a tapped answer of this question is its value, a tap on anything else is none. */
function textOf(node: string, question: MenuQuestion, input: MenuInput): string | null {
  if (input.kind === 'text') return input.text;
  const prefix = answerId(node, question.field, '');
  return input.kind === 'choice' && input.id.startsWith(prefix) ? input.id.slice(prefix.length) : null;
}

function choiceAnswer({ choices }: Extract<MenuQuestion, { kind: 'choice' }>, text: string): Answered {
  const offer = choices.find((choice) => choice.value === text) ?? offerOf(choices, text);
  return offer ? value(offer.value) : invalid;
}

function regionAnswer(regencies: readonly Regency[]): Answered {
  if (regencies.length > 1) return { kind: 'ambiguous', regencies };
  return regencies[0] ? value(regencies[0].code) : invalid;
}

function fitsText(question: Extract<MenuQuestion, { kind: 'text' }>, text: string): boolean {
  const { minLength = 1, maxLength = defaultMaximumLength, pattern } = question;
  const length = [...text].length;
  if (length < minLength || length > maxLength) return false;
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(text);
}

/** A whole or decimal number; Indonesian decimal comma and a point for thousands are read as people write them. */
function numberAnswer({ minimum, maximum }: Extract<MenuQuestion, { kind: 'number' }>, text: string): Answered {
  const grouped = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text);
  const written = (grouped ? text.replaceAll('.', '') : text).replace(',', '.');
  if (!/^-?\d{1,15}(\.\d+)?$/.test(written)) return invalid;
  const number = Number(written);
  if (number < (minimum ?? -Infinity) || number > (maximum ?? Infinity)) return invalid;
  return value(String(number));
}

function dateAnswer(range: 'any' | 'past' | 'future', text: string, today: string): Answered {
  const iso = isoDate(text);
  if (iso === null) return invalid;
  if (range === 'past' && iso > today) return invalid;
  if (range === 'future' && iso < today) return invalid;
  return value(iso);
}

/** `YYYY-MM-DD` or `DD-MM-YYYY`, also with `/`, `.` or blanks, or eight digits DDMMYYYY or YYYYMMDD from a keypad. */
function isoDate(text: string): string | null {
  const parts = /^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})$/.exec(text)?.slice(1) ?? keyedDate(text);
  if (!parts) return null;
  const [year, month, day] = parts[0]!.length === 4 ? parts : [parts[2]!, parts[1]!, parts[0]!];
  if (year!.length !== 4 || day!.length > 2) return null;
  const iso = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

function keyedDate(text: string): string[] | undefined {
  const digits = /^\d{8}$/.test(text) ? text : undefined;
  if (!digits) return undefined;
  const yearFirst = /^(19|20)\d\d(0[1-9]|1[0-2])/.test(digits) && !/^\d\d(0[1-9]|1[0-2])(19|20)/.test(digits);
  return yearFirst
    ? [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)]
    : [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
}
