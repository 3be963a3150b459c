import type { Capabilities, ListLimits } from './capabilities.js';
import type { Choice, ChoicesContent, MediaContent, MessageContent } from './content.js';

/** What the recipient does not get, so that the sender can be told. */
export interface Loss {
  readonly what: 'text' | 'header' | 'footer' | 'layout' | 'title' | 'description' | 'caption' | 'media' | 'template';
  /** English, for officers and developers; holds no part of the message. */
  readonly reason: string;
}

export interface Degraded {
  readonly content: MessageContent;
  /** Empty: the message arrives as it was written. */
  readonly losses: readonly Loss[];
}

/**
 * Fits a message to what a channel can do. Pure: equal input, equal output; the result always fits, and applying it
 * again changes nothing. Words are kept before looks: choices that do not fit become a numbered text.
 */
export function degrade(content: MessageContent, capabilities: Capabilities): Degraded {
  const losses: Loss[] = [];
  const fitted = fit(content, capabilities, (what, reason) => losses.push({ what, reason }));
  return { content: fitted, losses };
}

type Report = (what: Loss['what'], reason: string) => void;

function fit(content: MessageContent, capabilities: Capabilities, lose: Report): MessageContent {
  switch (content.kind) {
    case 'text':
      return fitText(content.text, capabilities, lose);
    case 'choices':
      return fitChoices(content, capabilities, lose);
    case 'media':
      return fitMedia(content, capabilities, lose);
    case 'template':
      if (capabilities.templates) return content;
      lose('template', 'the channel has no templates; sent as text');
      return fitText(content.text, capabilities, lose);
  }
}

function fitText(text: string, capabilities: Capabilities, lose: Report): MessageContent {
  return { kind: 'text', text: cut(text, capabilities.text?.maximumLength ?? Infinity, 'text', lose) };
}

/** Shortens to a length in UTF-16 code units, ends with an ellipsis and never halves a character. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length < 1) return '';
  const head = text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${head.trimEnd()}…`;
}

function cut(text: string, length: number, what: Loss['what'], lose: Report): string {
  if (text.length <= length) return text;
  lose(what, `longer than ${length} characters; ${text.length - length} cut`);
  return shorten(text, length);
}

function fitChoices(content: ChoicesContent, capabilities: Capabilities, lose: Report): MessageContent {
  const layout = chooseLayout(content, capabilities);
  if (layout === null) {
    lose('layout', 'the channel cannot show these choices as buttons or list; sent as a numbered text');
    return fitText(numbered(content), capabilities, lose);
  }
  const part = (name: 'header' | 'footer', length: number) => cut(content[name] ?? '', length, name, lose);
  const header = part('header', capabilities.headerLength);
  const footer = part('footer', capabilities.footerLength);
  const list = layout === 'list' ? capabilities.list : null;
  return {
    kind: 'choices',
    text: content.text,
    choices: list ? rows(content.choices, list, lose) : content.choices,
    layout,
    ...(header && { header }),
    ...(footer && { footer }),
    ...(content.button && list && { button: shorten(content.button, list.buttonLength) }),
  };
}

/** Sections must all have a name, or there is only one. */
function rows(choices: readonly Choice[], limits: ListLimits, lose: Report): Choice[] {
  const sections = sectionsOf(choices);
  const nameless = sections.length > 1 && sections.includes('');
  if (nameless) lose('layout', 'some choices have no section; shown without sections');
  return choices.map((choice) => fitRow(nameless ? { ...choice, section: undefined } : choice, limits, lose));
}

function chooseLayout(content: ChoicesContent, capabilities: Capabilities): ChoicesContent['layout'] | null {
  const { choices } = content;
  if (capabilities.keypad && choices.length <= capabilities.keypad.maximum) return 'keypad';
  if (content.layout !== 'list' && fitsButtons(content, capabilities)) return 'buttons';
  const list = capabilities.list;
  if (!list || choices.length > list.maximum || content.text.length > list.bodyLength) return null;
  return sectionsOf(choices).length <= list.sections ? 'list' : null;
}

function fitsButtons({ text, choices }: ChoicesContent, { buttons }: Capabilities): boolean {
  if (!buttons || choices.length > buttons.maximum || text.length > buttons.bodyLength) return false;
  if (new Set(choices.map((choice) => choice.title)).size < choices.length) return false;
  return choices.every(
    (choice) => !choice.description && !choice.section && choice.title.length <= buttons.titleLength,
  );
}

/** A title that is too long for its row goes on in the description, where that is free. */
function fitRow(choice: Choice, limits: ListLimits, lose: Report): Choice {
  const tooLong = choice.title.length > limits.titleLength;
  const moved = tooLong && choice.description === undefined;
  const description = moved ? choice.title : choice.description;
  const { description: _old, section, ...rest } = choice;
  return {
    ...rest,
    title: moved ? shorten(choice.title, limits.titleLength) : cut(choice.title, limits.titleLength, 'title', lose),
    ...(description ? { description: cut(description, limits.descriptionLength, 'description', lose) } : {}),
    ...(section ? { section: shorten(section, limits.sectionTitleLength) } : {}),
  };
}

/** The sections of choices in order of appearance; '' holds those without one. */
export function sectionsOf(choices: readonly Choice[]): string[] {
  return [...new Set(choices.map((choice) => choice.section ?? ''))];
}

/**
 * The keys by which choices are told apart in a numbered text or on a telephone: their own keypad keys when every one
 * has a different one, else 1 to n.
 */
export function choiceKeys(choices: readonly Choice[]): string[] {
  const own = choices.map((choice) => choice.keypad).filter((key) => key !== undefined);
  return new Set(own).size === choices.length ? own : choices.map((_, i) => String(i + 1));
}

/** Choices as text: one a line, each with its key. */
export function numbered(content: ChoicesContent): string {
  const keys = choiceKeys(content.choices);
  const lines = content.choices.map((choice, i) => {
    const description = choice.description ? ` - ${choice.description}` : '';
    return `${keys[i]}. ${choice.title}${description}`;
  });
  const head = content.header ? [content.header, ''] : [];
  const foot = content.footer ? ['', content.footer] : [];
  return [...head, content.text, '', ...lines, ...foot].join('\n');
}

function fitMedia(content: MediaContent, capabilities: Capabilities, lose: Report): MessageContent {
  const limits = capabilities.media[content.media];
  const asLink = (reason: string) => {
    lose('media', `${reason}; sent as a link`);
    return fitText([content.caption, content.url].filter(Boolean).join('\n'), capabilities, lose);
  };
  if (!limits) return asLink(`the channel cannot carry ${content.media}`);
  if (content.bytes !== undefined && content.bytes > limits.maximumBytes)
    return asLink(`larger than ${limits.maximumBytes} bytes`);
  if (content.mimeType !== undefined && !limits.mimeTypes.includes(content.mimeType))
    return asLink(`the channel cannot carry ${content.mimeType}`);
  if (content.caption === undefined) return content;
  const { caption, ...rest } = content;
  const fitted = cut(caption, limits.captionLength, 'caption', lose);
  return fitted ? { ...rest, caption: fitted } : rest;
}

/** Why content cannot be sent on any channel; empty when it can. The texts name fields, never their values. */
export function contentFaults(content: MessageContent): string[] {
  const faults: string[] = [];
  if ('text' in content && content.text.trim() === '') faults.push('text is empty');
  if (content.kind === 'choices') faults.push(...choicesFaults(content.choices));
  if (content.kind === 'media' && !/^https?:\/\/\S+$/.test(content.url)) faults.push('url is not an http address');
  if (content.kind === 'template' && content.parameters.some((parameter) => parameter === ''))
    faults.push('a template parameter is empty');
  return faults;
}

function choicesFaults(choices: readonly Choice[]): string[] {
  const faults: string[] = [];
  if (choices.length === 0) faults.push('choices are missing');
  if (choices.some(({ id, title }) => id === '' || id.length > 200 || title.trim() === '')) {
    faults.push('a choice has no title, or an id that is empty or over 200 characters');
  }
  if (new Set(choices.map(({ id }) => id)).size < choices.length) faults.push('two choices have the same id');
  return faults;
}
