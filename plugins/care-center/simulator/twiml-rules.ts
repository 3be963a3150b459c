import type { Element } from './xml.js';

/** Longest document that Twilio fetches, in bytes, and longest text of one Say, in characters. */
const longestDocument = 65_536;
const longestSay = 4_096;

/** Verbs and nouns with the attributes that the plugin may use, from Twilio's TwiML reference. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  Say: ['voice', 'language', 'loop'],
  Pause: ['length'],
  Play: ['loop', 'digits'],
  Gather: [
    'input',
    'action',
    'method',
    'timeout',
    'finishOnKey',
    'numDigits',
    'language',
    'hints',
    'speechTimeout',
    'speechModel',
    'actionOnEmptyResult',
    'bargeIn',
    'profanityFilter',
  ],
  Redirect: ['method'],
  Enqueue: ['action', 'method', 'waitUrl', 'waitUrlMethod'],
  Leave: [],
  Dial: [
    'action',
    'method',
    'timeout',
    'timeLimit',
    'callerId',
    'answerOnBridge',
    'record',
    'recordingStatusCallback',
    'recordingStatusCallbackMethod',
    'recordingStatusCallbackEvent',
  ],
  Number: ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent', 'url', 'method'],
  Client: ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent', 'url', 'method'],
  Sip: ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent', 'url', 'method'],
  Record: [
    'action',
    'method',
    'maxLength',
    'timeout',
    'finishOnKey',
    'playBeep',
    'recordingStatusCallback',
    'recordingStatusCallbackMethod',
    'recordingStatusCallbackEvent',
  ],
  Hangup: [],
};

const verbs = ['Say', 'Pause', 'Play', 'Gather', 'Redirect', 'Enqueue', 'Leave', 'Dial', 'Record', 'Hangup'];
const inQueue = ['Say', 'Pause', 'Play', 'Gather', 'Redirect', 'Leave', 'Hangup'];
const nested: Readonly<Record<string, readonly string[]>> = {
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Client', 'Sip'],
};
const addresses = ['action', 'waitUrl', 'statusCallback', 'recordingStatusCallback'];
const languages = ['id-ID', 'en-US', 'jv-ID', 'su-ID'];

/** What Twilio would reject or misread in a document; empty: nothing. `queue`: it is heard while waiting in a queue. */
export function twimlFaults(document: Element, bytes: number, context: 'call' | 'queue'): string[] {
  const faults: string[] = [];
  if (document.name !== 'Response') faults.push(`the root is ${document.name}, not Response`);
  if (bytes > longestDocument) faults.push('the document is larger than 64 kB');
  const allowed = context === 'queue' ? inQueue : verbs;
  for (const verb of document.children) {
    if (!allowed.includes(verb.name)) faults.push(`${verb.name} is not allowed here`);
    faults.push(...elementFaults(verb));
    for (const child of verb.children) {
      if (!(nested[verb.name] ?? []).includes(child.name)) faults.push(`${child.name} inside ${verb.name}`);
      faults.push(...elementFaults(child));
    }
  }
  const ending = document.children.findIndex(({ name }) => ['Hangup', 'Redirect', 'Leave'].includes(name));
  if (ending >= 0 && ending < document.children.length - 1) faults.push('a verb stands where nothing reaches it');
  return faults;
}

function elementFaults({ name, attributes: given, text, children }: Element): string[] {
  const faults = Object.keys(given)
    .filter((attribute) => !(attributes[name] ?? []).includes(attribute))
    .map((attribute) => `${name} has no attribute ${attribute}`);
  for (const attribute of addresses) {
    const value = given[attribute];
    if (value !== undefined && !address.test(value)) faults.push(`${name}.${attribute} is no address`);
  }
  return [...faults, ...contentFaults(name, text, children), ...valueFaults(name, given)];
}

const address = /^https?:\/\/\S+$/;

/** What an element's text must be like; elements that are not named hold none. */
const texts: Readonly<Record<string, readonly [RegExp, string]>> = {
  Say: [/^[\s\S]+$/, 'Say holds words'],
  Redirect: [address, 'Redirect holds an address'],
  Play: [address, 'Play holds an address'],
  Enqueue: [/^.{1,64}$/, 'a queue has a name of at most 64 characters'],
  Client: [/^\w{1,121}$/, 'a client is named by letters, digits and underscores'],
  Number: [/^\+[1-9]\d{6,14}$/, 'a number is in E.164'],
  Sip: [/^sip:\S+@\S+$/, 'a SIP address is sip:user@host'],
};

function contentFaults(name: string, text: string, children: readonly Element[]): string[] {
  const [form, rule] = texts[name] ?? [/^$/, `${name} holds no text`];
  const faults = form.test(text) ? [] : [rule];
  if (name === 'Say' && text.length > longestSay) faults.push('Say holds at most 4096 characters');
  if (name === 'Dial' && children.length === 0) faults.push('Dial names nobody');
  return faults;
}

const numbers: Readonly<Record<string, number>> = { numDigits: 1_000, length: 3_600, maxLength: 14_400, timeout: 600 };

function valueFaults(name: string, given: Readonly<Record<string, string>>): string[] {
  const faults = Object.entries(numbers).flatMap(([attribute, most]) => {
    const value = given[attribute];
    const isWrong = value !== undefined && !(/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most);
    return isWrong ? [`${name}.${attribute} is not 1 to ${most}`] : [];
  });
  const input = given.input?.split(' ') ?? [];
  if (input.some((each) => !['dtmf', 'speech'].includes(each))) faults.push(`${name}.input is unknown`);
  if (!/^[0-9*#]?$/.test(given.finishOnKey ?? '')) faults.push('finishOnKey is one key');
  return [...faults, ...languageFaults(name, given)];
}

/** Indonesian is spoken by Google's voices only, and a voice speaks its own language. */
function languageFaults(name: string, { language, voice }: Readonly<Record<string, string>>): string[] {
  const faults = language === undefined || languages.includes(language) ? [] : [`${name}.language is unknown`];
  if (voice === undefined) return faults;
  const spoken = /^(\w+)\.(\w\w-\w\w)-/.exec(voice);
  if (spoken?.[2] !== language) faults.push('a voice speaks another language');
  if (spoken?.[2] === 'id-ID' && spoken[1] !== 'Google') faults.push('only Google speaks Indonesian');
  return faults;
}
