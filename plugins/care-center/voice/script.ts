import {
  choiceKeys,
  fill,
  type ChoicesContent,
  type Language,
  type Menu,
  type MenuQuestion,
  type MessageContent,
} from '../../sdk/index.js';
import type { Speech, Step, VoiceAction } from './contract.js';
import { cuesOf, type Cue } from './cues.js';
import { choiceText, phrases, spelled } from './phrases.js';

/** Where a call stands when something is to be said in it. */
export interface Scene {
  readonly menu: Menu;
  /** Names the document that is being made. */
  readonly turn: string;
  /** The language so far; what the hub says may change it. */
  readonly language: Language;
  readonly queue: string;
  /** The caller waits for an officer: after the words it waits on. */
  readonly isQueued: boolean;
  /** The caller agreed to be recorded. Null: it was not asked yet. */
  readonly consent: boolean | null;
}

type FixedCue = Extract<Cue, { kind: 'text' }>;
type Codes = readonly string[];

const say = (text: string, language: Language): VoiceAction => ({ do: 'say', speech: { text, language } });
const step = (name: Step['name'], { turn, language }: Scene, rest: Partial<Step> = {}): Step => ({
  name,
  turn,
  language,
  ...rest,
});

/** Placeholders that are spelled sign by sign and said twice. */
const codes: Readonly<Record<string, Codes>> = {
  complaintFiled: ['ticket', 'pin'],
  serviceRequestOpened: ['reference'],
};

/** Ends a call in a friendly way. */
export const farewell = (language: Language): VoiceAction[] => [
  say(phrases.goodbye[language], language),
  { do: 'hangup' },
];

/** After words that ask nothing: zero leads to the menu, silence ends the call. */
export function offerNext(scene: Scene): VoiceAction[] {
  const { language } = scene;
  return [
    {
      do: 'gather',
      prompt: { text: phrases.next[language], language },
      listen: 'keys',
      keys: 1,
      patience: 8,
      repeats: 0,
      then: step('input', scene),
    },
    ...farewell(language),
  ];
}

/** Waits for what the hub says, by asking again after a while. */
export function hold(scene: Scene, round: number): VoiceAction[] {
  return [
    { do: 'pause', seconds: round === 1 ? 2 : 5 },
    { do: 'continue', then: step('hold', scene, { round }) },
  ];
}

/** Puts the caller in the queue, where music or words tell that it is not forgotten. */
export function enqueue(scene: Scene, round = 0): VoiceAction[] {
  const consent = scene.consent === true;
  return [
    {
      do: 'enqueue',
      queue: scene.queue,
      waiting: step('wait', scene, { round, consent }),
      then: step('dequeued', scene, { consent }),
    },
  ];
}

/** Rings an officer. */
export function dial(scene: Scene, officer: string, address: string, round = 1): VoiceAction[] {
  const consent = scene.consent === true;
  return [
    {
      do: 'dial',
      to: address,
      seconds: 25,
      record: consent,
      then: step('dialled', scene, { officer, consent, round }),
      leg: step('leg', scene),
      recording: step('recording', scene),
    },
  ];
}

/** Asks whether the talk may be recorded, before the queue or before an officer who is there already. Silence is no consent. */
function askConsent(scene: Scene, officer?: string): VoiceAction[] {
  const { language } = scene;
  return [
    {
      do: 'gather',
      prompt: { text: phrases.consent[language], language },
      listen: 'keys',
      keys: 1,
      patience: 8,
      repeats: 0,
      reportSilence: true,
      then: step('consent', scene, officer === undefined ? {} : { officer }),
    },
  ];
}

/**
 * What a call does with what the hub says. Choices are listened for by key, questions by key or speech; a hand-off asks
 * for consent and goes to the queue; an officer who took the conversation is rung; a farewell hangs up. Pure.
 * @param addressOf where an officer is called
 */
export function perform(
  contents: readonly MessageContent[],
  scene: Scene,
  addressOf: (officer: string) => string,
): VoiceAction[] {
  const cues = contents.map((content) => cuesOf(scene.menu, content));
  const language = languageOf(cues.flat(), scene.language);
  const here: Scene = { ...scene, language };
  const last = contents.at(-1);
  if (last?.kind === 'choices') {
    return [...contents.slice(0, -1).map((content) => spokenContent(content, [], language)), listen(last, here)].concat(
      afterSilence(language),
    );
  }
  const spoken = contents.map((content, i) => spokenContent(content, fixedIn(cues[i] ?? []), language));
  const question = cues.at(-1)?.find((cue) => cue.kind === 'question')?.question;
  if (question && last) {
    return [...spoken.slice(0, -1), ask(question, plainSpeech(last, language), here), ...afterSilence(language)];
  }
  return [...spoken, ...afterWords(fixedIn(cues.flat()), here, addressOf)];
}

function afterWords(fixed: readonly FixedCue[], scene: Scene, addressOf: (officer: string) => string): VoiceAction[] {
  const named = (name: FixedCue['name']) => fixed.find((cue) => cue.name === name);
  if (named('closed')) return [{ do: 'hangup' }];
  const officer = named('officerJoined')?.values.officer;
  if (officer) return scene.consent === null ? askConsent(scene, officer) : dial(scene, officer, addressOf(officer));
  if (named('handedOff')) return askConsent(scene);
  if (scene.isQueued) return enqueue(scene, 1);
  if (named('complaintReceived')) return hold(scene, 1);
  return offerNext(scene);
}

const fixedIn = (cues: readonly Cue[]) => cues.filter((cue): cue is FixedCue => cue.kind === 'text');

/** The language in which most of the words are known; the one so far when they do not tell. */
function languageOf(cues: readonly Cue[], before: Language): Language {
  const lead = cues.filter((cue) => cue.language === 'id').length - cues.filter((cue) => cue.language === 'en').length;
  if (lead === 0) return before;
  return lead > 0 ? 'id' : 'en';
}

const plainSpeech = (content: MessageContent, language: Language): Speech => ({
  text: ('text' in content ? content.text : '').replace(/\s*\n\s*/g, ' '),
  language,
});

/** Words as they are said: codes in them are spelled, and their sentences are said once more. */
function spokenContent(content: MessageContent, fixed: readonly FixedCue[], language: Language): VoiceAction {
  const cue = fixed.find(({ name }) => name in codes);
  if (!cue || !('text' in content)) return { do: 'say', speech: plainSpeech(content, language) };
  let part = content.text.slice(cue.from, cue.to);
  let [first, last] = [part.length, 0];
  for (const name of codes[cue.name] ?? []) {
    const value = cue.values[name] ?? '';
    const at = part.indexOf(value);
    const slowly = spelled(value, language);
    part = `${part.slice(0, at)}${slowly}${part.slice(at + value.length)}`;
    [first, last] = [Math.min(first, at), Math.max(last, at + slowly.length)];
  }
  const begin = part.lastIndexOf('. ', first) < 0 ? 0 : part.lastIndexOf('. ', first) + 2;
  const end = part.indexOf('.', last) < 0 ? part.length : part.indexOf('.', last) + 1;
  const again = fill(phrases.again[language], { part: part.slice(begin, end) });
  const text = `${content.text.slice(0, cue.from)}${part} ${again}${content.text.slice(cue.to)}`;
  return { do: 'say', speech: { text: text.replace(/\s*\n\s*/g, ' '), language } };
}

/** Says the choices and listens for a key. */
function listen(content: ChoicesContent, scene: Scene): VoiceAction {
  const { language } = scene;
  const keys = choiceKeys(content.choices);
  const lines = content.choices.map((choice, i) => choiceText(choice, keys[i] ?? '', language));
  return {
    do: 'gather',
    prompt: { text: [plainSpeech(content, language).text, ...lines].join(' '), language },
    listen: 'keys',
    keys: 1,
    patience: 7,
    repeats: 1,
    then: step('input', scene),
  };
}

const digitsOnly = /^\(?\\d/;

/** Asks a question of a script: numbers, dates and codes by key, everything else by speech. */
function ask(question: MenuQuestion, prompt: Speech, scene: Scene): VoiceAction {
  const byKeys =
    question.kind === 'number' ||
    question.kind === 'date' ||
    (question.kind === 'text' && digitsOnly.test(question.pattern ?? ''));
  const length = question.kind === 'date' ? 8 : null;
  const ending = byKeys && length === null ? ` ${phrases.endWithHash[scene.language]}` : '';
  return {
    do: 'gather',
    prompt: { ...prompt, text: `${prompt.text}${ending}` },
    listen: byKeys ? 'keys' : 'words',
    keys: byKeys ? length : 1,
    patience: 8,
    repeats: 1,
    then: step('input', scene),
  };
}

const afterSilence = (language: Language): VoiceAction[] => [
  say(phrases.unheard[language], language),
  ...farewell(language),
];
