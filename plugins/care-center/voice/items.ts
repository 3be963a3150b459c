import type { InboundContent, InboundItem, InboundMessage } from '../../sdk/index.js';
import type { VoiceCall, VoiceEvent } from './contract.js';

type Session = Extract<InboundContent, { kind: 'session' }>;

type EventOf<K extends VoiceEvent['kind']> = Extract<VoiceEvent, { kind: K }>;
type Reader<K extends VoiceEvent['kind']> = (event: EventOf<K>) => InboundItem[];

const readers: { readonly [K in VoiceEvent['kind']]?: Reader<K> } = {
  'call.started': ({ call, kind }) => [session(call, 'started', { event: 'STARTED', name: kind })],
  'call.input': (event) => [spoken(event.call, `input/${event.step.turn}`, contentOf(event))],
  'call.consent': ({ call, kind, step, agreed }) => {
    const text = agreed ? 'Agreed to be recorded.' : 'Did not agree to be recorded.';
    return [session(call, `consent/${step.turn}`, { event: 'NOTED', name: kind, text })];
  },
  'call.queued': ({ call, kind, step }) =>
    step.round === 0 ? [session(call, `queued/${step.turn}`, { event: 'NOTED', name: kind })] : [],
  'call.dequeued': dequeued,
  'call.bridged': ({ call, kind, leg, at }) => [
    session(call, `bridged/${leg}`, { event: 'OFFICER_ANSWERED', name: kind }, at),
  ],
  'call.unbridged': ({ call, kind, step, result }) => {
    const text = `Officer's line: ${result}.`;
    return [session(call, `unbridged/${step.turn}/${step.round ?? 1}`, { event: 'NOTED', name: kind, text })];
  },
  'call.recorded': (event) => [report(event)],
  'call.ended': (event) => [report(event)],
  'call.troubled': (event) => [troubled(event)],
};

/** What the hub stores of an event, under a key that a repeated event has again. Empty: nothing. Pure. */
export function itemsOf(event: VoiceEvent): InboundItem[] {
  const reader = readers[event.kind] as Reader<VoiceEvent['kind']> | undefined;
  return reader?.(event) ?? [];
}

const contentOf = ({ keys, words }: EventOf<'call.input'>): InboundContent =>
  keys ? { kind: 'keypad', digits: keys } : { kind: 'text', text: words ?? '' };

/** Who leaves the queue pressed zero there; what else ended the wait is noted where it went wrong. */
function dequeued({ call, step, result, kind }: EventOf<'call.dequeued'>): InboundItem[] {
  if (result === 'left') return [spoken(call, `dequeued/${step.turn}`, { kind: 'keypad', digits: '0' })];
  if (result === 'moved') return [];
  return [
    session(call, `dequeued/${step.turn}`, { event: 'NOTED', name: kind, text: 'The queue could not take the call.' }),
  ];
}

const length = (seconds: number | null) => (seconds === null ? '' : `, ${seconds} s`);

function report(event: EventOf<'call.recorded' | 'call.ended'>): InboundItem {
  const { call, kind, status, seconds } = event;
  if (kind === 'call.ended') {
    const content = { event: 'ENDED', name: kind, text: `The call ended: ${status}${length(seconds)}.` } as const;
    return session(call, `ended/${event.sequence}`, content, event.at);
  }
  const text = `Recording ${event.recording}: ${status}${length(seconds)}.`;
  return session(call, `recorded/${event.recording}/${status}`, { event: 'NOTED', name: kind, text });
}

function troubled({ call, code, where }: EventOf<'call.troubled'>): InboundItem {
  return {
    kind: 'error',
    accountKey: call.account,
    externalId: call.id,
    variant: `troubled/${where}`,
    at: null,
    error: { code, message: 'the provider could not get or use the answer to a webhook' },
  };
}

const session = (call: VoiceCall, variant: string, content: Omit<Session, 'kind'>, at: Date | null = null) =>
  spoken(call, variant, { kind: 'session', ...content }, at);

/**
 * A call is one conversation, so its id is the sender's key: two calls from one switchboard stay apart, and what is
 * said goes to the call. The number tells who the person is.
 */
function spoken(call: VoiceCall, variant: string, content: InboundContent, at: Date | null = null): InboundMessage {
  return {
    kind: 'message',
    accountKey: call.account,
    externalId: call.id,
    variant,
    at,
    sender: { key: call.id, ...(call.caller ? { phone: call.caller } : {}) },
    content,
  };
}
