import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  contentFaults,
  degrade,
  shorten,
  type Capabilities,
  type ChoicesContent,
  type MessageContent,
} from './index.js';

const rich: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 100 },
  buttons: { maximum: 3, titleLength: 20, bodyLength: 50 },
  list: {
    maximum: 10,
    sections: 10,
    sectionTitleLength: 24,
    titleLength: 24,
    descriptionLength: 72,
    buttonLength: 20,
    bodyLength: 50,
  },
  keypad: null,
  headerLength: 60,
  footerLength: 60,
  media: { image: { maximumBytes: 5_000_000, mimeTypes: ['image/png'], captionLength: 20 } },
  templates: true,
  voice: false,
  replyWindow: null,
  proactive: 'always',
  receipts: ['SENT'],
  quotas: { account: null, recipient: null },
  webhook: null,
};
const plain: Capabilities = { ...rich, buttons: null, list: null, media: {}, templates: false };
const ask = (choices: ChoicesContent['choices'], extra: Partial<ChoicesContent> = {}): ChoicesContent => ({
  kind: 'choices',
  text: 'Pilih layanan',
  choices,
  ...extra,
});
const two = [
  { id: 'a', title: 'Informasi', keypad: '1' },
  { id: 'b', title: 'Keluhan', keypad: '2' },
];

describe('degrade', () => {
  it('leaves alone what fits', () => {
    expect(degrade({ kind: 'text', text: 'Halo' }, plain)).toEqual({
      content: { kind: 'text', text: 'Halo' },
      losses: [],
    });
  });

  it('shows few short choices as buttons and more, or described ones, as a list', () => {
    expect(degrade(ask(two), rich).content).toMatchObject({ layout: 'buttons' });
    expect(degrade(ask(two, { layout: 'list' }), rich).content).toMatchObject({ layout: 'list' });
    const described = two.map((choice) => ({ ...choice, description: 'keterangan' }));
    expect(degrade(ask(described), rich).content).toMatchObject({ layout: 'list' });
    const same = two.map((choice) => ({ ...choice, title: 'Sama' }));
    expect(degrade(ask(same), rich).content).toMatchObject({ layout: 'list' });
  });

  it('turns choices into a numbered text where nothing can be tapped, with their own keys', () => {
    const { content, losses } = degrade(
      ask([two[0]!, { id: 'c', title: 'Petugas', description: 'bicara', keypad: '9' }]),
      plain,
    );
    expect(content).toEqual({ kind: 'text', text: 'Pilih layanan\n\n1. Informasi\n9. Petugas - bicara' });
    expect(losses.map((loss) => loss.what)).toEqual(['layout']);
  });

  it('keeps the words when the body is too long for a list', () => {
    const { content, losses } = degrade(ask(two, { text: 'x'.repeat(60) }), rich);
    expect(content.kind).toBe('text');
    expect(losses).toHaveLength(1);
  });

  it('moves a long row title into a free description without loss', () => {
    const title = 'Perubahan data kepesertaan keluarga';
    const { content, losses } = degrade(ask([{ id: 'a', title }, two[1]!]), rich);
    expect(losses).toEqual([]);
    expect(content).toMatchObject({
      layout: 'list',
      choices: [{ title: 'Perubahan data kepesert…', description: title }, { id: 'b' }],
    });
  });

  it('drops sections when some choices have none, and says so', () => {
    const mixed = [{ ...two[0]!, section: 'Umum' }, two[1]!];
    const { content, losses } = degrade(ask(mixed), rich);
    expect(losses.map((loss) => loss.what)).toEqual(['layout']);
    expect(content.kind === 'choices' && content.choices.every((choice) => choice.section === undefined)).toBe(true);
  });

  it('sends media as a link where the channel cannot carry it', () => {
    const image: MessageContent = { kind: 'media', media: 'image', url: 'https://example.org/a.png', caption: 'Bukti' };
    expect(degrade(image, plain).content).toEqual({ kind: 'text', text: 'Bukti\nhttps://example.org/a.png' });
    expect(degrade({ ...image, bytes: 6_000_000 }, rich).losses.map((loss) => loss.what)).toEqual(['media']);
    expect(degrade({ ...image, caption: 'x'.repeat(30) }, rich).losses.map((loss) => loss.what)).toEqual(['caption']);
  });

  it('never halves a character when it shortens', () => {
    expect(shorten('ab😀cd', 4)).toBe('ab…');
    expect(shorten('ab😀cd', 5)).toBe('ab😀…');
  });

  it('names faults of content without its words', () => {
    expect(contentFaults({ kind: 'text', text: ' ' })).toEqual(['text is empty']);
    expect(contentFaults(ask([two[0]!, two[0]!]))).toEqual(['two choices have the same id']);
    expect(contentFaults({ kind: 'media', media: 'image', url: 'file:///etc/passwd' })).toHaveLength(1);
  });
});

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 130 });
const anyChoice = fc.record(
  {
    id: fc.uuid(),
    title: anyText,
    description: anyText,
    section: fc.constantFrom('A', 'B'),
    keypad: fc.constantFrom('1', '2', '3'),
  },
  { requiredKeys: ['id', 'title'] },
);
const anyContent: fc.Arbitrary<MessageContent> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record(
    {
      kind: fc.constant('choices' as const),
      text: anyText,
      choices: fc.array(anyChoice, { minLength: 1, maxLength: 14 }),
      header: anyText,
      footer: anyText,
      button: anyText,
    },
    { requiredKeys: ['kind', 'text', 'choices'] },
  ),
);

function fits(content: MessageContent, capabilities: Capabilities): boolean {
  if (content.kind === 'text') return content.text.length <= capabilities.text!.maximumLength;
  if (content.kind !== 'choices') return true;
  const limits = content.layout === 'buttons' ? capabilities.buttons : capabilities.list;
  if (!limits || content.choices.length > limits.maximum || content.text.length > limits.bodyLength) return false;
  return content.choices.every(
    (choice) => choice.title.length <= limits.titleLength && (choice.description?.length ?? 0) <= 72,
  );
}

describe('degrade, for any content', () => {
  it('fits the channel, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(anyContent, fc.constantFrom(rich, plain), (content, capabilities) => {
        const once = degrade(content, capabilities);
        expect(fits(once.content, capabilities)).toBe(true);
        expect(degrade(once.content, capabilities)).toEqual({ content: once.content, losses: [] });
      }),
    );
  });
});
