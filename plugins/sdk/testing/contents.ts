import {
  mediaKinds,
  type Capabilities,
  type Choice,
  type ChoicesContent,
  type MediaContent,
  type MessageContent,
  type TemplateContent,
} from '../index.js';

/** A message that the capabilities promise to carry. */
export interface PromisedContent {
  readonly name: string;
  readonly content: MessageContent;
}

/** A part of a message that must reach the provider, and the most characters that may carry it; null: any number. */
export interface ExpectedPart {
  readonly what: string;
  readonly text: string;
  readonly limit: number | null;
}

/** Numbered words up to exactly a length: a word that is lost or cut is seen. */
export function filler(length: number, stem: string): string {
  let text = '';
  for (let i = 1; text.length < length; i++) text += `${text === '' ? '' : ' '}${stem}${i}`;
  return text.slice(0, Math.max(length, 0)).replace(/ $/, 'z');
}

/** Everything that capabilities promise, at its limits and beyond them; `degrade` brings the latter back. */
export function promisedContents(capabilities: Capabilities, template?: TemplateContent): PromisedContent[] {
  return [
    ...texts(capabilities),
    ...choices(capabilities),
    ...mediaKinds.flatMap((media) => mediaOf(media, capabilities)),
    ...(capabilities.templates && template ? [{ name: 'template', content: template }] : []),
  ];
}

function texts({ text }: Capabilities): PromisedContent[] {
  if (!text) return [];
  const of = (name: string, value: string): PromisedContent => ({ name, content: { kind: 'text', text: value } });
  return [
    of('short text', 'Halo'),
    of('text at its limit', filler(text.maximumLength, 'kata')),
    of('text over its limit', filler(text.maximumLength + 500, 'kata')),
    of('text with signs', '*tebal* _miring_ <b>&amp;</b> [a](b) `c` 100% "kutip" \\n 😀 Rp35.000'),
  ];
}

function choices(capabilities: Capabilities): PromisedContent[] {
  const { buttons, list, keypad, headerLength, footerLength } = capabilities;
  const header = headerLength > 0 ? { header: filler(headerLength, 'kepala') } : {};
  const footer = footerLength > 0 ? { footer: filler(footerLength, 'kaki') } : {};
  const of = (name: string, text: string, given: readonly Choice[], rest: Partial<ChoicesContent> = {}) => ({
    name,
    content: { kind: 'choices' as const, text, choices: given, ...header, ...footer, ...rest },
  });
  const found: PromisedContent[] = [];
  if (keypad) found.push(of('keypad at its limit', 'Tekan', numberedChoices(Math.min(keypad.maximum, 10), 12)));
  if (buttons)
    found.push(
      of(
        'buttons at their limit',
        filler(buttons.bodyLength, 'isi'),
        numberedChoices(buttons.maximum, buttons.titleLength),
      ),
    );
  if (list) {
    const sections = Math.min(list.sections, list.maximum, 3);
    const rows = numberedChoices(list.maximum, list.titleLength).map((choice, i) => ({
      ...choice,
      description: filler(list.descriptionLength, `ket${i}x`),
      ...(sections > 1 ? { section: filler(list.sectionTitleLength, `bagian${i % sections}x`) } : {}),
    }));
    const button = filler(list.buttonLength, 'buka');
    found.push(of('list at its limit', filler(list.bodyLength, 'isi'), rows, { button, layout: 'list' }));
  }
  const most = Math.max(keypad?.maximum ?? 0, buttons?.maximum ?? 0, list?.maximum ?? 0);
  return [...found, { name: 'more choices than fit', content: tooMany(most + 1) }];
}

const tooMany = (count: number): ChoicesContent => ({
  kind: 'choices',
  text: 'Pilih layanan',
  choices: numberedChoices(count, 20).map(({ id, title }) => ({ id, title })),
});

function numberedChoices(count: number, titleLength: number): Choice[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `pilihan-${i + 1}`,
    title: filler(titleLength, `p${i + 1}x`),
    keypad: String((i + 1) % 10),
  }));
}

function mediaOf(media: MediaContent['media'], { media: limits }: Capabilities): PromisedContent[] {
  const limit = limits[media];
  if (!limit) return [];
  return limit.mimeTypes.map((mimeType) => ({
    name: `${media} of ${mimeType} at its limits`,
    content: {
      kind: 'media',
      media,
      url: `https://media.example.org/kit-${media}`,
      mimeType,
      bytes: limit.maximumBytes,
      ...(limit.captionLength > 0 ? { caption: filler(limit.captionLength, 'teks') } : {}),
      ...(media === 'document' ? { fileName: 'surat-contoh.pdf' } : {}),
    },
  }));
}

/** What the provider must have been given of a fitted message. */
export function expectedParts(content: MessageContent, capabilities: Capabilities): ExpectedPart[] {
  switch (content.kind) {
    case 'text':
      return [{ what: 'text', text: content.text, limit: capabilities.text?.maximumLength ?? null }];
    case 'choices':
      return choicesParts(content, capabilities);
    case 'media':
      return mediaParts(content, capabilities);
    case 'template':
      return [content.name, ...content.parameters].map((text) => ({ what: 'template', text, limit: null }));
  }
}

function mediaParts({ url, caption, media }: MediaContent, { media: limits }: Capabilities): ExpectedPart[] {
  const address = { what: 'media url', text: url, limit: null };
  if (caption === undefined) return [address];
  return [address, { what: 'caption', text: caption, limit: limits[media]?.captionLength ?? null }];
}

function choicesParts(content: ChoicesContent, capabilities: Capabilities): ExpectedPart[] {
  const { layout, header, footer, button } = content;
  const limits = layout === 'list' ? capabilities.list : layout === 'buttons' ? capabilities.buttons : null;
  const list = layout === 'list' ? capabilities.list : null;
  const part = (what: string, text: string | undefined, limit: number | null = null): ExpectedPart[] =>
    text === undefined ? [] : [{ what, text, limit }];
  return [
    ...part('body of the choices', content.text, limits?.bodyLength),
    ...part('header', header, capabilities.headerLength),
    ...part('footer', footer, capabilities.footerLength),
    ...part('button of the list', button, list?.buttonLength),
    ...content.choices.flatMap((choice) => [
      ...part('title of a choice', choice.title, limits?.titleLength),
      ...part('description of a choice', choice.description, list?.descriptionLength),
      ...part('section of choices', choice.section, list?.sectionTitleLength),
      ...(layout === 'keypad' ? [] : part('id of a choice', choice.id)),
    ]),
  ];
}

/** Every text within a decoded body. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * Why a part did not arrive as promised, or null. A text may be spread over several messages, as long as every word
 * arrives.
 */
export function partFault({ what, text, limit }: ExpectedPart, received: readonly string[]): string | null {
  const whole = received.filter((each) => each.includes(text));
  const tooLong = whole.find((each) => limit !== null && each.length > limit);
  if (whole.length > 0 && whole.every((each) => each === tooLong || (limit !== null && each.length > limit)))
    return `the ${what} reached the provider with ${tooLong?.length} characters, and the capabilities allow ${limit}: add nothing to what the host fitted`;
  if (whole.length > 0) return null;
  const spread = new Set(received.flatMap((each) => each.split(/\s+/)));
  const lost = text.split(/\s+/).find((word) => !spread.has(word));
  return lost === undefined
    ? null
    : `the ${what} did not reach the provider whole: lower the limit in the capabilities, or send all of it`;
}
