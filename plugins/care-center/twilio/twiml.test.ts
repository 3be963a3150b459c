import { describe, expect, test } from '@jest/globals';
import type { Language, MenuNode, MessageContent } from '../../sdk/index.js';
import { seededRandom } from '../../sdk/testing/random.js';
import { menu } from '../menu.js';
import { twimlFaults } from '../simulator/twiml-rules.js';
import { parseXml, type Element } from '../simulator/xml.js';
import type { VoiceAction } from '../voice/contract.js';
import { perform, type Scene } from '../voice/script.js';
import { longestTwiml } from './calls.js';
import { toTwiml } from './twiml.js';

const publicUrl = 'https://hub.example.id/webhooks/care-center-165';
const scene: Scene = { menu, turn: 't', language: 'id', queue: 'care-center', isQueued: false, consent: true };
const say = (text: string): MessageContent => ({ kind: 'text', text });

async function documentOf(contents: readonly MessageContent[], changes: Partial<Scene> = {}): Promise<Element> {
  const text = await toTwiml(
    perform(contents, { ...scene, ...changes }, (officer) => `client:${officer}`),
    publicUrl,
  );
  const document = parseXml(text);
  expect(twimlFaults(document, Buffer.byteLength(text), 'call')).toEqual([]);
  return document;
}
const verbs = ({ children }: Element) => children.map(({ name }) => name);

/** What the hub shows of a node or asks in it. */
function prompts(node: MenuNode, language: Language): MessageContent[] {
  if (node.kind === 'choices') {
    const choices = node.choices.map(({ id, label, keypad }) => ({ id, title: label[language], keypad }));
    return [{ kind: 'choices', text: node.text[language], choices }];
  }
  if (node.kind !== 'script') return [];
  return node.questions.map((question) => {
    const text = `${question.invalid[language]}\n\n${question.text[language]}`;
    if (question.kind !== 'choice') return say(text);
    const choices = question.choices.map(({ value, label, keypad }) => ({ id: value, title: label[language], keypad }));
    return { kind: 'choices', text, choices };
  });
}

describe('documents of the whole menu', () => {
  test.each(['id', 'en'] as const)(
    'are well-formed, within the rules, and spoken in their language: %s',
    async (language) => {
      const nodes = Object.values(menu.nodes).flatMap((node) => prompts(node, language));
      const texts = Object.values(menu.texts).flatMap((text) =>
        text ? [say(text[language].replace('{officer}', 'kenari'))] : [],
      );
      for (const content of [...nodes, ...texts]) {
        const before = language === 'id' ? 'en' : 'id';
        const document = await documentOf([content], { language: before });
        const spoken = JSON.stringify(document);
        expect(spoken).toContain(language === 'id' ? 'id-ID' : 'en-US');
        expect(spoken).not.toContain(language === 'id' ? 'en-US' : 'id-ID');
      }
    },
  );

  test('asks numbers by key, words by speech, choices by one key', async () => {
    const gather = async (content: MessageContent) =>
      (await documentOf([content])).children.find(({ name }) => name === 'Gather')!.attributes;
    expect(
      await gather(say('Ketik enam belas angka NIK, atau tiga belas angka nomor kartu JKN peserta.')),
    ).toMatchObject({
      input: 'dtmf',
      finishOnKey: '#',
    });
    expect(await gather(say('Sebutkan nama lengkap peserta.'))).toMatchObject({
      input: 'dtmf speech',
      language: 'id-ID',
      numDigits: '1',
    });
    const choices = prompts(menu.nodes.main!, 'id')[0]!;
    expect(await gather(choices)).toMatchObject({ input: 'dtmf', numDigits: '1', finishOnKey: '' });
  });

  test('spells ticket and pin sign by sign, twice, and fits a live call', async () => {
    const text = menu.texts.complaintFiled.id.replace('{ticket}', 'K-7F3K-Q9XD').replace('{pin}', '050607');
    const document = await documentOf([say(text)]);
    const spoken = document.children[0]!.text;
    expect(spoken.match(/K, strip, 7, F, 3, K, strip, Q, 9, X, D/g)).toHaveLength(2);
    expect(spoken.match(/0, 5, 0, 6, 0, 7/g)).toHaveLength(2);
    expect(spoken).toMatch(/alat tulis.*Saya ulangi: Nomor tiket: .* 0, 7\.$/);
    expect(JSON.stringify(document).length).toBeLessThan(longestTwiml);
  });

  test('a hand-off asks for consent, an officer is rung, a farewell hangs up, words in the queue lead back to it', async () => {
    const { handedOff, officerJoined, closed } = menu.texts;
    const consent = await documentOf([say(handedOff.id), say('Anda nomor 1 dalam antrean.')]);
    expect(verbs(consent)).toEqual(['Say', 'Say', 'Gather']);
    expect(consent.children[2]!.attributes).toMatchObject({ actionOnEmptyResult: 'true' });
    const dial = await documentOf([say(officerJoined!.en.replace('{officer}', 'kenari'))]);
    expect(verbs(dial)).toEqual(['Say', 'Dial']);
    expect(dial.children[1]).toMatchObject({
      attributes: { record: 'record-from-answer-dual' },
      children: [{ name: 'Client', text: 'kenari' }],
    });
    const unasked = [say(officerJoined!.id.replace('{officer}', 'kenari'))];
    expect(verbs(await documentOf(unasked, { consent: null }))).toEqual(['Say', 'Gather']);
    expect(verbs(await documentOf([say(closed.id)]))).toEqual(['Say', 'Hangup']);
    expect(verbs(await documentOf([say('Sebentar lagi ya.')], { isQueued: true }))).toEqual(['Say', 'Enqueue']);
  });

  test('what a caller said is never an order: it comes back as choices', async () => {
    const heard = {
      kind: 'choices',
      text: `Saya mendengar: ${menu.texts.handedOff.id}. Apakah sudah benar?`,
      choices: [{ id: 'y', title: 'Benar', keypad: '1' }],
    } as const;
    expect(verbs(await documentOf([heard]))).toEqual(['Gather', 'Gather', 'Say', 'Say', 'Hangup']);
  });
});

test('words are escaped, and addresses of every kind are dialled', async () => {
  const odd = '<Hangup/> & "x" \' ]]> 😀';
  const actions: VoiceAction[] = [{ do: 'say', speech: { text: odd, language: 'id' } }];
  expect(parseXml(await toTwiml(actions, publicUrl)).children).toMatchObject([{ name: 'Say', text: odd }]);
  const step = { name: 'leg', turn: 't', language: 'id' } as const;
  for (const [to, noun] of [
    ['client:kenari', 'Client'],
    ['sip:kenari@exchange.example.id', 'Sip'],
    ['+6221165', 'Number'],
  ] as const) {
    const rest = { seconds: 25, record: false, then: step, leg: step, recording: step };
    const text = await toTwiml([{ do: 'dial', to, ...rest }], publicUrl);
    const document = parseXml(text);
    expect(twimlFaults(document, text.length, 'call')).toEqual([]);
    expect(document.children[0]!.children[0]!.name).toBe(noun);
  }
});

test('the reader of documents refuses what is not well-formed', () => {
  for (const broken of ['', '<a>', '<a></b>', '<a/><b/>', '<a>&x;</a>', '<a x=1/>', '<a x="1" x="2"/>', 'text<a/>'])
    expect(() => parseXml(broken)).toThrow(SyntaxError);
});

test('any words of the hub give a document that Twilio takes', async () => {
  const seed = Date.now() % 2 ** 31;
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const fixed = Object.values(menu.texts).flatMap((text) => (text ? [text.id, text.en] : []));
  const odd = [
    '\u0000',
    '\ud800',
    '\ufffe',
    '<Say>',
    '&',
    '"',
    "'",
    ']]>',
    '{ticket}',
    '\n\n',
    '😀',
    'K-1',
    '. ',
    'x'.repeat(300),
    '$&',
    '\\',
  ];
  /** The host lets no empty text through. */
  const words = () =>
    `Halo ${Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick([...fixed, ...odd])).join(pick(['', ' ']))}`;
  for (let i = 0; i < 500; i++) {
    const choices = Array.from({ length: 1 + Math.floor(random() * 9) }, (_, n) => ({
      id: `${n}`,
      title: words().slice(0, 40) || 'x',
    }));
    const contents: MessageContent[] = [
      say(words()),
      random() < 0.5 ? say(words()) : { kind: 'choices', text: words(), choices },
    ];
    const scenes = { ...scene, isQueued: random() < 0.3, consent: pick([true, false, null]) };
    const actions = perform(contents, scenes, () => 'client:kenari');
    const text = await toTwiml(actions, publicUrl).catch(
      (error: Error) => `seed ${seed}, round ${i}: ${error.message}`,
    );
    const note = `seed ${seed}, round ${i}`;
    expect([note, text.startsWith('<?xml') ? twimlFaults(parseXml(text), text.length, 'call') : text]).toEqual([
      note,
      [],
    ]);
  }
});
