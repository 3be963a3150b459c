import type { MessageContent } from '../../sdk/index.js';
import type { Step, VoiceAction, VoiceEvent } from './contract.js';
import { phrases, waitedText } from './phrases.js';
import { dial, enqueue, farewell, hold, offerNext, perform, type Scene } from './script.js';

/** Rounds of waiting for the hub before the caller is let go on. */
const mostRounds = 8;
const mostDials = 3;
const waitPause = 15;

/** What the dialogue looks at besides the event. */
export interface Setting extends Scene {
  /** What the hub says because of this event. */
  readonly contents: readonly MessageContent[];
  readonly addressOf: (officer: string) => string;
}

type EventOf<K extends VoiceEvent['kind']> = Extract<VoiceEvent, { kind: K }>;

const say = (text: string, { language }: Scene): VoiceAction => ({ do: 'say', speech: { text, language } });

type Responder<K extends VoiceEvent['kind']> = (event: EventOf<K>, setting: Setting) => VoiceAction[];

const responders: { readonly [K in VoiceEvent['kind']]?: Responder<K> } = {
  'call.started': (_event, setting) => answered(setting),
  'call.input': (_event, setting) => answered(setting),
  'call.holding': holding,
  'call.consent': ({ agreed, step }, setting) => [
    say(phrases[agreed ? 'consented' : 'unrecorded'][setting.language], setting),
    ...(step.officer ? dial(setting, step.officer, setting.addressOf(step.officer)) : enqueue(setting)),
  ],
  'call.queued': waiting,
  'call.queue-key': ({ keys, step }, setting) => (keys === '0' ? [{ do: 'leave-queue' }] : [goOn(step, setting)]),
  'call.dequeued': dequeued,
  'call.unbridged': unbridged,
  'call.message-left': (_event, setting) => [
    say(phrases.messageKept[setting.language], setting),
    ...farewell(setting.language),
  ],
  'call.troubled': (_event, setting) => [say(phrases.trouble[setting.language], setting), ...offerNext(setting)],
};

/** What a call does next after an event; empty: nothing is to be said to a report. Pure. */
export function respond(event: VoiceEvent, setting: Setting): VoiceAction[] {
  const responder = responders[event.kind] as Responder<VoiceEvent['kind']> | undefined;
  return responder?.(event, setting) ?? [];
}

/** What the hub says; without a word of it yet, the caller is asked to hold. */
function answered(setting: Setting): VoiceAction[] {
  if (setting.contents.length > 0) return perform(setting.contents, setting, setting.addressOf);
  return [say(phrases.hold[setting.language], setting), ...hold(setting, 1)];
}

function holding({ step }: EventOf<'call.holding'>, setting: Setting): VoiceAction[] {
  const round = (step.round ?? 1) + 1;
  if (round > mostRounds) return [say(phrases.holdLong[setting.language], setting), ...offerNext(setting)];
  const word = round % 3 === 0 ? [say(phrases.hold[setting.language], setting)] : [];
  return [...word, ...hold(setting, round)];
}

/** The place was told by the hub when the wait began; from then on only what is certain is said: how long it has been. */
function waiting({ step, seconds }: EventOf<'call.queued'>, setting: Setting): VoiceAction[] {
  const { language } = setting;
  const round = step.round ?? 0;
  const words = round === 0 ? '' : `${phrases.waiting[language]}${waitedText(seconds, language)} `;
  return [
    {
      do: 'gather',
      prompt: { text: `${words}${phrases.leaveQueue[language]}`, language },
      listen: 'keys',
      keys: 1,
      patience: waitPause,
      repeats: 0,
      then: { ...step, name: 'queue-key' },
    },
    goOn(step, setting),
  ];
}

const goOn = (step: Step, { turn }: Scene): VoiceAction => ({
  do: 'continue',
  then: { ...step, name: 'wait', turn, round: (step.round ?? 0) + 1 },
});

function dequeued({ result }: EventOf<'call.dequeued'>, setting: Setting): VoiceAction[] {
  if (result === 'left') return answered(setting);
  if (result === 'moved') return farewell(setting.language);
  return [say(phrases.queueFailed[setting.language], setting), ...offerNext(setting)];
}

/** An officer who did not answer is rung again; then the caller may leave a message, where it agreed to be recorded. */
function unbridged({ step, result }: EventOf<'call.unbridged'>, setting: Setting): VoiceAction[] {
  const { language, consent, turn } = setting;
  if (result === 'answered') return farewell(language);
  const { officer, round = 1 } = step;
  if (officer && round < mostDials) {
    const again = dial(setting, officer, setting.addressOf(officer), round + 1);
    return [say(phrases.dialAgain[language], setting), { do: 'pause', seconds: 5 }, ...again];
  }
  if (!consent) return [say(phrases.dialFailed[language], setting), ...farewell(language)];
  return [
    say(`${phrases.dialFailed[language]} ${phrases.leaveMessage[language]}`, setting),
    {
      do: 'record',
      seconds: 120,
      then: { name: 'message', turn, language },
      recording: { name: 'recording', turn, language },
    },
    ...farewell(language),
  ];
}
