import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Language } from '../../sdk/index.js';
import type { Speech, Step, VoiceAction } from '../voice/contract.js';
import { stepQuery } from './steps.js';

/** Indonesian is spoken by Google's voices only. */
const voices = {
  id: { language: 'id-ID', voice: 'Google.id-ID-Standard-A' },
  en: { language: 'en-US', voice: 'Google.en-US-Standard-C' },
} as const satisfies Readonly<Record<Language, object>>;

type Document = VoiceResponse;
type Gather = ReturnType<Document['gather']>;
type Action<K extends VoiceAction['do']> = Extract<VoiceAction, { do: K }>;

/**
 * Writes actions as a TwiML document. Addresses are absolute, from the configured public address. Loads Twilio's
 * builder when the first document is written: a hub without calls does not hold it.
 */
export async function toTwiml(actions: readonly VoiceAction[], publicUrl: string): Promise<string> {
  const { default: module } = await import('twilio/lib/twiml/VoiceResponse.js');
  const document = new module();
  const url = (step: Step) => `${publicUrl}?${stepQuery(step)}`;
  for (const action of actions) write(document, action, url);
  return document.toString();
}

type Address = (step: Step) => string;

/** What XML cannot hold: control characters and halves of characters, such as an emoji that was cut. */
// eslint-disable-next-line no-control-regex -- these are the characters that are meant
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const say = (target: Document | Gather, { text, language }: Speech) =>
  void target.say(voices[language], text.replace(unspeakable, ' '));

function write(document: Document, action: VoiceAction, url: Address): void {
  switch (action.do) {
    case 'say':
      return say(document, action.speech);
    case 'gather':
      return gather(document, action, url);
    case 'pause':
      return void document.pause({ length: action.seconds });
    case 'continue':
      return void document.redirect({ method: 'POST' }, url(action.then));
    case 'enqueue': {
      const { waiting, then } = action;
      const addresses = { action: url(then), method: 'POST', waitUrl: url(waiting), waitUrlMethod: 'POST' } as const;
      return void document.enqueue(addresses, action.queue);
    }
    case 'leave-queue':
      return void document.leave();
    case 'dial':
      return dial(document, action, url);
    case 'record':
      return void document.record({
        action: url(action.then),
        method: 'POST',
        maxLength: action.seconds,
        finishOnKey: '#',
        playBeep: true,
        recordingStatusCallback: url(action.recording),
        recordingStatusCallbackMethod: 'POST',
        recordingStatusCallbackEvent: ['completed', 'absent'],
      });
    case 'hangup':
      return void document.hangup();
  }
}

/** Every repetition is a Gather of its own with the same address: only one of them can report. */
function gather(document: Document, action: Action<'gather'>, url: Address): void {
  const { prompt, listen, keys, patience, repeats, reportSilence, then } = action;
  for (let i = 0; i <= repeats; i++) {
    const heard = document.gather({
      input: listen === 'words' ? ['dtmf', 'speech'] : ['dtmf'],
      action: url(then),
      method: 'POST',
      timeout: patience,
      // Without a fixed number the hash ends the keys; with one, hash and star are keys like others.
      ...(keys === null ? { finishOnKey: '#' } : { numDigits: keys, finishOnKey: '' }),
      ...(listen === 'words' ? { language: voices[prompt.language].language, speechTimeout: 'auto' } : {}),
      ...(reportSilence ? { actionOnEmptyResult: true } : {}),
    });
    say(heard, prompt);
  }
}

function dial(document: Document, action: Action<'dial'>, url: Address): void {
  const { to, seconds, record, then, leg, recording } = action;
  const line = document.dial({
    action: url(then),
    method: 'POST',
    timeout: seconds,
    ...(record
      ? {
          record: 'record-from-answer-dual' as const,
          recordingStatusCallback: url(recording),
          recordingStatusCallbackMethod: 'POST',
          recordingStatusCallbackEvent: ['completed', 'absent'] as ('completed' | 'absent')[],
        }
      : { record: 'do-not-record' as const }),
  });
  const reports = {
    statusCallback: url(leg),
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['answered'] as 'answered'[],
  };
  if (to.startsWith('client:')) line.client(reports, to.slice('client:'.length));
  else if (to.startsWith('sip:')) line.sip(reports, to);
  else line.number(reports, to);
}
