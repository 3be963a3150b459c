import type { WebhookRequest } from '../../sdk/index.js';
import type { DialResult, Step, VoiceCall, VoiceEvent } from '../voice/contract.js';
import { readParameters, type Parameters } from './form.js';
import { readStep } from './steps.js';

const callSid = /^CA[0-9a-f]{32}$/i;
const number = /^\+[1-9]\d{6,14}$/;
/** Numbers that Twilio gives for callers who hide theirs. */
const hidden = new Set(['+266696687', '+7378742833', '+2562533', '+8566696', '+86282452253']);
const finalStatuses = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);
const longestWords = 4_000;

/** The event that a request of Twilio reports; null: none of a call. Pure and total. */
export function readEvent({ query, rawBody }: Pick<WebhookRequest, 'query' | 'rawBody'>): VoiceEvent | null {
  const parameters = readParameters(rawBody);
  const id = parameters.get('CallSid') ?? '';
  if (!callSid.test(id)) return null;
  const caller = callerOf(parameters.get('From') ?? '');
  const call: VoiceCall = {
    id,
    account: parameters.get('AccountSid')?.slice(0, 64) || 'unknown',
    ...(caller ? { caller } : {}),
  };
  const step = readStep(query);
  return step ? stepEvent(call, step, parameters) : firstEvent(call, parameters);
}

function callerOf(from: string): string | undefined {
  return number.test(from) && !hidden.has(from) ? from : undefined;
}

/** An address without a step: the call begins, unless a final status says that it is over. */
function firstEvent(call: VoiceCall, parameters: Parameters): VoiceEvent {
  return finalStatuses.has(parameters.get('CallStatus') ?? '')
    ? ended(call, parameters)
    : { kind: 'call.started', call };
}

type Reader = (call: VoiceCall, step: Step, parameters: Parameters) => VoiceEvent;

const readers: Readonly<Record<Step['name'], Reader>> = {
  input,
  hold: (call, step) => ({ kind: 'call.holding', call, step }),
  consent: (call, step, parameters) => ({
    kind: 'call.consent',
    call,
    step,
    agreed: parameters.get('Digits') === '1',
  }),
  wait: (call, step, parameters) => ({
    kind: 'call.queued',
    call,
    step: { ...step, round: step.round ?? 0 },
    seconds: wholeNumber(parameters.get('QueueTime')) ?? 0,
  }),
  'queue-key': (call, step, parameters) => ({
    kind: 'call.queue-key',
    call,
    step,
    keys: keysOf(parameters) ?? '',
  }),
  dequeued: (call, step, parameters) => ({
    kind: 'call.dequeued',
    call,
    step,
    result: queueResults[parameters.get('QueueResult') ?? ''] ?? 'failed',
  }),
  leg,
  dialled: (call, step, parameters) => ({
    kind: 'call.unbridged',
    call,
    step,
    result: dialResults[parameters.get('DialCallStatus') ?? ''] ?? 'failed',
  }),
  message: (call, step) => ({ kind: 'call.message-left', call, step }),
  recording,
  status: (call, _step, parameters) =>
    finalStatuses.has(parameters.get('CallStatus') ?? '')
      ? ended(call, parameters)
      : { kind: 'call.progress', call, name: 'status' },
  fallback: (call, step, parameters) => ({
    kind: 'call.troubled',
    call,
    step,
    code: /^\d{1,6}$/.exec(parameters.get('ErrorCode') ?? '')?.[0] ?? 'unknown',
    where: troubledTurn(parameters),
  }),
};

function stepEvent(call: VoiceCall, step: Step, parameters: Parameters): VoiceEvent {
  return readers[step.name](call, step, parameters);
}

const queueResults: Readonly<Record<string, 'left' | 'moved' | 'failed'>> = {
  leave: 'left',
  bridged: 'moved',
  'bridging-in-process': 'moved',
  redirected: 'moved',
  'redirected-from-bridged': 'moved',
  hangup: 'moved',
};

const dialResults: Readonly<Record<string, DialResult>> = {
  completed: 'answered',
  answered: 'answered',
  busy: 'busy',
  'no-answer': 'no-answer',
};

/** Twilio reports no keys as an empty text. */
function keysOf(parameters: Parameters): string | undefined {
  const keys = parameters.get('Digits') ?? '';
  return /^[0-9*#]{1,64}$/.test(keys) ? keys : undefined;
}

/** A Gather that heard nothing does not report; should one, the caller is asked again by the hub's "not clear". */
function input(call: VoiceCall, step: Step, parameters: Parameters): VoiceEvent {
  const keys = keysOf(parameters);
  const words = parameters.get('SpeechResult')?.trim().slice(0, longestWords);
  return { kind: 'call.input', call, step, ...(keys ? { keys } : { words: words || '-' }) };
}

/** The officer's own line: its parent is the caller's. Its numbers are not the caller's. */
function leg(call: VoiceCall, _step: Step, parameters: Parameters): VoiceEvent {
  const parent = parameters.get('ParentCallSid') ?? '';
  const isTalking = ['in-progress', 'answered'].includes(parameters.get('CallStatus') ?? '');
  if (!isTalking || !callSid.test(parent)) return { kind: 'call.progress', call, name: 'leg' };
  const { account } = call;
  return {
    kind: 'call.bridged',
    call: { id: parent, account },
    leg: call.id,
    at: instant(parameters.get('Timestamp')),
  };
}

function recording({ id, account }: VoiceCall, _step: Step, parameters: Parameters): VoiceEvent {
  const reference = parameters.get('RecordingSid') ?? '';
  return {
    kind: 'call.recorded',
    call: { id, account },
    recording: /^RE[0-9a-f]{32}$/i.test(reference) ? reference : 'unknown',
    status: word(parameters.get('RecordingStatus')),
    seconds: wholeNumber(parameters.get('RecordingDuration')),
  };
}

function ended(call: VoiceCall, parameters: Parameters): VoiceEvent {
  return {
    kind: 'call.ended',
    call,
    sequence: wholeNumber(parameters.get('SequenceNumber'))?.toString() ?? 'last',
    status: word(parameters.get('CallStatus')),
    seconds: wholeNumber(parameters.get('CallDuration')),
    at: instant(parameters.get('Timestamp')),
  };
}

const word = (value: string | undefined) => /^[a-z-]{1,20}$/.exec(value ?? '')?.[0] ?? 'unknown';

function wholeNumber(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

/** Twilio dates by RFC 2822: `Fri, 20 Nov 2026 02:00:00 +0000`. */
function instant(value: string | undefined): Date | null {
  if (value === undefined || !/^[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} /.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The turn of the request that failed, from its address. */
function troubledTurn(parameters: Parameters): string {
  const query = /\?([^#]*)/.exec(parameters.get('ErrorUrl') ?? '')?.[1] ?? '';
  return readStep(new URLSearchParams(query))?.turn || 'start';
}
