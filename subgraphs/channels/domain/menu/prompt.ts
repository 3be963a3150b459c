import {
  fill,
  type Choice,
  type Language,
  type Menu,
  type MenuNode,
  type MenuQuestion,
  type MessageContent,
  type Text,
} from '../../../../plugins/sdk/index.js';
import type { Regency } from '../regions/regency-finder.js';
import { answerId, confirmationId, confirmations } from './question.js';

/** Texts up to this length are joined to the message that follows: one message is read as one answer. */
const joinedLength = 1_000;
const titleLength = 24;

/** The message that shows the choices of a node. */
export function choicesMessage(node: Extract<MenuNode, { kind: 'choices' }>, language: Language): MessageContent {
  return {
    kind: 'choices',
    text: node.text[language],
    choices: node.choices.map((choice) => offered(choice.id, choice, language)),
    ...(node.button ? { button: node.button[language] } : {}),
  };
}

/** The message that asks a question. */
export function questionMessage(nodeId: string, question: MenuQuestion, language: Language): MessageContent {
  const text = question.text[language];
  if (question.kind !== 'choice') return { kind: 'text', text };
  return {
    kind: 'choices',
    text,
    choices: question.choices.map((choice) =>
      offered(answerId(nodeId, question.field, choice.value), choice, language),
    ),
    ...(question.button ? { button: question.button[language] } : {}),
  };
}

/** The message that asks which of several regencies is meant; at most nine are offered. */
export function regencyMessage(
  nodeId: string,
  question: MenuQuestion,
  regencies: readonly Regency[],
  language: Language,
): MessageContent {
  return {
    kind: 'choices',
    text: question.text[language],
    choices: regencies.map(({ code, name }, index) => ({
      id: answerId(nodeId, question.field, code),
      title: name.slice(0, titleLength),
      ...(name.length > titleLength ? { description: name } : {}),
      keypad: String(index + 1),
    })),
  };
}

/** The message that asks whether an answer was understood. */
export function confirmMessage(
  nodeId: string,
  { field, confirm }: Extract<MenuQuestion, { kind: 'text' | 'region' }>,
  words: string,
  language: Language,
): MessageContent {
  return {
    kind: 'choices',
    text: fill(confirm?.[language] ?? '{answer}', { answer: words }),
    choices: confirmations.map((each) => offered(confirmationId(nodeId, field, each.id), each, language)),
  };
}

/** A public information article as one text. */
export function articleText(article: Menu['articles'][string], language: Language): string {
  return `${article.title[language]}\n\n${article.body[language]}`;
}

interface Offer {
  readonly label: Text;
  readonly description?: Text;
  readonly section?: Text;
  readonly keypad: string;
}

function offered(id: string, offer: Offer, language: Language): Choice {
  return {
    id,
    title: offer.label[language],
    ...(offer.description ? { description: offer.description[language] } : {}),
    ...(offer.section ? { section: offer.section[language] } : {}),
    keypad: offer.keypad,
  };
}

/** Joins what is to be said before a message to it, as long as the whole stays short; longer texts go ahead alone. */
export function withPreamble(said: readonly string[], message: MessageContent | null): MessageContent[] {
  const messages: MessageContent[] = [];
  let pending = '';
  for (const text of said) {
    const joined = pending === '' ? text : `${pending}\n\n${text}`;
    if (pending !== '' && joined.length > joinedLength) {
      messages.push({ kind: 'text', text: pending });
      pending = text;
    } else pending = joined;
  }
  if (message === null) return pending === '' ? messages : [...messages, { kind: 'text', text: pending }];
  if (pending === '' || message.kind === 'media') return [...messages, message];
  const text = `${pending}\n\n${message.text}`;
  if (text.length <= joinedLength) return [...messages, { ...message, text }];
  return [...messages, { kind: 'text', text: pending }, message];
}
